import Embeddings
import FeatureIndex
import Files
import Gallery
import Metrics
import SystemPackage
import VectorStores

/// Searching by embeddings: what a model makes of images and texts.
struct EmbeddingFeatures: FeatureSearch {
    let request: SearchRequest
    private let embedding: ImageEmbedding

    init(_ request: SearchRequest, model: ModelRequest, observer: any SearchObserver) throws {
        self.request = request
        embedding = try ModelEmbedder.open(model, for: request.galleries, request.resources, observer: observer)
    }

    var reading: EmbeddingReading? { embedding.reading }

    /// The key of the features in an index.
    var key: FeatureKey { FeatureKey(embedding.reading) }

    func readQueries(
        _ sources: [ContentSource], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> [Result<EmbeddingQuery, any Error>] {
        let rows = try embedding.embeddings(of: sources, acceptsPipes: acceptsPipes, onProgress: onProgress)
        return zip(sources, rows).map { source, row in
            row.map {
                EmbeddingQuery($0, sources: [source.path.flatMap { try? FileStatus(of: $0).identity }].compactMap(\.self))
            }
        }
    }

    func queries(saying texts: [String]) throws -> [EmbeddingQuery] {
        // A model need not have what it takes to read texts.
        guard !texts.isEmpty else { return [] }
        let rows = try embedding.embedder.embed(texts: texts)
        return texts.indices.map { EmbeddingQuery(rows.row($0)) }
    }

    func sum(_ terms: [(query: EmbeddingQuery, weight: Double)]) -> EmbeddingQuery? {
        guard let sum = weightedSum(terms.map { ($0.query.embedding, $0.weight) }) else { return nil }
        return EmbeddingQuery(sum, sources: terms.flatMap(\.query.sources))
    }

    func search(_ queries: [EmbeddingQuery], observer: any SearchObserver) throws -> FoundHits {
        let galleries = try openGalleries(observer)
        let staleness = galleries.indexed.staleness
        let store = try observer.withProgress(.searching, total: staleness.new + staleness.changed) {
            try open(request.store, galleries, onProgress: $0)
        }
        store.tellOfStaleness(galleries, observer)
        let answer = try store.search(queries, storeRequest(request.metric, limit: request.limit))
        answer.scopes.forEach { observer.notice(.storeUse($0)) }
        return FoundHits(images: answer.images, hits: answer.hits, skipped: galleries.skipped + store.skipped)
    }

    func rank(_ queries: [EmbeddingQuery], by metrics: [Metric], observer: any SearchObserver) throws -> RankedGallery {
        let galleries = try openGalleries(observer)
        let (indexed, kernels) = (galleries.indexed, request.resources.kernels)
        let embedded = try observer.withProgress(.evaluating, total: indexed.staleness.new + indexed.staleness.changed) {
            try EmbeddedGallery(indexed, by: embedding, onProgress: $0)
        }
        // What is damaged is told before anything is judged.
        try embedded.check(kernels: kernels)
        galleries.tellOfStaleness(observer)
        observer.notice(.storeUse(.all(indexed: embedded.indexedCount, new: embedded.newCount)))
        // Queries are ranked on several threads, each by itself.
        let search = EmbeddingSearch(options: storeRequest(.cosine, limit: nil, threads: 1), kernels: kernels)
        return RankedGallery(images: indexed.images, skipped: galleries.skipped + embedded.skipped) { number, metric in
            try search.ranking(for: queries[number], by: metric, in: embedded)
        }
    }

    func openGalleries(_ observer: any SearchObserver) throws -> OpenGalleries {
        try request.galleries.openOrWalk(key, threads: request.resources.threads, observer: observer)
    }

    func open(
        _ address: StoreAddress, _ galleries: OpenGalleries, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> GalleryStore {
        try GalleryStore(
            address, galleries, embedding, request.storeSettings, threads: request.resources.threads, onProgress: onProgress)
    }

    func storeRequest(_ metric: Metric, limit: Int?, threads: Int? = nil) -> StoreRequest {
        StoreRequest(
            metric: metric, limit: limit, threshold: request.threshold, excludesQuery: request.excludesQuery,
            threads: threads ?? request.resources.threads)
    }
}

/// The sum of embeddings of length 1 by weights, of length 1 again; nil where nothing is left.
func weightedSum(_ terms: [(embedding: [Float], weight: Double)]) -> [Float]? {
    guard let dimension = terms.first?.embedding.count else { return nil }
    var sum = [Double](repeating: 0, count: dimension)
    for (embedding, weight) in terms {
        for place in 0..<dimension { sum[place] += weight * Double(embedding[place]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // What rounding leaves of a term that is subtracted from itself is no direction.
    let total = terms.reduce(0) { $0 + abs($1.weight) }
    guard length > 1e-6 * total, length.isFinite else { return nil }
    return sum.map { Float($0 / length) }
}
