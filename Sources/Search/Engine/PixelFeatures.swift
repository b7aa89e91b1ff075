import Files
import FeatureIndex
import Gallery
import Imaging
import Metrics
import SystemPackage

/// Searching by pixels: the samples of images resized to a common size.
struct PixelFeatures: FeatureSearch {
    private let request: SearchRequest
    private let search: PixelSearch

    init(_ request: SearchRequest, reading: PixelReader.Options) {
        self.request = request
        search = PixelSearch(
            options: PixelSearch.Options(
                reading: reading, metric: request.metric, limit: request.limit, threshold: request.threshold,
                excludesQuery: request.excludesQuery, threads: request.resources.threads),
            kernels: request.resources.kernels)
    }

    var reading: EmbeddingReading? { nil }

    func readQueries(
        _ sources: [ContentSource], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) -> [Result<QueryImage, any Error>] {
        search.readQueries(sources, acceptsPipes: acceptsPipes, onProgress: onProgress)
    }

    func queries(saying texts: [String]) throws -> [QueryImage] {
        guard texts.isEmpty else { throw QueryError.noTexts }
        return []
    }

    /// Pixels are not added up: a query is the sum of itself alone.
    func sum(_ terms: [(query: QueryImage, weight: Double)]) -> QueryImage? {
        precondition(terms.count == 1, "a request for pixels has no terms")
        return terms[0].query
    }

    func search(_ queries: [QueryImage], observer: any SearchObserver) throws -> FoundHits {
        let key = FeatureKey(search.options.reading)
        guard let opened = try request.galleries.open(key, threads: search.options.threads, observer: observer) else {
            let walk = try request.galleries.walk()
            let outcome = observer.withProgress(.searching, total: walk.images.count) {
                search.search(queries, in: walk.images, onProgress: $0)
            }
            return FoundHits(images: walk.images, hits: outcome.hits, skipped: walk.skipped + outcome.skipped)
        }
        let (indexed, staleness) = (opened.indexed, opened.indexed.staleness)
        opened.tellOfStaleness(observer)
        let (outcome, statistics) = try observer.withProgress(.searching, total: staleness.new + staleness.changed) {
            try IndexedSearch(search).search(queries, in: indexed, onProgress: $0)
        }
        observer.notice(
            .pixelIndexUse(
                statistics, queries: queries.count, images: indexed.images.count,
                bytesPerImage: search.options.reading.size.sampleCount))
        return FoundHits(images: indexed.images, hits: outcome.hits, skipped: opened.skipped + outcome.skipped)
    }

    /// Ranks the whole gallery for each query. Every image is read once, whatever an index has: rankings need exact scores of
    /// all.
    func rank(_ queries: [QueryImage], by metrics: [Metric], observer: any SearchObserver) throws -> RankedGallery {
        let walk = try request.galleries.walk()
        let table = observer.withProgress(.evaluating, total: walk.images.count) {
            search.scores(of: queries, in: walk.images, by: metrics, onProgress: $0)
        }
        return RankedGallery(images: walk.images, skipped: walk.skipped + table.skipped) { table.ranking(for: $0, by: $1) }
    }
}
