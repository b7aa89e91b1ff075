import Embeddings
package import FeatureIndex
package import Gallery
package import Metrics
import SystemPackage

/// The graph of nearest neighbours over the embeddings that an index has of a gallery. Where the gallery has moved on since, where
/// some of it is left out, and where so much is wanted that it is faster, everything is compared instead: that is right all the same.
package struct HNSWStore: VectorStore {
    package static let kind = StoreKind(
        schemes: ["hnsw"], form: "hnsw", metrics: [.l2, .mse, .cosine], needsIndex: true)

    /// The most candidates to look at for each query, unless more hits are wanted.
    package static let standardCandidates = 160
    /// From one candidate in this many embeddings on, comparing with all is faster.
    private static let shareOfAll = 4

    private let gallery: StoreGallery
    private let stored: StoredEmbeddings
    /// The graph; nil where the gallery has moved on, or a part of it is left out.
    private let graph: HNSWSearch?
    private let candidates: Int
    /// Compares with all; nil until that is needed.
    private let flat: FlatStore?

    package static func open(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> HNSWStore {
        try HNSWStore(gallery, candidates: settings.candidates, onProgress: onProgress)
    }

    private init(
        _ gallery: StoreGallery, candidates: Int, onProgress: @escaping @Sendable (Int) -> Void
    ) throws {
        self.gallery = gallery
        self.candidates = candidates
        stored = StoredEmbeddings(gallery.indexed)
        let path = IndexFolder(gallery.indexFolder).graphPath(gallery.key)
        guard !gallery.indexed.segments.isEmpty else { throw StoreError.noGraph(path) }
        // A graph has no way around the images that a search leaves out.
        guard gallery.indexed.staleness.keepsContents, gallery.indexed.leftOutCount == 0 else {
            flat = try FlatStore(gallery, onProgress: onProgress)
            graph = nil
            return
        }
        flat = nil
        graph = try HNSWSearch(
            path, rows: EmbeddingTable(stored, dimension: gallery.dimension), identity: stored.identity, ef: candidates,
            kernels: gallery.embedding.kernels)
    }

    package var supportedMetrics: [Metric] { graph?.supportedMetrics ?? Self.kind.metrics }
    package var staleness: IndexedGallery.Staleness { gallery.staleness }
    package var skipped: [SkippedFile] { flat?.skipped ?? gallery.indexed.skipped }

    package func count() -> Int { flat?.count() ?? stored.images.count }

    package func isExact(limit: Int?) -> Bool {
        guard flat == nil, let limit else { return true }
        return Self.shareOfAll * limit >= stored.images.count
    }

    package func search(_ queries: [EmbeddingQuery], _ request: StoreRequest) throws -> StoreAnswer {
        guard supportedMetrics.contains(request.metric) else {
            throw StoreError.unsupportedMetric(request.metric, store: Self.kind.form, supported: supportedMetrics)
        }
        guard let graph, !isExact(limit: request.limit) else {
            return try (flat ?? FlatStore(gallery)).search(queries, request)
        }
        let hits = try request.hits(of: queries, among: stored.images.count) { queries, count in
            try graph.nearest(
                to: EmbeddingMatrix(queries, dimension: gallery.dimension), count: count, metric: request.metric,
                threads: request.threads)
        } hit: { found in
            let image = stored.images[found.index]
            try check(found.index)
            return (ScoredIndex(index: image, score: found.score), gallery.indexed.images[image].path)
        }
        return StoreAnswer(
            images: gallery.indexed.images, hits: hits, scope: .candidates(candidates, of: stored.images.count))
    }

    /// Checks the embedding of a hit. Those of nodes on the way to it need not be checked.
    private func check(_ row: Int) throws(IndexError) {
        let place = stored.places[row]
        try place.segment.withEmbeddings(place.row..<place.row + 1, kernels: gallery.embedding.kernels) { _, _ in }
    }
}

extension HNSWStore {
    package static func synchronise(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        begin: @escaping (Int) -> @Sendable (Int) -> Void
    ) throws -> StoreSummary {
        let stored = try gallery.checkedEmbeddings()
        let update = HNSWUpdate(
            IndexFolder(gallery.indexFolder).graphPath(gallery.key), settings: settings.graph,
            kernels: gallery.embedding.kernels, threads: gallery.threads)
        let done = try update(
            EmbeddingTable(stored, dimension: gallery.dimension), identity: stored.identity,
            progress: begin(stored.images.count))
        var summary = StoreSummary(added: done.added, removed: done.removed, kept: done.kept)
        let isNew = done.added + done.removed > 0
        if isNew || settings.measuresRecall, !stored.images.isEmpty {
            let store = try HNSWStore(gallery, candidates: settings.candidates) { _ in }
            summary.recall = try RecallMeasurement(of: store, holding: gallery, by: store.supportedMetrics[0])
        }
        return summary
    }
}
