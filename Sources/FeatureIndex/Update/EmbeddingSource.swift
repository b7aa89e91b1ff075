import Embeddings
import Files
import Imaging
import Kernels
import Metrics
import Synchronization

/// Reads files and makes their embeddings, which come in batches and somewhat later.
struct EmbeddingSource: FeatureSource {
    let embedder: any Embedder
    let reading: EmbeddingReading
    let kernels: Kernels

    func read(
        _ pending: [PendingFile], known: @escaping @Sendable (ContentHash) -> ImageFeatures?,
        onProgress: @escaping @Sendable (Int) -> Void, deliver: (FileBatch) throws -> Void
    ) throws {
        let gathered = GatheredFiles(pending)
        func deliverGathered() throws {
            let batch = gathered.takeBatch()
            if !batch.isEmpty { try deliver(batch) }
        }
        do {
            try embed(pending, into: gathered, known: known, onProgress: onProgress, checkpoint: deliverGathered)
        } catch let error where !(error is IndexError) {
            // What was embedded before something went wrong stays.
            try deliverGathered()
            throw error
        }
        try deliverGathered()
    }

    /// - Parameter checkpoint: Called every few seconds.
    private func embed(
        _ pending: [PendingFile], into gathered: GatheredFiles,
        known: @escaping @Sendable (ContentHash) -> ImageFeatures?, onProgress: @escaping @Sendable (Int) -> Void,
        checkpoint: () throws -> Void
    ) throws {
        let limit = reading.maximumFileSize
        let dimension = reading.space.dimension
        var lastCheckpoint = ContinuousClock.now
        try embedder.embedImages(count: pending.count) { index, prepare in
            let outcome = pending[index].outcome(
                FileReader(), limit: limit, known: known,
                make: { bytes throws(ImageError) in
                    try prepare(bytes)
                    return nil
                }, later: { gathered.await(index, $0) })
            guard let outcome else { return true }
            gathered.add(index, outcome)
            onProgress(1)
            return false
        } deliver: { indices, numbers in
            let norms = embeddingNorms(of: numbers, dimension: dimension, kernels: kernels)
            for (place, index) in indices.enumerated() {
                gathered.add(index, Array(numbers[place * dimension..<(place + 1) * dimension]), norm: norms[place])
            }
            onProgress(indices.count)
            if ContinuousClock.now - lastCheckpoint >= IndexBuilder.checkpointInterval {
                try checkpoint()
                lastCheckpoint = .now
            }
        }
    }
}

/// The outcomes of files since the last batch was taken.
private final class GatheredFiles: Sendable {
    private let pending: [PendingFile]
    private let state = Mutex(State())

    private struct State {
        /// Read, and not embedded yet.
        var awaited: [Int: IndexedFile] = [:]
        var outcomes: [(Int, FileOutcome)] = []
    }

    init(_ pending: [PendingFile]) { self.pending = pending }

    func await(_ index: Int, _ file: IndexedFile) { state.withLock { $0.awaited[index] = file } }

    func add(_ index: Int, _ outcome: FileOutcome) { state.withLock { $0.outcomes.append((index, outcome)) } }

    /// The embedding of a file that was awaited. Weights that are no numbers make one that cannot be compared: the same model
    /// would make the same again, so that is remembered as of a file that is no image.
    func add(_ index: Int, _ numbers: [Float], norm: Double) {
        state.withLock { state in
            guard let file = state.awaited.removeValue(forKey: index) else { preconditionFailure("embedded without a file") }
            guard norm.isFinite else {
                state.outcomes.append((index, .notAnImage(file, EmbeddingFailure.notFinite)))
                return
            }
            let features = ImageFeatures.embedding(StoredEmbedding(numbers: numbers, norm: norm))
            state.outcomes.append((index, .image(file, features, wasMoved: false)))
        }
    }

    func takeBatch() -> FileBatch {
        let outcomes = state.withLock { state in
            defer { state.outcomes.removeAll() }
            return state.outcomes
        }
        return outcomes.sorted { $0.0 < $1.0 }.map { (pending[$0.0], $0.1) }
    }
}
