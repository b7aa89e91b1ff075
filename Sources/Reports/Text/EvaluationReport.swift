package import Evaluation
package import Gallery
import Metrics
import SystemPackage

/// The results of an evaluation, to be written in one of several formats.
package struct EvaluationReport: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case text, json, csv
    }

    /// The settings of the evaluation, as given on the command line.
    package struct Settings: Sendable {
        package let queries: String
        package let galleries: [String]
        /// For people.
        var gallery: String { galleries.joined(separator: ", ") }
        package let features: FeatureSettings
        package let orientation: String
        package let excludesQuery: Bool
        /// The file that says what is relevant; nil where labels do.
        package let truth: String?

        package init(
            queries: String, galleries: [String], features: FeatureSettings, orientation: String, excludesQuery: Bool,
            truth: String? = nil
        ) {
            self.truth = truth
            self.queries = queries
            self.galleries = galleries
            self.features = features
            self.orientation = orientation
            self.excludesQuery = excludesQuery
        }
    }

    package let evaluation: Evaluation
    package let settings: Settings
    /// Queries that could not be read.
    package let unreadable: [SkippedEntry]
    /// Images of the gallery that could not be read.
    package let skipped: [SkippedEntry]
    /// Whether the measures of each label are shown.
    package let showsLabels: Bool
    package let showsConfusion: Bool

    package init(
        _ evaluation: Evaluation, settings: Settings, unreadable: [SkippedEntry], skipped: [SkippedEntry], showsLabels: Bool,
        showsConfusion: Bool
    ) {
        self.evaluation = evaluation
        self.settings = settings
        self.unreadable = unreadable
        self.skipped = skipped
        self.showsLabels = showsLabels
        self.showsConfusion = showsConfusion
    }

    package func rendered(as format: Format) -> [UInt8] {
        switch format {
        case .text: Array((text().joined(separator: "\n") + "\n").utf8)
        case .json: Array(json().multiline.utf8)
        case .csv: showsConfusion ? confusionCSV() : measuresCSV()
        }
    }
}

extension EvaluationReport {
    /// Whether a row needs its store's name to be told from others, and how long that took is of interest.
    var isSideBySide: Bool { evaluation.stores.count > 1 }

    /// The time that a row shows, in milliseconds.
    func time(_ result: MetricEvaluation) -> String { result.store?.time.map { fixedDecimals($0, 3) } ?? "-" }

    /// The number of queries of each kind, the same for every metric.
    var counts: [(name: String, count: Int)] {
        let result = evaluation.results.first
        let queries = result?.queries ?? []
        return [
            ("queries", queries.count + unreadable.count), ("evaluated", queries.count { $0.judged != nil }),
            ("unlabelled", result?.queries(.unlabelled).count ?? 0),
            ("withoutRelevant", result?.queries(.withoutRelevant).count ?? 0), ("unreadable", unreadable.count),
            ("galleryImages", evaluation.galleryCount), ("skipped", skipped.count),
        ]
    }

    // MARK: Text

    private func text() -> [String] {
        var lines = [summary(), ""]
        let names = evaluation.measures.map(\.name)
        var table =
            isSideBySide ? TextTable(["metric", "store"] + names + ["ms/query"], leading: 2) : TextTable(["metric"] + names)
        for result in evaluation.results {
            let cells = cells { result.mean($0) }
            let row = isSideBySide ? [printable(result.store?.name ?? "")] + cells + [time(result)] : cells
            table.append([result.metric.rawValue] + row)
        }
        lines += table.lines
        for result in evaluation.results {
            if isSideBySide, showsLabels || showsConfusion { lines += ["", "in \(printable(result.store?.name ?? ""))"] }
            if showsLabels {
                var table = TextTable(["\(result.metric.rawValue), by label", "queries"] + names)
                for group in result.byLabel {
                    table.append([group.label, "\(group.queries.count)"] + cells { group.mean($0) })
                }
                lines += (isSideBySide ? [] : [""]) + table.lines
            }
            if showsConfusion {
                var table = TextTable(["\(result.metric.rawValue), label", "queries", "right"])
                for group in result.byLabel {
                    let right = group.queries.count { $0.takenFor == group.label }
                    table.append([group.label, "\(group.queries.count)", "\(right)"])
                }
                let confusions = ["taken for at rank 1"] + result.byLabel.map(confusions)
                lines +=
                    (isSideBySide && !showsLabels ? [] : [""])
                    + zip(table.lines, confusions).map { $1.isEmpty ? $0 : "\($0)  \($1)" }
            }
        }
        return lines
    }

    /// Returns a summary, as in `48 queries in data/test, 240 images in data/train, 448x448`, followed by what is left out, if
    /// anything.
    private func summary() -> String {
        let count = Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.count) })
        let left = [
            ("unlabelled", "without label"), ("withoutRelevant", "without a relevant image"), ("unreadable", "unreadable"),
        ].compactMap { name, words in count[name].flatMap { $0 > 0 ? "\($0) \(words)" : nil } }
        let queries = "\(counted(count["queries"] ?? 0, "query", "queries")) in \(printable(settings.queries))"
        let stores = evaluation.stores
        let store = stores.count == 1 ? ", \(printable(stores[0]))" : ""
        let truth = settings.truth.map { ", judged by \(printable($0))" } ?? ""
        let gallery =
            "\(counted(count["galleryImages"] ?? 0, "image", "images")) in \(printable(settings.gallery)), \(printable(settings.features.summary))\(store)\(truth)"
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
}
