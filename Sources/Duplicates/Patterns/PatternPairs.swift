import Embeddings
import Imaging
package import Kernels
import Metrics
import Workers

/// The pairs of images with similar patterns.
package struct PatternPairs: Sendable {
    package let closeness: Closeness
    package let symmetries: Symmetry.Choice
    package let threads: Int
    package let kernels: Kernels

    package init(closeness: Closeness, symmetries: Symmetry.Choice = .none, threads: Int, kernels: Kernels) {
        self.closeness = closeness
        self.symmetries = symmetries
        self.threads = threads
        self.kernels = kernels
    }

    /// - Parameters:
    ///   - images: Of the size that `PatternMaker` takes.
    ///   - isWanted: Selects the pairs that are of interest, by the places of the images.
    ///   - onProgress: Called from any thread with parts of a whole of 1 that were just finished.
    package func pairs(
        among images: SampleMatrix, isWanted: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true },
        onProgress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> [SimilarPair] {
        precondition(images.size == PatternMaker.size)
        guard images.count > 1 else { return [] }
        let maker = PatternMaker()
        let turned = symmetries.symmetries.map { ($0, patterns(of: images, $0, maker)) }
        return EmbeddingPairs(closeness: closeness, threads: threads, kernels: kernels)
            .pairs(among: turned, isWanted: isWanted, onProgress: onProgress)
            // Flat pictures have no pattern; those of one colour are the same picture all the same.
            .filter { closeness.metric.meets(closeness.threshold, $0.score) || images.areEqual($0.first, $0.second) }
    }

    private func patterns(of images: SampleMatrix, _ symmetry: Symmetry, _ maker: PatternMaker) -> EmbeddingMatrix {
        let turn = SampleTurn(symmetry, size: images.size)
        let rows = PointMatrix(count: images.count, dimension: PatternMaker.dimension)
        let queue = WorkQueue(count: images.count)
        _ = withWorkers(max(1, threads)) { _ in
            let turned = AlignedBuffer(byteCount: images.size.sampleCount)
            while let range = queue.take(atMost: 64) {
                for row in range {
                    var samples = UnsafePointer(images[row])
                    if symmetry != .none {
                        turn(samples, to: turned.bytes)
                        samples = UnsafePointer(turned.bytes)
                    }
                    _ = rows[row].update(from: maker.pattern(samples))
                }
            }
        }
        return EmbeddingMatrix(dimension: PatternMaker.dimension, borrowing: rows.all, from: rows)
    }
}
