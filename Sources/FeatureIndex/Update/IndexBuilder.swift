import Embeddings
public import Gallery
public import Imaging
public import Kernels
public import SystemPackage
import Files
import Workers

/// Brings an index up to date with its gallery.
///
/// New and changed files are read batch by batch, and every batch is a segment that the manifest names as soon as it is on
/// disk. So whatever happens, what was finished stays, and the next run goes on from there.
public struct IndexBuilder: Sendable {
    /// The outcome of a run.
    public struct Summary: Sendable {
        public var added = 0
        public var changed = 0
        public var moved = 0
        public var removed = 0
        /// Files whose contents are as they were, though times or inodes are others, as after a copy.
        public var recognized = 0
        /// Files whose features were made by an earlier way to resize images, and were made anew.
        public var superseded = 0
        /// Files in folders that could not be looked into: their records are kept.
        public var unseen = 0
        /// Files in the index now, and bytes of its segments.
        public var images = 0
        public var byteCount = 0
        /// Files that could not be read, in the order of their paths.
        public var skipped: [SkippedFile] = []
    }

    /// The time after which features are written, whether a batch is full or not.
    static let checkpointInterval = Duration.seconds(4)
    /// Images of fewer samples than this are stored whole: their block sums would hardly be smaller.
    private static let alwaysStoredSampleCount = 1 << 15

    private let folder: IndexFolder
    private let gallery: FilePath
    private let key: FeatureKey
    private let wantsPixels: Bool
    private let threads: Int
    /// Creates the source of features, given whether pixels are stored.
    private let source: @Sendable (_ storesPixels: Bool) -> any FeatureSource

    /// Creates a builder of block sums of images.
    ///
    /// - Parameters:
    ///   - folder: Where the index is or is to be.
    ///   - storesPixels: Whether resized samples are kept, so that no file is read when searching. Once they are, they stay.
    public init(
        folder: FilePath, gallery: FilePath, reading: PixelReader.Options, storesPixels: Bool, threads: Int, kernels: Kernels
    ) {
        self.folder = IndexFolder(folder)
        self.gallery = gallery
        self.threads = threads
        key = FeatureKey(reading)
        wantsPixels =
            storesPixels || reading.size.sampleCount <= Self.alwaysStoredSampleCount
            || PyramidShape(size: reading.size).levels.isEmpty
        source = { PyramidSource(reading: reading, storesPixels: $0, threads: threads, kernels: kernels) }
    }

    /// Creates a builder of embeddings that `embedder` makes.
    package init(
        folder: FilePath, gallery: FilePath, reading: EmbeddingReading, embedder: any Embedder, threads: Int, kernels: Kernels
    ) {
        precondition(embedder.space == reading.space)
        self.folder = IndexFolder(folder)
        self.gallery = gallery
        self.threads = threads
        key = FeatureKey(reading)
        wantsPixels = false
        source = { _ in EmbeddingSource(embedder: embedder, reading: reading, kernels: kernels) }
    }

    /// Brings the index up to date with `walk`, the images of the gallery.
    ///
    /// - Parameters:
    ///   - describe: Puts the cause why a file could not be read into words, which continue a sentence that names the file. The
    ///     index keeps them for later runs and searches.
    ///   - onProgress: Called from any thread with the number of files just finished.
    /// - Throws: `IndexError`, or what the embedder throws.
    public func update(
        _ walk: FolderWalk, describe: (any Error) -> String, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> Summary {
        let writer = try IndexWriter(folder, key: key, wantsPixels: wantsPixels, shard: walk.selection.shard)
        var plan = UpdatePlan(walk, gallery: gallery, writer: writer, threads: threads)
        onProgress(walk.images.count - plan.pending.count)
        // A file that changes after it was read must not look as it did before.
        waitForLaterModification(than: plan.pending.lazy.flatMap { [$0.stamp.modified, $0.stamp.changed] })

        // A batch is written while the next one is read.
        var writing: BackgroundWork<Result<Void, IndexError>>?
        func waitForWriting() throws(IndexError) {
            defer { writing = nil }
            try writing?.result().get()
        }
        do {
            let pending = plan.pending
            try source(writer.storesPixels).read(pending, known: plan.movable.features, onProgress: onProgress) { batch in
                try waitForWriting()
                let contents = plan.add(batch, describe: describe)
                writing = BackgroundWork { Result { () throws(IndexError) in try writer.append(contents) } }
            }
        } catch {
            // What was read before something went wrong stays.
            try waitForWriting()
            throw error
        }
        try waitForWriting()
        plan.summary.removed = try writer.finish(keeping: plan.present) - plan.matchedMoves
        plan.summary.superseded = writer.supersededCount
        plan.summary.images = writer.imageCount
        plan.summary.byteCount = writer.byteCount
        plan.summary.skipped = (plan.summary.skipped + walk.skipped).sorted { $0.path.precedesBytewise($1.path) }
        return plan.summary
    }
}

/// Files, and what became of them.
typealias FileBatch = [(PendingFile, FileOutcome)]

/// Makes features of files.
protocol FeatureSource: Sendable {
    /// Reads `pending` and calls `deliver`, on the calling thread, with what became of them: in batches that are worth writing,
    /// and at least every few seconds, so that no more than that is lost when the process ends.
    ///
    /// - Parameters:
    ///   - known: Answers the features of an image with the same contents, where there is one.
    ///   - onProgress: Called from any thread with the number of files just finished.
    func read(
        _ pending: [PendingFile], known: @escaping @Sendable (ContentHash) -> ImageFeatures?,
        onProgress: @escaping @Sendable (Int) -> Void, deliver: (FileBatch) throws -> Void
    ) throws
}
