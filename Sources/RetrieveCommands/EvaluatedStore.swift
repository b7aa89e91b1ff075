import FeatureIndex
import Files
import Gallery
import Metrics
import Search
import SystemPackage
import VectorStores

/// A store that an evaluation asks, opened.
struct EvaluatedStore {
    let choice: StoreChoice
    /// What it can be searched by.
    let metrics: [Metric]
    /// The best images for a query, as many as the options of the evaluation say, with their scores.
    let nearest: (EmbeddingSearch.Query, Metric) throws -> [(image: ImageFile, score: Double)]

    /// Compares with all embeddings of `gallery`.
    init(_ gallery: EmbeddedGallery, _ search: CLIPSearch) {
        choice = .flat
        metrics = Metric.allCases
        let (options, kernels) = (search.search.options, search.embedding.kernels)
        nearest = { query, metric in
            let search = EmbeddingSearch(options: options.with(metric), kernels: kernels)
            return try search.search([query], in: gallery).hits[0].map { (gallery.images[$0.index], $0.score) }
        }
    }

    /// Looks in the graph that `folder` has of `gallery`.
    init(_ gallery: IndexedGallery, graphIn folder: FilePath, ef: Int, limit: Int, _ search: CLIPSearch) throws(StoreError) {
        let options = search.search.options
        let graph = try GalleryGraph(
            of: gallery, in: folder, search.embedding.reading, ef: ef, threads: options.threads,
            kernels: search.embedding.kernels)
        choice = .hnsw
        metrics = graph.supportedMetrics
        comparesWithAll = graph.comparesWithAll(for: limit + (options.excludesQuery ? 1 : 0))
        nearest = { query, metric in
            try graph.hits([query], limit: limit, options.with(metric))[0].map { (gallery.images[$0.index], $0.score) }
        }
    }

    /// Asks the server at `address`.
    init(_ address: String, gallery: FilePath, _ search: CLIPSearch) throws(StoreError) {
        let options = search.search.options
        let server = try ServerSearch(address, gallery: gallery, space: search.embedding.reading.space)
        choice = .chroma(address)
        metrics = server.supportedMetrics
        nearest = { query, metric in try server.nearest([query], options.with(metric))[0] }
    }

    /// Whether it looks for so many hits by comparing with all although it need not.
    private(set) var comparesWithAll = false
}

extension EmbeddingSearch.Options {
    fileprivate func with(_ metric: Metric) -> Self {
        var options = self
        options.metric = metric
        return options
    }
}
