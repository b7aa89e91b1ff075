import FeatureIndex
import Files
import Gallery
import Metrics
import SystemPackage

/// One kind of features, opened for a request: how queries are read, and a gallery is compared with them.
///
/// Another kind of features is a type that conforms, and a line of `SearchEngine.init`.
protocol FeatureSearch: Sendable {
    associatedtype Query: Sendable

    /// How the embeddings are made; nil for other features.
    var reading: EmbeddingReading? { get }

    /// Reads the images in `sources`, in that order: each a query, or the reason why it is none.
    func readQueries(
        _ sources: [ContentSource], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> [Result<Query, any Error>]

    /// Queries that are texts.
    func queries(saying texts: [String]) throws -> [Query]

    /// The sum of queries by weights; nil where nothing is left.
    func sum(_ terms: [(query: Query, weight: Double)]) -> Query?

    /// The best hits of each query, as the request says.
    func search(_ queries: [Query], observer: any SearchObserver) throws -> FoundHits

    /// The whole gallery, to be ranked for each query by any of `metrics`.
    func rank(_ queries: [Query], by metrics: [Metric], observer: any SearchObserver) throws -> RankedGallery
}

/// Hits of several queries, by the indices of their images.
struct FoundHits {
    /// The images that hits count: those of the gallery, in the order of their paths, then those that only a store knows.
    let images: GalleryImages
    /// The hits of each query, best first.
    let hits: [[ScoredIndex]]
    let skipped: [SkippedFile]
}

/// A gallery that can be ranked as a whole.
struct RankedGallery {
    /// The images that rankings count.
    let images: GalleryImages
    let skipped: [SkippedFile]
    /// Returns all images that could be read, best first, for the index of a query and a metric.
    let ranking: @Sendable (Int, Metric) throws -> [ScoredIndex]
}
