public import Gallery
public import Metrics

/// What a search found.
public struct SearchOutcome: Sendable {
    /// For each query its hits, best first; indices are those of the gallery searched.
    public let hits: [[ScoredIndex]]
    /// Images that could not be read, in gallery order.
    public let skipped: [SkippedFile]

    package init(hits: [[ScoredIndex]], skipped: [SkippedFile]) {
        self.hits = hits
        self.skipped = skipped
    }
}
