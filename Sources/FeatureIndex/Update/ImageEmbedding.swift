import Embeddings
package import Files
import Imaging
package import Kernels
import Metrics
import Synchronization
import SystemPackage

/// Makes embeddings of image files.
package struct ImageEmbedding: Sendable {
    package let embedder: any Embedder
    package let reading: EmbeddingReading
    package let kernels: Kernels

    /// - Parameter reading: Says how `embedder` reads images.
    package init(_ embedder: any Embedder, reading: EmbeddingReading, kernels: Kernels) {
        precondition(embedder.space == reading.space)
        self.embedder = embedder
        self.reading = reading
        self.kernels = kernels
    }

    /// Embeddings of the images in `sources`, in that order: each a row of numbers, or the reason why there is none.
    ///
    /// - Parameters:
    ///   - acceptsPipes: Whether streams are read to their end, too.
    ///   - onProgress: Called from any thread with the number of images just finished.
    /// - Throws: What the embedder throws.
    package func embeddings(
        of sources: [ContentSource], acceptsPipes: Bool = false, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> [Result<[Float], any Error>] {
        var results = [Result<[Float], any Error>?](repeating: nil, count: sources.count)
        try embed(sources, acceptsPipes: acceptsPipes, onProgress: onProgress) { results[$0] = $1.map { Array($0) } }
        return results.map { $0! }  // Each is delivered.
    }

    /// Calls `deliver` once for each of `sources`, with its embedding, valid during the call only, or the reason why there is
    /// none, in that order. It is called from any thread, though never at once.
    ///
    /// - Throws: What the embedder throws, or `deliver`.
    package func embed(
        _ sources: [ContentSource], acceptsPipes: Bool = false, onProgress: @escaping @Sendable (Int) -> Void,
        deliver: (Int, Result<UnsafeBufferPointer<Float>, any Error>) throws -> Void
    ) throws {
        let failures = Mutex<[(Int, any Error)]>([])
        let limit = reading.maximumFileSize
        let dimension = reading.space.dimension
        func deliverFailures(before end: Int) throws {
            let next = failures.withLock { failures in
                let next = failures.filter { $0.0 < end }
                failures.removeAll { $0.0 < end }
                return next
            }
            for (index, error) in next.sorted(by: { $0.0 < $1.0 }) { try deliver(index, .failure(error)) }
        }
        try embedder.embedImages(count: sources.count) { index, prepare in
            do {
                try FileReader().withContents(
                    of: sources[index], limit: limit, acceptsPipes: acceptsPipes, isWanted: ImageDecoder.recognizes
                ) { try prepare($0) }
                return true
            } catch {
                failures.withLock { $0.append((index, error)) }
                onProgress(1)
                return false
            }
        } deliver: { indices, numbers in
            let norms = embeddingNorms(of: numbers, dimension: dimension, kernels: kernels)
            for (place, index) in indices.enumerated() {
                // Whatever comes before was loaded, or has failed.
                try deliverFailures(before: index)
                let row = UnsafeBufferPointer(rebasing: numbers[place * dimension..<(place + 1) * dimension])
                try deliver(index, norms[place].isFinite ? .success(row) : .failure(EmbeddingFailure.notFinite))
            }
            onProgress(indices.count)
        }
        try deliverFailures(before: sources.count)
    }
}
