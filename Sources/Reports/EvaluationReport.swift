public import Evaluation
public import Gallery
import Metrics
import SystemPackage

/// The results of an evaluation, to be written in one of several formats.
public struct EvaluationReport: Sendable {
    public enum Format: String, CaseIterable, Sendable {
        case text, json, csv
    }

    /// What was evaluated, as it was given on the command line.
    public struct Settings: Sendable {
        public let queries: String
        public let gallery: String
        public let features: FeatureSettings
        public let orientation: String
        public let excludesQuery: Bool

        public init(
            queries: String, gallery: String, features: FeatureSettings, orientation: String, excludesQuery: Bool
        ) {
            self.queries = queries
            self.gallery = gallery
            self.features = features
            self.orientation = orientation
            self.excludesQuery = excludesQuery
        }
    }

    public let evaluation: Evaluation
    public let settings: Settings
    /// Queries that could not be read.
    public let unreadable: [SkippedFile]
    /// Images of the gallery that could not be read.
    public let skipped: [SkippedFile]
    /// What is shown besides the measures over all queries.
    public let showsLabels: Bool
    public let showsConfusion: Bool

    public init(
        _ evaluation: Evaluation, settings: Settings, unreadable: [SkippedFile], skipped: [SkippedFile], showsLabels: Bool,
        showsConfusion: Bool
    ) {
        self.evaluation = evaluation
        self.settings = settings
        self.unreadable = unreadable
        self.skipped = skipped
        self.showsLabels = showsLabels
        self.showsConfusion = showsConfusion
    }

    public func rendered(as format: Format) -> [UInt8] {
        switch format {
        case .text: Array((text().joined(separator: "\n") + "\n").utf8)
        case .json: Array(json().multiline.utf8)
        case .csv: showsConfusion ? confusionCSV() : measuresCSV()
        }
    }
}

extension EvaluationReport {
    /// How many queries there are of each kind. The same for every metric.
    private var counts: [(name: String, count: Int)] {
        let result = evaluation.results.first
        let queries = result?.queries ?? []
        return [
            ("queries", queries.count + unreadable.count), ("evaluated", queries.count { $0.judged != nil }),
            ("unlabelled", result?.queries(.unlabelled).count ?? 0),
            ("withoutRelevant", result?.queries(.withoutRelevant).count ?? 0), ("unreadable", unreadable.count),
            ("galleryImages", evaluation.gallery.count), ("skipped", skipped.count),
        ]
    }

    // MARK: Text

    private func text() -> [String] {
        var lines = [summary(), ""]
        let names = evaluation.measures.map(\.name)
        var table = TextTable(["metric"] + names)
        for result in evaluation.results {
            table.append([result.metric.rawValue] + cells { result.mean($0) })
        }
        lines += table.lines
        for result in evaluation.results {
            if showsLabels {
                var table = TextTable(["\(result.metric.rawValue), by label", "queries"] + names)
                for group in result.byLabel {
                    table.append([group.label, "\(group.queries.count)"] + cells { group.mean($0) })
                }
                lines += [""] + table.lines
            }
            if showsConfusion {
                var table = TextTable(["\(result.metric.rawValue), label", "queries", "right"])
                for group in result.byLabel {
                    let right = group.queries.count { $0.takenFor == group.label }
                    table.append([group.label, "\(group.queries.count)", "\(right)"])
                }
                let confusions = ["taken for at rank 1"] + result.byLabel.map(confusions)
                lines += [""] + zip(table.lines, confusions).map { $1.isEmpty ? $0 : "\($0)  \($1)" }
            }
        }
        return lines
    }

    /// As in `48 queries in data/test, 240 images in data/train, 448x448`, then what is left out, if any.
    private func summary() -> String {
        let count = Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.count) })
        let left = [
            ("unlabelled", "without label"), ("withoutRelevant", "without a relevant image"), ("unreadable", "unreadable"),
        ].compactMap { name, words in count[name].flatMap { $0 > 0 ? "\($0) \(words)" : nil } }
        let queries = "\(counted(count["queries"] ?? 0, "query", "queries")) in \(printable(settings.queries))"
        let gallery =
            "\(counted(count["galleryImages"] ?? 0, "image", "images")) in \(printable(settings.gallery)), \(printable(settings.features.summary))"
        if left.isEmpty { return "\(queries), \(gallery)" }
        let evaluated = counted(count["evaluated"] ?? 0, "query", "queries")
        return "\(queries), \(gallery)\n\(evaluated) evaluated; left out: \(left.joined(separator: ", "))"
    }

    private func cells(_ mean: (Measure) -> Double?) -> [String] {
        evaluation.measures.map { mean($0).map { fixedDecimals($0, 4) } ?? "-" }
    }

    /// The wrong labels, as in `3 Orange, 1 Lemon`.
    private func confusions(_ group: MetricEvaluation.LabelGroup) -> String {
        group.takenFor.filter { $0.label != group.label }
            .map { "\($0.count) \(printable($0.label ?? "(no label)"))" }.joined(separator: ", ")
    }

    // MARK: JSON

    /// One object. The members of `measures` are the names that the table is headed with; a measure is null when no query
    /// could be evaluated.
    private func json() -> JSONValue {
        let head: [(String, JSONValue)] = [
            ("queries", .string(settings.queries)), ("gallery", .string(settings.gallery)),
            ("features", .string(settings.features.kind.rawValue)),
        ]
        let results: [(String, JSONValue)] = [
            ("orientation", .string(settings.orientation)),
            ("excludeQuery", .boolean(settings.excludesQuery)), ("top", .integer(evaluation.top)),
            ("counts", .object(counts.map { ($0.name, .integer($0.count)) })),
            ("metrics", .array(evaluation.results.map(json))),
            ("unlabelled", paths(.unlabelled)), ("withoutRelevant", paths(.withoutRelevant)),
            ("unreadable", .files(unreadable)), ("skipped", .files(skipped)),
        ]
        return .object(head + settings.features.members + results)
    }

    private func json(_ result: MetricEvaluation) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("metric", .string(result.metric.rawValue)), ("measures", measures { result.mean($0) }),
        ]
        if showsLabels {
            let labels = result.byLabel.map { group in
                JSONValue.object([
                    ("label", .string(group.label)), ("queries", .integer(group.queries.count)),
                    ("measures", measures { group.mean($0) }),
                ])
            }
            members.append(("labels", .array(labels)))
        }
        if showsConfusion {
            let rows = result.byLabel.flatMap { group in
                group.takenFor.map { taken in
                    JSONValue.object([
                        ("label", .string(group.label)), ("takenFor", taken.label.map(JSONValue.string) ?? .null),
                        ("queries", .integer(taken.count)),
                    ])
                }
            }
            members.append(("confusion", .array(rows)))
        }
        return .object(members)
    }

    private func measures(_ mean: (Measure) -> Double?) -> JSONValue {
        .object(evaluation.measures.map { ($0.name, mean($0).map(JSONValue.number) ?? .null) })
    }

    private func paths(_ exclusion: QueryEvaluation.Exclusion) -> JSONValue {
        .array((evaluation.results.first?.queries(exclusion) ?? []).map { .string($0.path.string) })
    }

    // MARK: CSV

    /// A row for all queries of a metric, whose label is empty, then one a label where asked for.
    private func measuresCSV() -> [UInt8] {
        var rows = [["metric", "label", "queries"] + evaluation.measures.map(\.name)]
        func values(_ mean: (Measure) -> Double?) -> [String] { evaluation.measures.map { mean($0).map { "\($0)" } ?? "" } }
        for result in evaluation.results {
            let count = result.queries.count { $0.judged != nil }
            rows.append([result.metric.rawValue, "", "\(count)"] + values { result.mean($0) })
            guard showsLabels else { continue }
            for group in result.byLabel {
                rows.append([result.metric.rawValue, group.label, "\(group.queries.count)"] + values { group.mean($0) })
            }
        }
        return csv(rows)
    }

    private func confusionCSV() -> [UInt8] {
        var rows = [["metric", "label", "taken_for", "queries"]]
        for result in evaluation.results {
            for group in result.byLabel {
                rows += group.takenFor.map { [result.metric.rawValue, group.label, $0.label ?? "", "\($0.count)"] }
            }
        }
        return csv(rows)
    }

    private func csv(_ rows: [[String]]) -> [UInt8] {
        Array(
            rows.map { $0.map { csvField(Array($0.utf8)) }.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "\n")] }
                .joined())
    }
}

extension JSONValue {
    /// What could not be read, and why.
    static func files(_ files: [SkippedFile]) -> JSONValue {
        .array(files.map { .object([("path", .string($0.path.string)), ("reason", .string($0.reason))]) })
    }
}
