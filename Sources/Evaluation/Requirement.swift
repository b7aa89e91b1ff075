public import Metrics

/// A bound that a measure is to keep, as in `mAP>=0.4`, or for one metric, as in `cosine.mAP>=0.4`.
public struct Requirement: Sendable, Equatable {
    public enum Relation: String, CaseIterable, Sendable {
        // Longer ones first, for `>=` begins like `>`.
        case atLeast = ">="
        case atMost = "<="
        case equal = "=="
        case more = ">"
        case less = "<"

        func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .atLeast: value >= bound
            case .atMost: value <= bound
            case .equal: value == bound
            case .more: value > bound
            case .less: value < bound
            }
        }
    }

    /// Nil for every metric of the evaluation.
    public let metric: Metric?
    /// The name of the measure.
    public let measure: String
    public let relation: Relation
    public let bound: Double

    /// Nil unless `text` is a name, a relation and a number.
    public init?(_ text: String) {
        let text = text.filter { $0 != " " }
        guard let start = text.firstIndex(where: { "<>=".contains($0) }) else { return nil }
        guard let relation = Relation.allCases.first(where: { text[start...].hasPrefix($0.rawValue) }) else { return nil }
        guard let bound = Double(text[start...].dropFirst(relation.rawValue.count)), bound.isFinite else { return nil }
        let name = text[..<start]
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard let metric = Metric(rawValue: String(parts[0])) else { return nil }
            self.metric = metric
        } else {
            metric = nil
        }
        measure = String(parts[parts.count - 1])
        guard !measure.isEmpty else { return nil }
        self.relation = relation
        self.bound = bound
    }

    /// For each result that falls short, one sentence with the measure, its value and the bound.
    public func failures(in evaluation: Evaluation) -> [String] {
        guard let measure = evaluation.measures.first(where: { $0.name == measure }) else { return [] }
        let results = evaluation.results.filter { metric == nil || metric == $0.metric }
        if results.isEmpty { return [sentence(metric, measure, "no store was searched by that metric")] }
        return results.compactMap { result in
            let isSeveral = evaluation.stores.count > 1
            let place = isSeveral ? result.store.map { " in \($0.name)" } ?? "" : ""
            guard let value = result.mean(measure) else {
                // An exact search has no overlap with itself.
                let isJudged = result.queries.contains { $0.judged != nil }
                return isJudged ? nil : sentence(result.metric, measure, "no query could be evaluated\(place)")
            }
            if relation.holds(value, bound) { return nil }
            return sentence(result.metric, measure, "it is \(value)\(place)")
        }
    }

    private func sentence(_ metric: Metric?, _ measure: Measure, _ fact: String) -> String {
        let name = [metric?.rawValue, measure.name].compactMap(\.self).joined(separator: ".")
        return "required: \(name) \(relation.rawValue) \(bound), but \(fact)"
    }
}
