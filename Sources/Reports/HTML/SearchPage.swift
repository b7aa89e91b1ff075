import Evaluation
import Files
import Search
import Gallery
import Imaging
import Metrics
import SystemPackage

/// The results of a search as a page: one file that opens from disk, on a phone too, and loads no external resource.
package struct SearchPage: Sendable {
    private let report: LabelledReport

    package init(_ report: LabelledReport) { self.report = report }

    /// The number of pictures in it.
    package var pictureCount: Int { report.queries.reduce(0) { $0 + 1 + $1.hits.count } }

    /// Hands the page to `sink`, piece by piece, so that memory does not grow with the number of queries.
    ///
    /// - Parameter onProgress: Called with the number of pictures just set in.
    /// - Throws: What `sink` throws.
    package func write<Failure: Error>(
        _ pictures: PictureLoader, onProgress: (Int) -> Void = { _ in }, to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        try sink(Array(opening.utf8))
        for (number, query) in report.queries.enumerated() {
            let sources = [query.source.image].compactMap(\.self) + query.hits.map { .file($0.path) }
            // A text has no picture, but a place all the same.
            let firstRank = query.source.image == nil ? 1 : 0
            // A few at a time: a query may have the whole gallery for hits.
            let batch = 64
            try sink(Array(sectionOpening(number).utf8))
            if query.source.text != nil { try sink(Array(querySide(number, nil).utf8)) }
            for start in stride(from: 0, to: sources.count, by: batch) {
                let part = Array(sources[start..<min(start + batch, sources.count)])
                let thumbnails = pictures.load(part, fitting: Thumbnail.box) { Thumbnail($0) }
                for (offset, thumbnail) in thumbnails.enumerated() {
                    let rank = firstRank + start + offset
                    try sink(Array((rank == 0 ? querySide(number, thumbnail) : hit(rank, of: number, thumbnail)).utf8))
                }
                onProgress(part.count)
            }
            try sink(Array(sectionClosing(number).utf8))
        }
        try sink(Array(closing.utf8))
    }

    // MARK: The parts of the page

    private var document: HTMLDocument {
        let subject = report.queries.count == 1 ? report.queries[0].title : "\(report.queries.count) queries"
        return HTMLDocument(title: "\(subject) in \(report.gallery)", style: Self.style)
    }

    /// The part of the page before the first query: the settings, the quality of the answers, and a list of the queries.
    var opening: String {
        let count = report.queries.count
        return """
            \(document.opening)<a class="skip" href="#results">Skip to the results</a>
            <header>
            <h1>Most alike in <bdi>\(HTMLText(report.gallery))</bdi></h1>
            \(figures)<dl class="options">
            <div><dt>Queries</dt><dd>\(count)</dd></div>
            <div><dt>Hits per query</dt><dd>\(report.limit.map { "\($0)" } ?? "all")</dd></div>
            <div><dt>Metric</dt><dd>\(report.metric.rawValue), \(report.metric.direction)</dd></div>
            <div><dt>Compared</dt><dd>\(HTMLText([report.features.rawValue, report.size].compactMap(\.self).joined(separator: ", ")))</dd></div>
            \(options)            </dl>
            \(skipped)\(contents)</header>
            <main id="results">

            """
    }

    var closing: String { "</main>\n\(document.closing)" }

    private var figures: String {
        guard let precision = report.precision else { return "" }
        func item(_ name: String, _ value: Double) -> String {
            "<div><dt>\(name)</dt><dd>\(fixedDecimals(value, 3))</dd></div>\n"
        }
        let atLimit = precision.atLimit.map { $0.k == 1 ? "" : item("P@\($0.k)", $0.value) } ?? ""
        let unlabelled = report.queries.count - precision.queryCount
        let note =
            unlabelled == 0
            ? "A hit is right when it has the query’s label, the folder it lies in."
            : "Over the \(precision.queryCount) queries whose label is known; a hit is right when it has the query’s label."
        return """
            <dl class="figures">
            \(item("P@1", precision.atOne))\(atLimit)</dl>
            <p class="note">\(note)</p>

            """
    }

    private var options: String {
        report.options.map { "<div><dt>\(HTMLText($0.name))</dt><dd>\(HTMLText($0.value))</dd></div>\n" }.joined()
    }

    private var skipped: String {
        guard !report.skipped.isEmpty else { return "" }
        let items = report.skipped.map {
            "<li><bdi>\(HTMLText($0.path.string))</bdi>: \(HTMLText($0.reason))</li>\n"
        }
        let noun = items.count == 1 ? "1 file was" : "\(items.count) files were"
        return "<details>\n<summary>\(noun) skipped</summary>\n<ul>\n\(items.joined())</ul>\n</details>\n"
    }

    /// Links to the queries, and where labels are known a choice of which to show.
    private var contents: String {
        guard report.queries.count > 1 else { return "" }
        let items = report.queries.enumerated().map { number, query in
            "<li\(isMissed(query) ? " class=\"missed\"" : "")><a href=\"#query-\(number + 1)\"><bdi>\(HTMLText(query.source.description))</bdi></a>\(verdict(query))</li>\n"
        }
        let choice = """
            <fieldset class="choice">
            <legend>Show</legend>
            <label><input type="radio" name="show" id="show-all" checked> all queries</label>
            <label><input type="radio" name="show" id="show-wrong"> those whose first hit is wrong</label>
            </fieldset>

            """
        return """
            \(report.precision == nil ? "" : choice)<details>
            <summary>List of the \(report.queries.count) queries</summary>
            <nav aria-label="Queries"><ol>
            \(items.joined())</ol></nav>
            </details>

            """
    }

    /// Whether the first hit is known to be wrong.
    private func isMissed(_ query: LabelledQuery) -> Bool {
        query.label != nil && query.hits.first.flatMap(query.isRelevant) != true
    }

    /// Returns the number of right hits, for the list of queries.
    private func verdict(_ query: LabelledQuery) -> String {
        guard query.label != nil else { return "" }
        let right = query.hits.count { query.isRelevant($0) == true }
        return " <span class=\"verdict\">\(isMissed(query) ? "✗" : "✓") \(right) of \(query.hits.count) right</span>"
    }

    func sectionOpening(_ number: Int) -> String {
        let query = report.queries[number]
        return """
            <section id="query-\(number + 1)" class="query\(isMissed(query) ? " missed" : "")" aria-labelledby="title-\(number + 1)">
            <h2 id="title-\(number + 1)"><bdi>\(HTMLText(query.source.description))</bdi></h2>

            """
    }

    func sectionClosing(_ number: Int) -> String {
        report.queries[number].hits.isEmpty ? "<p>Nothing matched.</p>\n</section>\n" : "</ol>\n</section>\n"
    }

    /// The query's own picture, and the start of the list of its hits.
    func querySide(_ number: Int, _ thumbnail: Thumbnail?) -> String {
        let query = report.queries[number]
        let label = query.label.map { "<span class=\"label\"><bdi>\(HTMLText($0))</bdi></span>" } ?? ""
        return """
            <figure class="self">
            <div class="mat">\(query.source.text.map(words) ?? picture(thumbnail, "Query, \(query.title)"))</div>
            <figcaption><span class="rank">Query</span>\(label)</figcaption>
            </figure>
            \(query.hits.isEmpty ? "" : "<ol class=\"hits\">\n")
            """
    }

    func hit(_ rank: Int, of number: Int, _ thumbnail: Thumbnail?) -> String {
        let query = report.queries[number]
        let hit = query.hits[rank - 1]
        let path = report.pathInGallery(hit)
        return HTMLHit(
            rank: rank, title: hit.label ?? path, score: report.metric.formatted(hit.score, over: report.features),
            mark: query.isRelevant(hit).map { $0 ? .right : .otherLabel },
            // A file right in the gallery has no label: its name alone stands for it.
            path: hit.label == nil ? nil : path
        ).item(picture(thumbnail, "Hit \(rank), \(hit.title)"))
    }

    private func picture(_ thumbnail: Thumbnail?, _ alternative: String) -> String {
        thumbnail?.element(alternative: HTMLText(alternative))
            ?? missingPicture
    }
}
