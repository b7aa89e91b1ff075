import Evaluation
import Gallery
import Imaging
import Metrics
import SystemPackage

/// An evaluation as a page: the measures, and below them every query with its hits, the worst first.
///
/// It is one file that reaches for nothing. A picture that several rankings show is in it once.
public struct EvaluationPage: Sendable {
    private let report: EvaluationReport
    /// Numbers of the queries that have a part in the measures, in the order of their paths.
    private let numbers: [Int]
    /// The files of all pictures, each once, and the place of each in that list.
    private let paths: [FilePath]
    private let places: [FilePath: Int]

    private static let box = PixelSize(width: 224, height: 224)

    public init(_ report: EvaluationReport) {
        self.report = report
        let results = report.evaluation.results
        numbers = (results.first?.queries.indices).map { $0.filter { results[0].queries[$0].judged != nil } } ?? []
        var paths: [FilePath] = []
        var places: [FilePath: Int] = [:]
        func add(_ path: FilePath) {
            guard places[path] == nil else { return }
            places[path] = paths.count
            paths.append(path)
        }
        for number in numbers {
            add(results[0].queries[number].path)
            for result in results {
                for hit in result.queries[number].hits { add(report.evaluation.gallery[hit.index].path) }
            }
        }
        (self.paths, self.places) = (paths, places)
    }

    /// The number of pictures in it.
    public var pictureCount: Int { paths.count }

    /// Hands the page to `sink`, piece by piece.
    ///
    /// - Parameter onProgress: Called with the number of pictures just set in.
    /// - Throws: What `sink` throws.
    public func write<Failure: Error>(
        _ pictures: PictureLoader, onProgress: (Int) -> Void = { _ in }, to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        try sink(Array(opening.utf8))
        var sizes: [PixelSize?] = []
        let batch = 64
        for start in stride(from: 0, to: paths.count, by: batch) {
            let thumbnails = pictures.load(Array(paths[start..<min(start + batch, paths.count)]), fitting: Self.box) {
                Thumbnail($0)
            }
            for (offset, thumbnail) in thumbnails.enumerated() {
                sizes.append(thumbnail?.size)
                if let thumbnail { try sink(Array(thumbnail.definition(named: "picture-\(start + offset)").utf8)) }
            }
            onProgress(thumbnails.count)
        }
        try sink(Array("</defs></svg>\n<main id=\"results\">\n".utf8))
        for number in worstFirst { try sink(Array(section(number, sizes).utf8)) }
        try sink(Array("</main>\n\(document.closing)".utf8))
    }

    // MARK: The head

    private var results: [MetricEvaluation] { report.evaluation.results }

    private var document: HTMLDocument {
        HTMLDocument(title: "\(report.settings.queries) in \(report.settings.gallery)", style: Self.style, script: Self.script)
    }

    private var opening: String {
        """
        \(document.opening)<a class="skip" href="#results">Skip to the queries</a>
        <header>
        <h1>How well <bdi>\(HTMLText(report.settings.queries))</bdi> is found in <bdi>\(HTMLText(report.settings.gallery))</bdi></h1>
        <table class="measures">
        <thead><tr><th scope="col">Metric</th>\(report.evaluation.measures.map { "<th scope=\"col\">\(HTMLText($0.name))</th>" }.joined())</tr></thead>
        <tbody>
        \(results.map(row).joined())</tbody>
        </table>
        <p class="note">Means over \(numbers.count) \(numbers.count == 1 ? "query" : "queries"). A hit is right when it has the query’s label, the folder it lies in.</p>
        <dl class="options">
        \(options)</dl>
        \(listOfFiles(left("unlabelled", .unlabelled), "without a label"))\(listOfFiles(left("withoutRelevant", .withoutRelevant), "without an image of the same label in the gallery"))\(listOfFiles(report.unreadable.map { ($0.path, $0.reason) }, "that could not be read"))\(listOfFiles(report.skipped.map { ($0.path, $0.reason) }, "of the gallery that could not be read", "image", "images"))\(choices)</header>
        <svg class="pictures" aria-hidden="true" width="0" height="0"><defs>

        """
    }

    private func row(_ result: MetricEvaluation) -> String {
        let cells = report.evaluation.measures.map { measure in
            "<td>\(result.mean(measure).map { fixedDecimals($0, 4) } ?? "–")</td>"
        }
        return "<tr><th scope=\"row\">\(result.metric.rawValue)</th>\(cells.joined())</tr>\n"
    }

    private var options: String {
        let settings = report.settings
        var options =
            [
                ("Images in the gallery", "\(report.evaluation.gallery.count)"), ("Hits a query", "\(report.evaluation.top)"),
            ] + settings.features.options
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
        let metrics = results.enumerated().map { place, result in
            let name = result.metric.rawValue
            return
                "<label><input type=\"radio\" name=\"metric\" id=\"metric-\(name)\" value=\"\(name)\"\(place == 0 ? " checked" : "")> \(name)</label>\n"
        }
        return """
            <fieldset class="choice metrics"\(results.count > 1 ? "" : " hidden")>
            <legend>Ranked by</legend>
            \(metrics.joined())</fieldset>
            <fieldset class="choice" id="orders" hidden>
            <legend>Queries</legend>
            <label><input type="radio" name="order" value="worst" checked> worst first</label>
            <label><input type="radio" name="order" value="best"> best first</label>
            <label><input type="radio" name="order" value="path"> by path</label>
            </fieldset>

            """
    }

    // MARK: The queries

    /// By average precision with the first metric.
    private var worstFirst: [Int] {
        func precision(_ number: Int) -> Double { results[0].queries[number].judged?.averagePrecision ?? 0 }
        return numbers.sorted { (precision($0), $0) < (precision($1), $1) }
    }

    private func section(_ number: Int, _ sizes: [PixelSize?]) -> String {
        let query = results[0].queries[number]
        let values = results.map { result in
            " data-\(result.metric.rawValue)=\"\(result.queries[number].judged?.averagePrecision ?? 0)\""
        }
        return """
            <section id="query-\(number)" class="query" data-place="\(number)"\(values.joined()) aria-labelledby="title-\(number)">
            <h2 id="title-\(number)"><bdi>\(HTMLText(query.path.string))</bdi></h2>
            <figure class="self">
            <div class="mat">\(picture(query.path, sizes, "Query, \(query.label ?? "")"))</div>
            <figcaption><span class="rank">Query</span><span class="label"><bdi>\(HTMLText(query.label ?? ""))</bdi></span></figcaption>
            </figure>
            <div>
            \(results.map { ranking($0, number, sizes) }.joined())</div>
            </section>

            """
    }

    private func ranking(_ result: MetricEvaluation, _ number: Int, _ sizes: [PixelSize?]) -> String {
        let query = result.queries[number]
        let items = query.hits.enumerated().map { place, hit in
            let image = report.evaluation.gallery[hit.index]
            let path = image.path.below(report.settings.gallery)
            return HTMLHit(
                rank: place + 1, title: image.label ?? path,
                score: result.metric.formatted(hit.score, over: report.settings.features.kind),
                mark: image.label == query.label ? .right : .otherLabel, path: image.label == nil ? nil : path
            ).item(picture(image.path, sizes, "Hit \(place + 1), \(image.label ?? path)"))
        }
        return """
            <div class="by by-\(result.metric.rawValue)">
            <h3>\(result.metric.rawValue)</h3>
            <p class="note">\(facts(query))</p>
            <ol class="hits">
            \(items.joined())</ol>
            </div>

            """
    }

    private func facts(_ query: QueryEvaluation) -> String {
        guard let judged = query.judged, let first = judged.relevantRanks.first else { return "" }
        let precision = "average precision \(fixedDecimals(judged.averagePrecision, 4))"
        let right = query.hits.indices.count { judged.relevantRanks.contains($0 + 1) }
        return first == 1
            ? "\(right) of \(query.hits.count) right, \(precision)"
            : "\(right) of \(query.hits.count) right, the first right one at rank \(first), \(precision)"
    }

    private func picture(_ path: FilePath, _ sizes: [PixelSize?], _ alternative: String) -> String {
        guard let place = places[path], let size = sizes[place] else { return missingPicture }
        return
            "<svg role=\"img\" aria-label=\"\(HTMLText(alternative))\" viewBox=\"0 0 \(size.width) \(size.height)\"><use href=\"#picture-\(place)\"/></svg>"
    }
}
