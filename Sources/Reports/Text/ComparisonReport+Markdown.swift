import Evaluation

extension ComparisonReport {
    /// A summary in GitHub's Markdown: how much differs, and for each query concerned its hits before and now, folded.
    ///
    /// - Parameters:
    ///   - remedy: What to do when the differences are meant; nil to say nothing.
    ///   - limit: The most bytes, as what shows it takes no more; queries that are left out are counted.
    package func markdown(remedy: String?, limit: Int = 60_000) -> [UInt8] {
        var text = "### \(comparison.isSame ? "Searches are as recorded" : "Searches differ from what is recorded")\n\n"
        text += "\(escaped(summary()))\n"
        if !comparison.general.isEmpty {
            text += "\n" + comparison.general.map { "- \(escaped(line($0)))\n" }.joined()
        }
        let changed = comparison.queries.filter { !$0.changes.isEmpty }
        let end = remedy.map { "\nIf this is meant: \(code($0))\n" } ?? ""
        for (number, query) in changed.enumerated() {
            let part = section(query)
            if text.utf8.count + part.utf8.count + end.utf8.count + 100 > limit {
                text += "\nNot shown: \(counted(changed.count - number, "more query", "more queries")).\n"
                break
            }
            text += part
        }
        return Array((text + end).utf8)
    }

    private func section(_ query: BaselineComparison.Query) -> String {
        let head =
            "\n<details><summary>\(code(query.recorded.name)): \(counted(query.changes.count, "difference"))</summary>\n\n"
        guard let found = query.found else {
            return head + query.changes.map { "\(escaped(line($0)))\n" }.joined() + "\n</details>\n"
        }
        let old = query.recorded.hits
        let (before, now) = (Set(old.map(\.path)), Set(found.map(\.path)))
        var rows = "| rank | before | score | now | score |\n|--:|---|--:|---|--:|\n"
        for rank in 0..<max(old.count, found.count) {
            let left = rank < old.count ? old[rank] : nil, right = rank < found.count ? found[rank] : nil
            rows += "| \(rank + 1) | \(cells(left, isOnlyHere: { !now.contains($0) }, "lost")) | "
            rows += "\(cells(right, isOnlyHere: { !before.contains($0) }, "new")) |\n"
        }
        return head + rows + "\n</details>\n"
    }

    /// A hit's path and score, the path marked where the other side does not have it.
    private func cells(_ hit: Baseline.Hit?, isOnlyHere: (String) -> Bool, _ mark: String) -> String {
        guard let hit else { return " | " }
        let score = comparison.metric.json(hit.score, over: comparison.features)
        return "\(code(hit.path))\(isOnlyHere(hit.path) ? " **\(mark)**" : "") | \(score)"
    }

    private func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

    /// Returns `text` without anything that has a meaning in Markdown or HTML, or that would end a table's row.
    private func escaped(_ text: String) -> String {
        printable(text).unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", "/", ".", ",", "-", ":", "'", "=": String(scalar)
            case _ where scalar.isASCII: "&#\(scalar.value);"
            default: String(scalar)
            }
        }.joined()
    }
}
