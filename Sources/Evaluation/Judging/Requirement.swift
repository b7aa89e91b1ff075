package import Metrics

/// A bound on a measure, as in `mAP>=0.4`, or for one metric, as in `cosine.mAP>=0.4`.
package struct Requirement: Sendable, Equatable {
    package enum Relation: String, CaseIterable, Sendable {
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

    /// The metric that has to meet the bound; nil for every metric of the evaluation.
    package let metric: Metric?
    /// The name of the measure.
    package let measure: String
    package let relation: Relation
    package let bound: Double

    /// Creates a requirement from `text`; nil unless that is a name, a relation and a number.
    package init?(_ text: String) {
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

    /// The results that fall short.
    package func failures(in evaluation: Evaluation) -> [RequirementFailure] {
        guard let measure = evaluation.measures.first(where: { $0.name == measure }) else { return [] }
        let results = evaluation.results.filter { metric == nil || metric == $0.metric }
        func failure(_ metric: Metric?, _ cause: RequirementFailure.Cause, store: String? = nil) -> RequirementFailure {
            RequirementFailure(requirement: self, metric: metric, store: store, cause: cause)
        }
        if results.isEmpty { return [failure(metric, .noStoreHasMetric)] }
        return results.compactMap { result in
            let store = evaluation.stores.count > 1 ? result.store?.name : nil
            guard let value = result.mean(measure) else {
                // An exact search has no overlap with itself.
                let isJudged = result.queries.contains { $0.judged != nil }
                return isJudged ? nil : failure(result.metric, .nothingEvaluated, store: store)
            }
            return relation.holds(value, bound) ? nil : failure(result.metric, .value(value), store: store)
        }
    }
}

/// A bound that a measure does not keep.
package struct RequirementFailure: Sendable, Equatable {
    package enum Cause: Sendable, Equatable {
        case value(Double)
        /// No query could be evaluated.
        case nothingEvaluated
        /// No store was searched by the metric.
        case noStoreHasMetric
    }

    package let requirement: Requirement
    /// The metric that missed the bound; nil where no metric was evaluated.
    package let metric: Metric?
    /// The store concerned, where there are several.
    package let store: String?
    package let cause: Cause

    package init(requirement: Requirement, metric: Metric?, store: String?, cause: Cause) {
        self.requirement = requirement
        self.metric = metric
        self.store = store
        self.cause = cause
    }
}
