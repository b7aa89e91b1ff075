import ArgumentParser
import Metrics

/// Metrics as they are listed on a command line, each once.
struct MetricList: ExpressibleByArgument {
    let metrics: [Metric]
    /// Whether whatever there is was asked for, rather than these.
    let meansAll: Bool

    init(_ metric: Metric) {
        metrics = [metric]
        meansAll = false
    }

    /// From `cosine`, `l1,cosine` or `all`.
    init?(argument: String) {
        meansAll = argument == "all"
        if meansAll {
            metrics = Metric.allCases
            return
        }
        let named = argument.split(separator: ",", omittingEmptySubsequences: false).map { Metric(rawValue: String($0)) }
        guard named.allSatisfy({ $0 != nil }) else { return nil }
        metrics = named.compactMap { $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    var defaultValueDescription: String { metrics.map(\.rawValue).joined(separator: ",") }

    static var allValueStrings: [String] { Metric.allCases.map(\.rawValue) + ["all"] }
}
