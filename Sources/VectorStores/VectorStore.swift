package import Embeddings
package import Metrics

/// Where embeddings are searched.
package protocol VectorStore {
    /// The `count` embeddings nearest to each of `queries`, best first, equal scores in the order of rows or names.
    ///
    /// Scores are those of `metric` as it is defined for all of this tool, whatever the store's own convention.
    ///
    /// - Throws: `StoreError`.
    func nearest(to queries: EmbeddingMatrix, count: Int, metric: Metric) throws(StoreError) -> [[StoreHit]]
}

/// What was found, and its score.
package struct StoreHit: Equatable, Sendable {
    package enum Key: Equatable, Sendable {
        /// A row of the embeddings that the store was made of.
        case row(Int)
        /// What a server keeps: its name there and, if this tool put it there, the path and label of its image.
        case record(id: String, path: String?, label: String?)
    }

    package let key: Key
    package let score: Double
}

extension Metric {
    /// Those that stores can serve which look at a part of what they hold; `flat` serves all.
    package static let ofNeighbourStores: [Metric] = [.l2, .mse, .cosine]
}

extension StoreHit {
    init(_ hit: ScoredIndex) { self.init(key: .row(hit.index), score: hit.score) }
}
