package import Evaluation
import Metrics

/// A report of the differences from a baseline, as lines or as JUnit XML.
package struct ComparisonReport: Sendable {
    let comparison: BaselineComparison
    /// The baseline's file, as it was given on the command line.
    let file: String

    package init(_ comparison: BaselineComparison, file: String) {
        self.comparison = comparison
        self.file = file
    }

    /// A line for each difference, and one that sums up.
    package func text() -> [UInt8] {
        let general = comparison.general.map { line($0) }
        let own = comparison.queries.flatMap { query in query.changes.map { "\(query.recorded.name): \(line($0))" } }
        let lines = (general + own).map(printable) + [summary()]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Returns how much was compared, and how much of it differs.
    func summary() -> String {
        let hits = comparison.queries.reduce(0) { $0 + $1.recorded.hits.count }
        let scope = "\(counted(comparison.queries.count, "query", "queries")), \(counted(hits, "hit"))"
        if comparison.isSame { return "\(scope): all as recorded in \(printable(file))" }
        let changed = comparison.queries.count { !$0.changes.isEmpty }
        let concerned = counted(changed, "query", "queries")
        return "\(scope): \(differences(comparison.changeCount)) from \(printable(file)), \(concerned) concerned"
    }

    private func differences(_ count: Int) -> String { counted(count, "difference") }

    func line(_ change: BaselineComparison.Change) -> String {
        func score(_ value: Double) -> JSONValue { comparison.metric.json(value, over: comparison.features) }
        return switch change {
        case .option(let name, let recorded, let given):
            "changed option: \(name) is \(recorded) in the baseline and \(given) on the command line"
        case .newlySkipped(let image): "newly skipped image: \(image.path), for \(image.reason)"
        case .vanishedQuery: "vanished query: there is no such file any more"
        case .unreadableQuery(let reason): "unreadable query: \(reason)"
        case .lostHit(let rank, let hit): "lost hit: \(hit.path), which was at rank \(rank), score \(score(hit.score))"
        case .newHit(let rank, let hit): "new hit: \(hit.path), at rank \(rank), score \(score(hit.score))"
        case .movedHit(let path, let from, let to): "changed order: \(path), rank \(from) -> \(to)"
        case .changedScore(let path, let from, let to):
            "changed score: \(path), \(score(from)) -> \(score(to))"
        }
    }

    /// A test case for each query, and one for what concerns none of them where there is such a thing.
    ///
    /// The elements are those that JUnit's consumers share: Jenkins, GitLab, GitHub actions.
    ///
    /// - Parameter title: The name of all of them together.
    package func junit(title: String) -> [UInt8] {
        var cases = comparison.queries.map { (name: $0.recorded.name, lines: $0.changes.map(line)) }
        if !comparison.general.isEmpty {
            cases.insert((name: "options and gallery", lines: comparison.general.map(line)), at: 0)
        }
        let counts = "tests=\"\(cases.count)\" failures=\"\(cases.count { !$0.lines.isEmpty })\" errors=\"0\" skipped=\"0\""
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites name=\"\(xml(title))\" \(counts)>",
            "  <testsuite name=\"\(xml(file))\" \(counts)>",
        ]
        for (name, changes) in cases {
            let head = "    <testcase classname=\"\(xml(file))\" name=\"\(xml(name))\""
            if changes.isEmpty {
                lines.append(head + "/>")
                continue
            }
            lines += [
                head + ">",
                "      <failure message=\"\(differences(changes.count))\" type=\"difference\">"
                    + changes.map(xml).joined(separator: "\n") + "</failure>", "    </testcase>",
            ]
        }
        lines += ["  </testsuite>", "</testsuites>"]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Escapes text for an attribute or an element. What XML 1.0 cannot hold even by a reference (section 2.2) is shown as in
    /// `\u{1b}`.
    private func xml(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r", "\u{7f}"..."\u{9f}": escaped += "&#\(scalar.value);"
            case "\0"..<" ", "\u{fffe}", "\u{ffff}": escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
