import Evaluation
import Gallery
import Metrics
import SystemPackage

/// The part of the page above the queries: the measures, the settings, and the controls.
extension EvaluationPage {
    var results: [MetricEvaluation] { report.evaluation.results }

    /// The metrics of the rankings, each once.
    var metrics: [Metric] { results.map(\.metric).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    var document: HTMLDocument {
        HTMLDocument(title: "\(report.settings.queries) in \(report.settings.gallery)", style: Self.style, script: Self.script)
    }

    var opening: String {
        """
        \(document.opening)<a class="skip" href="#results">Skip to the queries</a>
        <header>
        <h1>How well <bdi>\(HTMLText(report.settings.queries))</bdi> is found in <bdi>\(HTMLText(report.settings.gallery))</bdi></h1>
        <table class="measures">
        <thead><tr><th scope="col">Metric</th>\(headings)</tr></thead>
        <tbody>
        \(results.map(row).joined())</tbody>
        </table>
        <p class="note">Means over \(numbers.count) \(numbers.count == 1 ? "query" : "queries"). \(noteOnRelevance)\(noteOnStores)</p>
        <dl class="options">
        \(options)</dl>
        \(listOfFiles(left("unlabelled", .unlabelled), "without a label"))\(listOfFiles(left("withoutRelevant", .withoutRelevant), withoutRelevantWords))\(listOfFiles(report.unreadable.map { ($0.path, $0.reason) }, "that could not be read"))\(listOfFiles(report.skipped.map { ($0.path, $0.reason) }, "of the gallery that could not be read", "image", "images"))\(choices)</header>
        <svg class="pictures" aria-hidden="true" width="0" height="0"><defs>

        """
    }

    private func row(_ result: MetricEvaluation) -> String {
        let cells = report.evaluation.measures.map { measure in
            "<td>\(result.mean(measure).map { fixedDecimals($0, 4) } ?? "–")</td>"
        }
        let name = HTMLText(result.store?.name ?? "")
        let row =
            report.isSideBySide
            ? ["<td class=\"store\"><bdi>\(name)</bdi></td>"] + cells + ["<td>\(report.time(result))</td>"] : cells
        return "<tr><th scope=\"row\">\(result.metric.rawValue)</th>\(row.joined())</tr>\n"
    }

    private var headings: String {
        let names = report.evaluation.measures.map(\.name) + (report.isSideBySide ? ["ms per query"] : [])
        let store = report.isSideBySide ? "<th scope=\"col\" class=\"store\">Store</th>" : ""
        return store + names.map { "<th scope=\"col\">\(HTMLText($0))</th>" }.joined()
    }

    private var noteOnRelevance: String {
        guard let truth = report.settings.truth else {
            return "A hit is right when it has the query’s label, the folder it lies in."
        }
        return "A hit is right when <bdi>\(HTMLText(truth))</bdi> says so; what that calls junk is left out."
    }

    private var withoutRelevantWords: String {
        report.settings.truth == nil
            ? "without an image of the same label in the gallery" : "without a relevant image in the gallery"
    }

    /// The note that explains measures of a store.
    private var noteOnStores: String {
        guard report.evaluation.results.contains(where: { $0.store?.time != nil }) else { return "" }
        let top = report.evaluation.top
        let hasOverlap = report.evaluation.measures.contains(.overlap(at: top))
        let overlap = hasOverlap ? " Overlap is the share of an exact search’s hits that are found." : ""
        let time = report.isSideBySide ? " The time is the store’s alone." : ""
        return
            " A store was asked for \(top) \(top == 1 ? "hit" : "hits"), and what is not among these counts as not found.\(overlap)\(time)"
    }

    private var options: String {
        let settings = report.settings
        var options =
            [
                ("Images in the gallery", "\(report.evaluation.galleryCount)"), ("Hits per query", "\(report.evaluation.top)"),
            ] + settings.features.options
        if let store = report.evaluation.stores.first, !report.isSideBySide { options.append(("Store", store)) }
        if settings.excludesQuery { options.append(("The query itself", "left out")) }
        return options.map { "<div><dt>\($0.0)</dt><dd>\(HTMLText($0.1))</dd></div>\n" }.joined()
    }

    private func left(_ name: String, _ exclusion: QueryEvaluation.Exclusion) -> [(FilePath, String)] {
        (results.first?.queries(exclusion) ?? []).map { ($0.path, "") }
    }

    private func listOfFiles(
        _ files: [(path: FilePath, reason: String)], _ words: String, _ noun: String = "query", _ nouns: String = "queries"
    ) -> String {
        guard !files.isEmpty else { return "" }
        let items = files.map { path, reason in
            "<li><bdi>\(HTMLText(path.string))</bdi>\(reason.isEmpty ? "" : ": \(HTMLText(reason))")</li>\n"
        }
        return """
            <details>
            <summary>\(files.count) \(files.count == 1 ? noun : nouns) \(words)</summary>
            <ul>
            \(items.joined())</ul>
            </details>

            """
    }

    private var choices: String {
        let stores = report.isSideBySide ? report.evaluation.stores.enumerated().map { ("\($0)", HTMLText($1)) } : []
        return """
            \(choice("metrics", "Ranked by", "metric", metrics.map { ($0.rawValue, HTMLText($0.rawValue)) }))\
            \(choice("stores", "Searched in", "store", stores))\
            <fieldset class="choice" id="orders" hidden>
            <legend>Queries</legend>
            <label><input type="radio" name="order" value="worst" checked> worst first</label>
            <label><input type="radio" name="order" value="best"> best first</label>
            <label><input type="radio" name="order" value="path"> by path</label>
            </fieldset>

            """
    }

    /// Buttons of which the first is chosen, as the first ranking is by it; hidden where there is nothing to choose from.
    private func choice(
        _ kind: String, _ legend: String, _ group: String, _ options: [(value: String, name: HTMLText)]
    ) -> String {
        guard !options.isEmpty else { return "" }
        let buttons = options.enumerated().map { place, option in
            "<label><input type=\"radio\" name=\"\(group)\" id=\"\(group)-\(option.value)\" value=\"\(option.value)\"\(place == 0 ? " checked" : "")> \(option.name)</label>\n"
        }
        return """
            <fieldset class="choice \(kind)"\(options.count > 1 ? "" : " hidden")>
            <legend>\(legend)</legend>
            \(buttons.joined())</fieldset>

            """
    }
}
