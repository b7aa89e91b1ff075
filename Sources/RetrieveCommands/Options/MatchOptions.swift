public import ArgumentParser
public import Metrics
import Search

/// Options that choose the hits among the images of the gallery.
struct MatchOptions: ParsableArguments {
    @Option(
        name: [.customShort("m", allowingJoined: true), .long],
        help: "The metric that compares images. (default: l1 for pixels, cosine for embeddings)")
    var metric: Metric?

    @Option(
        name: [.customShort("k", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("Hits per query; 0 for all. (default: \(SearchRequest.standardLimit))", valueName: "n"))
    var top: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only print hits at least this good: at most this score for distances, at least this score for similarities.",
            valueName: "score"))
    var threshold: Double?

    @Flag(inversion: .prefixedNo, help: "Leave the query's own file out of its hits.")
    var excludeQuery: Bool?

    func validate() throws {
        guard top ?? 0 >= 0 else { throw ValidationError("--top must be 0 (all hits) or more.") }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold must be a number.") }
    }

    /// The most hits per query, nil for all; nil where nothing was given.
    var limit: Int?? { top.map { $0 == 0 ? nil : $0 } }
}

extension Metric: ExpressibleByArgument {}
