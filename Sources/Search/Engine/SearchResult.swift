package import Embeddings
package import Gallery
import Metrics
package import SystemPackage

/// A gallery image that was found for a query.
package struct Hit: Sendable, Equatable {
    package let path: FilePath
    /// The first folder below the gallery; nil for an image directly in it.
    package let label: String?
    package let score: Double

    package init(path: FilePath, label: String?, score: Double) {
        self.path = path
        self.label = label
        self.score = score
    }

    init(_ image: ImageFile, score: Double) {
        self.init(path: image.path, label: image.label, score: score)
    }
}

/// The hits of one query, best first.
package struct QueryHits: Sendable, Equatable {
    package let query: QuerySource
    package let hits: [Hit]

    package init(query: QuerySource, hits: [Hit]) {
        self.query = query
        self.hits = hits
    }
}

/// The result of a search.
package struct SearchResult: Sendable {
    /// The hits of each query, or the reason why there are none, in the order of the request.
    package let answers: [Result<QueryHits, QueryFailure>]
    /// The images of the gallery that could not be read, in the order of paths.
    package let skipped: [SkippedFile]
    /// The gallery's images, those that could not be read included, then those that only a store knows.
    private let gallery: GalleryImages
    /// The model and precision that made the embeddings; nil for pixels.
    package let space: EmbeddingSpace?

    init(
        answers: [Result<QueryHits, QueryFailure>], skipped: [SkippedFile], gallery: GalleryImages, space: EmbeddingSpace?
    ) {
        self.answers = answers
        self.skipped = skipped
        self.gallery = gallery
        self.space = space
    }

    package var imageCount: Int { gallery.count }

    /// The labels of the gallery.
    package var labels: Set<String> { gallery.labels }

    /// The queries that could be made, with their hits.
    package var queries: [QueryHits] { answers.compactMap { try? $0.get() } }

    /// The queries that could not be made.
    package var failures: [QueryFailure] {
        answers.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
    }
}

extension SearchResult {
    /// No query could be made, so no gallery was looked at.
    init(failing failures: [QueryFailure], space: EmbeddingSpace?) {
        self.init(
            answers: failures.map { .failure($0) }, skipped: [], gallery: GalleryImages([]), space: space)
    }
}
