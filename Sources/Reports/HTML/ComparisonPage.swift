import Evaluation
package import Files
import Imaging
import Metrics
import SystemPackage

/// A page of the differences from a baseline: the hits before and now of every query that differs, side by side.
package struct ComparisonPage: Sendable {
    private let report: ComparisonReport
    /// Returns the place of a picture that the baseline names.
    private let source: @Sendable (String) -> ContentSource
    private let changed: [BaselineComparison.Query]

    /// - Parameter source: Where a picture is that the baseline names.
    package init(_ report: ComparisonReport, source: @escaping @Sendable (String) -> ContentSource) {
        self.report = report
        self.source = source
        changed = report.comparison.queries.filter { !$0.changes.isEmpty }
    }

    /// The number of pictures in it.
    package var pictureCount: Int { changed.reduce(0) { $0 + paths(of: $1).count } }

    /// Hands the page to `sink`, query by query.
    ///
    /// - Parameter onProgress: Called with the number of pictures just set in.
    /// - Throws: What `sink` throws.
    package func write<Failure: Error>(
        _ pictures: PictureLoader, onProgress: (Int) -> Void = { _ in }, to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        try sink(Array(opening.utf8))
        for (number, query) in changed.enumerated() {
            let paths = paths(of: query)
            let loaded = pictures.load(paths.map(source), fitting: Thumbnail.box) { Thumbnail($0) }
            let thumbnails = Dictionary(zip(paths, loaded)) { first, _ in first }
            try sink(Array(section(number, query) { thumbnails[$0] ?? nil }.utf8))
            onProgress(paths.count)
        }
        try sink(Array("</main>\n\(document.closing)".utf8))
    }

    /// Returns the paths of the pictures that a query's section shows, each once.
    private func paths(of query: BaselineComparison.Query) -> [String] {
        var known: Set<String> = []
        let own = query.recorded.isText ? [] : [query.recorded.name]
        let all = own + query.recorded.hits.map(\.path) + (query.found ?? []).map(\.path)
        return all.filter { known.insert($0).inserted }
    }

    // MARK: The parts of the page

    private var document: HTMLDocument { HTMLDocument(title: "Check of \(report.file)", style: Self.style) }

    private var opening: String {
        let same = report.comparison.queries.filter { $0.changes.isEmpty }
        let unchanged = same.map { "<li><bdi>\(HTMLText($0.recorded.name))</bdi></li>\n" }.joined()
        let general = report.comparison.general.map { "<li>\(HTMLText(report.line($0)))</li>\n" }.joined()
        return """
            \(document.opening)<a class="skip" href="#results">Skip to the differences</a>
            <header>
            <h1>Check of <bdi>\(HTMLText(report.file))</bdi></h1>
            <p class="verdict-line">\(report.comparison.isSame ? "✓" : "✗") \(HTMLText(report.summary()))</p>
            \(general.isEmpty ? "" : "<ul class=\"changes\">\n\(general)</ul>\n")\(same.isEmpty ? "" : "<details>\n<summary>\(same.count) as recorded</summary>\n<ul>\n\(unchanged)</ul>\n</details>\n")</header>
            <main id="results">

            """
    }

    private func section(
        _ number: Int, _ query: BaselineComparison.Query, _ thumbnail: (String) -> Thumbnail?
    ) -> String {
        func picture(_ path: String, _ words: String) -> String {
            thumbnail(path)?.element(alternative: HTMLText("\(words), \(name(path))")) ?? missingPicture
        }
        let changes = query.changes.map { "<li>\(HTMLText(report.line($0)))</li>\n" }.joined()
        func list(_ title: String, _ hits: [Baseline.Hit], _ mark: (String) -> HTMLHit.Mark?) -> String {
            let items = hits.enumerated().map { place, hit in
                HTMLHit(
                    rank: place + 1, title: name(hit.path),
                    score: report.comparison.metric.formatted(hit.score, over: report.comparison.features),
                    mark: mark(hit.path), path: nil
                ).item(picture(hit.path, "\(title), rank \(place + 1)"))
            }
            let body = items.isEmpty ? "<p>Nothing.</p>\n" : "<ol class=\"hits\">\n\(items.joined())</ol>\n"
            return "<div>\n<h3>\(title)</h3>\n\(body)</div>\n"
        }
        let own = query.recorded.isText ? words(query.recorded.name) : picture(query.recorded.name, "Query")
        return """
            <section class="query" aria-labelledby="title-\(number)">
            <h2 id="title-\(number)"><bdi>\(HTMLText(query.recorded.name))</bdi></h2>
            <figure class="self">
            <div class="mat">\(own)</div>
            <figcaption><span class="rank">Query</span></figcaption>
            </figure>
            <div>
            <ul class="changes">
            \(changes)</ul>
            <div class="sides">
            \(list("Before", query.recorded.hits) { mark($0, in: query, isBefore: true) })\(list("Now", query.found ?? []) { mark($0, in: query, isBefore: false) })</div>
            </div>
            </section>

            """
    }

    private func mark(_ path: String, in query: BaselineComparison.Query, isBefore: Bool) -> HTMLHit.Mark? {
        for change in query.changes {
            switch change {
            case .lostHit(_, let hit) where hit.path == path: return .init(kind: "wrong", words: "✗ lost")
            case .newHit(_, let hit) where hit.path == path: return .init(kind: "right", words: "＋ new")
            case .movedHit(path, let from, let to): return .init(kind: "moved", words: isBefore ? "to \(to)" : "from \(from)")
            case .changedScore(path, _, _): return .init(kind: "moved", words: "other score")
            default: continue
            }
        }
        return nil
    }

    /// The file's name with that of its folder, which is its label as a rule.
    private func name(_ path: String) -> String {
        let path = FilePath(path)
        let folder = path.removingLastComponent().lastComponent
        return [folder, path.lastComponent].compactMap { $0?.string }.joined(separator: "/")
    }

    /// A change here or in the style of searches changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: SearchPage.style.text + String(decoding: PackageResources.comparison_css, as: UTF8.self),
        hash: "hkkMnAQ+XFdFoQz8A4hCMow/QeynEz9uSelamSUUP/Y=")
}
