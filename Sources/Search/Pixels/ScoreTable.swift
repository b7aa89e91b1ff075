import Files
public import Gallery
import Imaging
import Kernels
public import Metrics
import Workers

/// The scores of every query and every image of a gallery, by any of some metrics: what full rankings are made of.
public struct ScoreTable: Sendable {
    /// Images of the gallery that could not be read, in its order.
    public let skipped: [SkippedFile]
    /// The images of the gallery that could be read, in its order.
    private let images: [ComparedImage]
    private let queries: [QueryKey]
    private let sampleCount: Int
    private let excludesQuery: Bool

    /// The part of a query that is kept: its samples are no longer needed.
    private struct QueryKey {
        let identity: FileIdentity?
        let moments: Moments
    }

    fileprivate init(_ parts: [Part], queries: [QueryImage], gallery: GalleryImages, options: PixelSearch.Options) {
        images = parts.flatMap(\.images).sorted { $0.index < $1.index }
        skipped = parts.flatMap(\.skipped).sorted { $0.0 < $1.0 }.map { SkippedFile(path: gallery[$0.0].path, cause: $0.1) }
        self.queries = queries.map { QueryKey(identity: $0.identity, moments: $0.moments) }
        sampleCount = options.reading.size.sampleCount
        excludesQuery = options.excludesQuery
    }

    /// Returns all images that could be read, best first: the hits of a search without limit.
    ///
    /// - Parameter metric: One of those that the table was made for.
    public func ranking(for number: Int, by metric: Metric) -> [ScoredIndex] {
        let query = queries[number]
        let scored = compared(with: number).map { image in
            let sum = metric.tiledSum == .absoluteDifference ? image.differences[number] : image.products[number]
            return ScoredIndex(
                index: image.index, score: metric.score(tiledSum: sum, query.moments, image.moments, count: sampleCount))
        }
        return scored.sorted { metric.ranks($0, before: $1) }
    }

    private func compared(with number: Int) -> [ComparedImage] {
        guard excludesQuery, let identity = queries[number].identity else { return images }
        return images.filter { $0.identity != identity }
    }
}

/// An image of the gallery, with what was summed over it and each query.
private struct ComparedImage: Sendable {
    let index: Int
    let identity: FileIdentity?
    let moments: Moments
    /// Σ|a − b|, and Σab; empty where no metric asks for it.
    let differences: [UInt64]
    let products: [UInt64]
}

/// The results of one worker.
private struct Part: Sendable {
    var images: [ComparedImage] = []
    var skipped: [(Int, any Error)] = []
}

extension PixelSearch {
    /// Compares every query with every image of `gallery` by all of `metrics`; the options' metric, limit and threshold
    /// have no part in it.
    ///
    /// An image of the gallery that is the file of a query is not read again. Queries are kept in memory, and so are a few
    /// images of the gallery for each thread, whatever its length.
    ///
    /// - Parameter onProgress: Called from any thread with the number of images just finished.
    public func scores(
        of queries: [QueryImage], in gallery: GalleryImages, by metrics: [Metric],
        onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> ScoreTable {
        let sampleCount = options.reading.size.sampleCount
        let threads = max(1, min(options.threads, gallery.count))
        let capacity = GalleryTile.capacity(
            queries: queries.count, images: gallery.count, threads: threads, sampleCount: sampleCount)
        let known = Dictionary(queries.compactMap { query in query.identity.map { ($0, query) } }) { first, _ in first }
        let queue = WorkQueue(count: gallery.count)
        let parts = withWorkers(threads) { _ in
            var part = Part()
            let reader = PixelReader(options: options.reading, kernels: kernels)
            let files = FileReader()
            let tile = GalleryTile(capacity: capacity, sampleCount: sampleCount)
            while let range = queue.take(atMost: capacity) {
                tile.removeAll()
                var identities: [FileIdentity?] = []
                for index in range {
                    let identity = try? FileStatus(of: gallery[index].path).identity
                    do {
                        if let query = identity.flatMap({ known[$0] }) {
                            tile.append(index, sameAs: query)
                        } else {
                            try tile.append(index) { try reader.read(.file(gallery[index].path), files: files, into: $0) }
                        }
                        identities.append(identity)
                    } catch {
                        part.skipped.append((index, error))
                    }
                }
                part.images += compared(tile, identities, with: queries, by: metrics)
                onProgress(range.count)
            }
            return part
        }
        return ScoreTable(parts, queries: queries, gallery: gallery, options: options)
    }

    private func compared(
        _ tile: GalleryTile, _ identities: [FileIdentity?], with queries: [QueryImage], by metrics: [Metric]
    ) -> [ComparedImage] {
        let kinds = [PairSum.absoluteDifference, .product].filter { kind in metrics.contains { $0.tiledSum == kind } }
        let sums = tile.pairSums(against: queries, of: kinds, kernels: kernels)
        let moments = tile.moments(kernels: kernels)
        func column(_ kind: PairSum, _ column: Int) -> [UInt64] {
            kinds.contains(kind) ? queries.indices.map { sums[kind, $0, column] } : []
        }
        return tile.indices.indices.map { place in
            ComparedImage(
                index: tile.indices[place], identity: identities[place], moments: moments[place],
                differences: column(.absoluteDifference, place), products: column(.product, place))
        }
    }
}
