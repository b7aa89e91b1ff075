import Embeddings
import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import Search
import SystemPackage
import VectorStores

/// The graph of near neighbours over the embeddings that an index has of a gallery.
struct GalleryGraph {
    private let gallery: IndexedGallery
    private let stored: StoredEmbeddings
    private let store: HNSWStore
    private let dimension: Int
    private let kernels: Kernels

    /// Opens the graph for `gallery`, which is as it was when its index in `folder` was made.
    ///
    /// - Throws: `StoreError` where there is none, or one of other embeddings.
    init(
        of gallery: IndexedGallery, in folder: FilePath, _ reading: EmbeddingReading, ef: Int, threads: Int, kernels: Kernels
    ) throws(StoreError) {
        self.gallery = gallery
        self.kernels = kernels
        dimension = reading.space.dimension
        stored = StoredEmbeddings(gallery)
        store = try HNSWStore(
            IndexFolder(folder).graphPath(FeatureKey(reading)), rows: EmbeddingTable(stored, dimension: dimension),
            identity: stored.identity, ef: ef, kernels: kernels, threads: threads)
    }

    var count: Int { stored.images.count }
    var supportedMetrics: [Metric] { store.supportedMetrics }

    /// Whether so many hits are looked for by comparing with all, since that is faster.
    func comparesWithAll(for count: Int) -> Bool { store.comparesWithAll(for: count) }

    /// The best hits of each query, at most `limit`; indices are those of the gallery's images.
    func hits(
        _ queries: [EmbeddingSearch.Query], limit: Int, _ options: EmbeddingSearch.Options
    ) throws -> [[ScoredIndex]] {
        let found = try store.nearest(
            to: EmbeddingMatrix(queries, dimension: dimension), count: limit + options.spare(queries), metric: options.metric)
        return try zip(queries, found).map { query, hits in
            Array(try hits.lazy.compactMap { try scored($0, for: query, options) }.prefix(limit))
        }
    }

    /// Nil for what is not to be among the hits.
    private func scored(
        _ hit: StoreHit, for query: EmbeddingSearch.Query, _ options: EmbeddingSearch.Options
    ) throws -> ScoredIndex? {
        guard case .row(let row) = hit.key else { return nil }
        let image = stored.images[row]
        guard options.keeps(hit.score, gallery.images[image].path, for: query) else { return nil }
        // What is shown has been checked; ways to it need not be.
        let place = stored.places[row]
        try place.segment.withEmbeddings(place.row..<place.row + 1, kernels: kernels) { _, _ in }
        return ScoredIndex(index: image, score: hit.score)
    }
}

extension EmbeddingSearch.Options {
    /// How many more hits than are wanted a store has to be asked for: one for each file of a query that may have to be left
    /// out.
    func spare(_ queries: [EmbeddingSearch.Query]) -> Int { excludesQuery ? queries.map(\.sources.count).max() ?? 0 : 0 }

    /// Whether the file at `path`, found with `score`, is a hit of `query`.
    func keeps(_ score: Double, _ path: FilePath, for query: EmbeddingSearch.Query) -> Bool {
        if let threshold, !metric.meets(threshold, score) { return false }
        guard excludesQuery, let identity = try? FileStatus(of: path).identity else { return true }
        return !query.sources.contains(identity)
    }
}

extension EmbeddingTable {
    /// Where the index has them.
    init(_ stored: StoredEmbeddings, dimension: Int) {
        self.init(dimension: dimension, addresses: stored.addresses, owners: [stored])
    }
}

extension EmbeddingMatrix {
    init(_ queries: [EmbeddingSearch.Query], dimension: Int) {
        self.init(dimension: dimension, capacity: queries.count)
        for query in queries { append(query.embedding) }
    }
}
