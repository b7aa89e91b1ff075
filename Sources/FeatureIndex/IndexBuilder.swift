public import Gallery
public import Kernels
public import SystemPackage
import Files
import Imaging
import Synchronization
import Workers

/// Brings an index up to date with its gallery.
///
/// New and changed files are read batch by batch, and every batch is a segment that the manifest names as soon as it is on
/// disk. So whatever happens, what was finished stays, and the next run goes on from there.
public struct IndexBuilder: Sendable {
    /// What a run did.
    public struct Summary: Sendable, Equatable {
        public var added = 0
        public var changed = 0
        public var moved = 0
        public var removed = 0
        /// Files in the index now, and bytes of its segments.
        public var images = 0
        public var byteCount = 0
        /// Files that could not be read, in the order of their paths.
        public var skipped: [SkippedFile] = []
    }

    /// Seconds after which a batch is written, full or not.
    private static let checkpointInterval = Duration.seconds(4)
    /// Bytes of features after which a batch is written.
    private static let batchSize = 16 << 20
    /// With stored pixels, which fill a batch with fewer images.
    private static let pixelBatchSize = 64 << 20
    /// Images of fewer samples than this are stored whole: their block sums would hardly be smaller.
    private static let alwaysStoredSampleCount = 1 << 15

    private let folder: IndexFolder
    private let gallery: FilePath
    private let key: FeatureKey
    private let wantsPixels: Bool
    private let threads: Int
    private let kernels: Kernels

    /// - Parameters:
    ///   - folder: Where the index is or is to be.
    ///   - storesPixels: Whether resized samples are kept, so that no file is read when searching. Once they are, they stay.
    public init(
        folder: FilePath, gallery: FilePath, key: FeatureKey, storesPixels: Bool, threads: Int, kernels: Kernels
    ) {
        self.folder = IndexFolder(folder)
        self.gallery = gallery
        self.key = key
        self.threads = threads
        self.kernels = kernels
        wantsPixels =
            storesPixels || key.reading.size.sampleCount <= Self.alwaysStoredSampleCount
            || PyramidShape(size: key.reading.size).levels.isEmpty
    }

    /// Brings the index up to date with `walk`, the images of the gallery.
    ///
    /// - Parameter onProgress: Called from any thread with the number of files just finished.
    public func update(
        _ walk: FolderWalk, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(IndexError) -> Summary {
        let writer = try IndexWriter(folder, key: key, wantsPixels: wantsPixels)
        var plan = UpdatePlan(walk, gallery: gallery, writer: writer, threads: threads)
        onProgress(walk.images.count - plan.pending.count)
        // A file that changes after it was read must not look as it did before.
        waitForLaterModification(than: plan.pending.lazy.map(\.stamp.modified))

        let readers = WorkerStates(
            (0..<threads).map { _ in
                FeatureReader(key: key, storesPixels: writer.storesPixels, kernels: kernels)
            })
        let queue = WorkQueue(count: plan.pending.count)
        let limit = writer.storesPixels ? Self.pixelBatchSize : Self.batchSize
        var writing: BackgroundWork<Result<Void, IndexError>>?
        while true {
            let batch = readBatch(plan.pending, from: queue, readers: readers, movable: plan.movable, limit: limit, onProgress)
            if let earlier = writing { try earlier.result().get() }
            if batch.isEmpty { break }
            let contents = plan.add(batch)
            writing = BackgroundWork { Result { () throws(IndexError) in try writer.append(contents) } }
        }
        plan.summary.removed = try writer.finish(keeping: plan.present) - plan.matchedMoves
        plan.summary.images = writer.imageCount
        plan.summary.byteCount = writer.byteCount
        plan.summary.skipped = (plan.summary.skipped + walk.skipped).sorted { $0.path.precedesBytewise($1.path) }
        return plan.summary
    }

    /// Reads files until a batch is full, it is time to write, or none is left.
    private func readBatch(
        _ pending: [PendingFile], from queue: WorkQueue, readers: WorkerStates<FeatureReader>, movable: MovableImages,
        limit: Int, _ onProgress: @escaping @Sendable (Int) -> Void
    ) -> [(PendingFile, FileOutcome)] {
        let start = ContinuousClock.now
        let size = Atomic<Int>(0)
        let bytesPerImage = PyramidShape(size: key.reading.size).byteCount + key.reading.size.sampleCount
        let parts = withWorkers(threads) { worker in
            var part: [(Int, FileOutcome)] = []
            while size.load(ordering: .relaxed) < limit, ContinuousClock.now - start < Self.checkpointInterval,
                let index = queue.take()?.first
            {
                let file = pending[index]
                let outcome = readers[worker].read(
                    file.path, relativePath: file.relativePath, stamp: file.stamp, known: movable.features)
                if case .image(_, let features, _) = outcome {
                    let stored = features.levels.reduce(features.pixels?.count ?? 0) { $0 + $1.count }
                    size.add(min(stored, bytesPerImage), ordering: .relaxed)
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
