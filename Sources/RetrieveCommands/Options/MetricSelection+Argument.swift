import ArgumentParser
import Metrics
import Search

extension MetricSelection: ExpressibleByArgument {
    /// Creates a selection from `cosine`, `l1,cosine` or `all`; each metric counts once.
    public init?(argument: String) {
        if argument == "all" {
            self = .all
            return
        }
        let named = argument.split(separator: ",", omittingEmptySubsequences: false).map { Metric(rawValue: String($0)) }
        guard named.allSatisfy({ $0 != nil }) else { return nil }
        self = .named(named.compactMap { $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    public static var allValueStrings: [String] { Metric.allCases.map(\.rawValue) + ["all"] }
}
