import Evaluation
import Metrics

extension EvaluationReport {
    /// A row for all queries of a metric, whose label is empty, then one per label where asked for. The time is of all queries.
    func measuresCSV() -> [UInt8] {
        let times = isSideBySide ? ["ms_per_query"] : []
        var rows = [names(nil) + ["label", "queries"] + evaluation.measures.map(\.name) + times]
        func values(_ mean: (Measure) -> Double?) -> [String] { evaluation.measures.map { mean($0).map { "\($0)" } ?? "" } }
        for result in evaluation.results {
            let count = result.queries.count { $0.judged != nil }
            let time = isSideBySide ? [result.store?.time.map { "\($0)" } ?? ""] : []
            rows.append(names(result) + ["", "\(count)"] + values { result.mean($0) } + time)
            guard showsLabels else { continue }
            for group in result.byLabel {
                let cells = values { group.mean($0) } + times.map { _ in "" }
                rows.append(names(result) + [group.label, "\(group.queries.count)"] + cells)
            }
        }
        return csv(rows)
    }

    func confusionCSV() -> [UInt8] {
        var rows = [names(nil) + ["label", "taken_for", "queries"]]
        for result in evaluation.results {
            for group in result.byLabel {
                rows += group.takenFor.map { names(result) + [group.label, $0.label ?? "", "\($0.count)"] }
            }
        }
        return csv(rows)
    }

    /// Returns the fields that identify a row; for nil the headings of those columns.
    private func names(_ result: MetricEvaluation?) -> [String] {
        let store = isSideBySide ? [result.map { $0.store?.name ?? "" } ?? "store"] : []
        return [result?.metric.rawValue ?? "metric"] + store
    }

    private func csv(_ rows: [[String]]) -> [UInt8] {
        Array(
            rows.map { $0.map { csvField(Array($0.utf8)) }.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "\n")] }
                .joined())
    }
}
