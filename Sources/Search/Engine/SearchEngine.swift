package import Embeddings
package import FeatureIndex
import Gallery
import Metrics
import SystemPackage

/// Does what a `SearchRequest` asks: opens the model and the index, picks the store, and compares.
///
/// The model is opened once; several searches may follow.
package struct SearchEngine: Sendable {
    package let request: SearchRequest
    let features: any FeatureSearch
    let observer: any SearchObserver

    /// - Throws: `ModelError` where the model cannot be used.
    package init(_ request: SearchRequest, observer: any SearchObserver) throws {
        self.request = request
        self.observer = observer
        features =
            switch request.features {
            case .pixels(let reading): PixelFeatures(request, reading: reading)
            case .embeddings(let model): try EmbeddingFeatures(request, model: model, observer: observer)
            }
    }

    /// How the embeddings are made; nil for other features.
    package var reading: EmbeddingReading? { features.reading }

    /// The model and precision that make the embeddings; nil for other features.
    package var space: EmbeddingSpace? { reading?.space }

    /// Searches for images and texts, in the order given. Without any, the sum of the request's terms is searched for.
    ///
    /// - Throws: `GalleryError`, `IndexError`, `StoreError`, `ModelError`, `QueryError`.
    package func search(_ sources: [QuerySource]) throws -> SearchResult { try search(sources, by: features) }

    private func search<Kind: FeatureSearch>(_ sources: [QuerySource], by features: Kind) throws -> SearchResult {
        let read = try readQueries(sources, by: features)
        let made = read.compactMap { try? $0.query.get() }
        guard !made.isEmpty else { return SearchResult(failing: read.compactMap(failure), space: space) }
        let found = try features.search(made, observer: observer)
        var lists = found.hits[...]
        let answers = read.map { source, query in
            query.map { _ in
                QueryHits(
                    query: source, hits: lists.removeFirst().map { Hit(found.images[$0.index], score: $0.score) })
            }.mapError { QueryFailure(source: source, cause: $0) }
        }
        return SearchResult(
            answers: answers, skipped: found.skipped.sorted { $0.path.precedesBytewise($1.path) },
            gallery: found.images, space: space)
    }

    private func failure<Query>(_ read: ReadQuery<Query>) -> QueryFailure? {
        guard case .failure(let cause) = read.query else { return nil }
        return QueryFailure(source: read.source, cause: cause)
    }
}
