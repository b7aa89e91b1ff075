public import Files
public import Gallery
public import Imaging
public import Kernels
public import Metrics
import SystemPackage
import Workers

/// Exact search of a gallery by its pixels: every image is read, resized and compared with every query.
///
/// Each worker reads images on its own and keeps its own best hits; nothing is shared but the queue of images. Sums are
/// exact integers and hits have a total order, so the outcome is the same for any number of workers.
public struct PixelSearch: Sendable {
    public struct Options: Sendable {
        public var reading: PixelReader.Options
        public var metric: Metric
        /// The most hits per query; nil for all.
        public var limit: Int?
        /// Hits must be at least this good.
        public var threshold: Double?
        /// Whether the query's own file is left out of its hits.
        public var excludesQuery: Bool
        public var threads: Int

        public init(
            reading: PixelReader.Options = .init(), metric: Metric = .l1, limit: Int?, threshold: Double? = nil,
            excludesQuery: Bool = false, threads: Int = 1
        ) {
            self.reading = reading
            self.metric = metric
            self.limit = limit
            self.threshold = threshold
            self.excludesQuery = excludesQuery
            self.threads = threads
        }
    }

    public let options: Options
    let kernels: Kernels

    public init(options: Options, kernels: Kernels) {
        self.options = options
        self.kernels = kernels
    }

    /// Reads the images in `sources`, in that order: each a query, or the reason why it is none.
    ///
    /// - Parameters:
    ///   - acceptsPipes: Whether streams are read to their end, too.
    ///   - onProgress: Called from any thread with the number of images just finished.
    public func readQueries(
        _ sources: [ContentSource], acceptsPipes: Bool = true, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> [Result<QueryImage, any Error>] {
        let queue = WorkQueue(count: sources.count)
        let workers = min(options.threads, max(sources.count, 1))
        let parts = withWorkers(workers) { _ in
            // Threads that are left over help with decoding.
            let reader = PixelReader(options: options.reading, kernels: kernels, threads: options.threads / workers)
            let files = FileReader()
            var read: [(Int, Result<QueryImage, any Error>)] = []
            while let index = queue.take()?.first {
                let query = Result {
                    try QueryImage(
                        sources[index], reader: reader, files: files, acceptsPipes: acceptsPipes, kernels: kernels)
                }
                read.append((index, query))
                onProgress(1)
            }
            return read
        }
        return parts.joined().sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Compares every query with every image of `gallery`, which is in the order of its paths.
    ///
    /// - Parameter onProgress: Called from any thread with the number of images just finished.
    public func search(
        _ queries: [QueryImage], in gallery: GalleryImages, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> SearchOutcome {
        let found = compare(queries, with: Array(gallery.indices), of: gallery, onProgress: onProgress)
        return SearchOutcome(
            hits: found.top.map(\.sorted),
            skipped: found.skipped.sorted { $0.0 < $1.0 }.map { SkippedFile(path: gallery[$0.0].path, cause: $0.1) })
    }

    /// Compares every query with the images of `gallery` at `indices`.
    func compare(
        _ queries: [QueryImage], with indices: [Int], of gallery: GalleryImages, onProgress: @escaping @Sendable (Int) -> Void
    ) -> Findings {
        let tileCapacity = GalleryTile.capacity(
            queries: queries.count, images: indices.count, threads: options.threads,
            sampleCount: options.reading.size.sampleCount)
        let queue = WorkQueue(count: indices.count)
        let threads = max(1, min(options.threads, (indices.count + tileCapacity - 1) / tileCapacity))
        let parts = withWorkers(threads) { _ in
            var part = Findings(queryCount: queries.count, options: options)
            guard !indices.isEmpty else { return part }
            let reader = PixelReader(options: options.reading, kernels: kernels)
            let files = FileReader()
            let tile = GalleryTile(capacity: tileCapacity, sampleCount: options.reading.size.sampleCount)
            while let range = queue.take(atMost: tileCapacity) {
                tile.removeAll()
                for index in indices[range] {
                    do {
                        try tile.append(index) { try reader.read(.file(gallery[index].path), files: files, into: $0) }
                    } catch {
                        part.skipped.append((index, error))
                    }
                }
                part.offer(tile, to: queries, gallery: gallery, kernels: kernels)
                onProgress(range.count)
            }
            return part
        }
        return parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
    }
}

/// The best hits of each query so far, and the images that could not be read.
struct Findings: Sendable {
    let options: PixelSearch.Options
    var top: [TopHits]
    var skipped: [(Int, any Error)] = []

    init(queryCount: Int, options: PixelSearch.Options) {
        self.options = options
        top = Array(
            repeating: TopHits(metric: options.metric, limit: options.limit, threshold: options.threshold), count: queryCount)
    }

    mutating func offer(_ tile: GalleryTile, to queries: [QueryImage], gallery: GalleryImages, kernels: Kernels) {
        let scores = tile.scores(against: queries, metric: options.metric, kernels: kernels)
        for (slot, index) in tile.indices.enumerated() {
            let identity = options.excludesQuery ? try? FileStatus(of: gallery[index].path).identity : nil
            for (number, query) in queries.enumerated() {
                if options.excludesQuery, let identity, identity == query.identity { continue }
                top[number].offer(ScoredIndex(index: index, score: scores[number * tile.indices.count + slot]))
            }
        }
    }

    mutating func merge(_ other: Findings) {
        for number in top.indices { top[number].merge(other.top[number]) }
        skipped += other.skipped
    }
}
