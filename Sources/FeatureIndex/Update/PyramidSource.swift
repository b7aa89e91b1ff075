import Imaging
import Kernels
import Synchronization
import Workers

/// Reads files and takes their block sums, on several threads.
struct PyramidSource: FeatureSource {
    /// The number of bytes of features after which a batch is delivered.
    private static let batchSize = 16 << 20
    /// The same with stored pixels, which fill a batch with fewer images.
    private static let pixelBatchSize = 64 << 20

    let reading: PixelReader.Options
    let storesPixels: Bool
    let threads: Int
    let kernels: Kernels

    func read(
        _ pending: [PendingFile], known: @escaping @Sendable (ContentHash) -> ImageFeatures?,
        onProgress: @escaping @Sendable (Int) -> Void, deliver: (FileBatch) throws -> Void
    ) throws {
        let readers = WorkerStates(
            (0..<threads).map { _ in PyramidReader(reading, storesPixels: storesPixels, kernels: kernels) })
        let queue = WorkQueue(count: pending.count)
        while true {
            let batch = readBatch(pending, from: queue, readers: readers, known: known, onProgress)
            if batch.isEmpty { return }
            try deliver(batch)
        }
    }

    /// Reads files until a batch is full, it is time to write, or none is left.
    private func readBatch(
        _ pending: [PendingFile], from queue: WorkQueue, readers: WorkerStates<PyramidReader>,
        known: @escaping @Sendable (ContentHash) -> ImageFeatures?, _ onProgress: @escaping @Sendable (Int) -> Void
    ) -> FileBatch {
        let start = ContinuousClock.now
        let size = Atomic<Int>(0)
        let limit = storesPixels ? Self.pixelBatchSize : Self.batchSize
        let bytesPerImage = PyramidShape(size: reading.size).byteCount + reading.size.sampleCount
        let parts = withWorkers(threads) { worker in
            var part: [(Int, FileOutcome)] = []
            while size.load(ordering: .relaxed) < limit, ContinuousClock.now - start < IndexBuilder.checkpointInterval,
                let index = queue.take()?.first
            {
                let outcome = readers[worker].read(pending[index], known: known)
                if case .image(_, let features, _) = outcome {
                    size.add(min(features.byteCount, bytesPerImage), ordering: .relaxed)
                }
                part.append((index, outcome))
                onProgress(1)
            }
            return part
        }
        return parts.joined().sorted { $0.0 < $1.0 }.map { (pending[$0.0], $0.1) }
    }
}

/// One state a worker. Each worker touches its own alone.
private struct WorkerStates<State>: @unchecked Sendable {
    private let states: [State]

    init(_ states: [State]) { self.states = states }

    subscript(worker: Int) -> State { states[worker] }
}
