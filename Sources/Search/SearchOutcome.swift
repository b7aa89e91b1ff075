public import Gallery
public import Metrics

/// The outcome of a search.
public struct SearchOutcome: Sendable {
    /// The hits of each query, best first; their indices are those of the gallery that was searched.
    public let hits: [[ScoredIndex]]
    /// Images that could not be read, in gallery order.
    public let skipped: [SkippedFile]

    package init(hits: [[ScoredIndex]], skipped: [SkippedFile]) {
        self.hits = hits
        self.skipped = skipped
    }
}
