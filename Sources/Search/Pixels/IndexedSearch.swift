public import FeatureIndex
import Gallery
import Files
import Imaging
import Kernels
import Metrics
import Synchronization
import Workers

/// Exact search of an indexed gallery: the same hits and scores as `PixelSearch`, from a small part of the data.
///
/// The bounds of `PyramidQuery` tell of most images that they cannot be among the hits. The coarsest level is looked at for
/// all images; the best few by it are compared in full at once, which sets a bar; every finer level is looked at only for
/// images that may still pass the bar; and what is left is compared in full, most promising first, the bar rising as it
/// goes. An image is dropped only when its best possible score is strictly worse than the worst hit, so ties are decided as
/// always, and the outcome does not depend on the order of work.
public struct IndexedSearch: Sendable {
    /// Statistics of the part of the index that all queries together needed.
    public struct Statistics: Sendable, Equatable {
        /// Pairs of query and image that each level was looked at for, coarsest first.
        public var examined: [Int] = []
        /// Pairs of query and image that were compared in full.
        public var compared = 0
        /// Images whose files were read.
        public var filesRead = 0
        /// The number of bytes of features and of image files that were read.
        public var touchedBytes = 0

        mutating func add(_ other: Statistics) {
            let levels = max(examined.count, other.examined.count)
            examined = (0..<levels).map { level in
                [examined, other.examined].reduce(0) { $0 + (level < $1.count ? $1[level] : 0) }
            }
            compared += other.compared
            filesRead += other.filesRead
            touchedBytes += other.touchedBytes
        }
    }

    /// Pairs of query and image that are kept in mind at a time, which bounds the memory for many queries.
    private static let pairsAtOnce = 1 << 22

    private let search: PixelSearch
    private var options: PixelSearch.Options { search.options }

    public init(_ search: PixelSearch) { self.search = search }

    /// Compares every query with every image of `gallery`.
    ///
    /// - Parameter onProgress: Called from any thread with the number of images just read.
    /// - Throws: `IndexError` when features turn out to be damaged.
    public func search(
        _ queries: [QueryImage], in gallery: IndexedGallery, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(IndexError) -> (outcome: SearchOutcome, statistics: Statistics) {
        let found = search.compare(queries, with: gallery.unknownImages, of: gallery.images, onProgress: onProgress)
        var findings = found
        var statistics = Statistics()
        let parts = gallery.partsByShape
        let batchSize = max(1, Self.pairsAtOnce / max(gallery.images.count, 1))
        for start in stride(from: 0, to: queries.count, by: batchSize) {
            let batch = start..<min(start + batchSize, queries.count)
            for part in parts {
                let pass = MultistepSearch(
                    search, queries: Array(queries[batch]), gallery: part, top: Array(findings.top[batch]))
                try pass.run()
                let result = pass.result()
                findings.top.replaceSubrange(batch, with: result.findings.top)
                let known = Set(findings.skipped.map(\.0))
                findings.skipped += result.findings.skipped.filter { !known.contains($0.0) }
                statistics.add(result.statistics)
            }
        }
        statistics.touchedBytes += gallery.segments.reduce(0) { $0 + $1.touchedByteCount }
        let skipped = findings.skipped + gallery.failures.map { ($0.key, RecordedCause($0.value)) }
        return (
            SearchOutcome(
                hits: findings.top.map(\.sorted),
                skipped: skipped.sorted { $0.0 < $1.0 }.map {
                    SkippedFile(path: gallery.images[$0.0].path, cause: $0.1)
                }),
            statistics
        )
    }
}
