import Files
import Evaluation
import Gallery
import Imaging
import Metrics
import SystemPackage

/// An evaluation as a page: the measures, and below them every query with its hits, the worst first.
///
/// It is one file that loads no external resource. A picture that several rankings show is in it once.
package struct EvaluationPage: Sendable {
    let report: EvaluationReport
    /// The numbers of the queries that count in the measures, in the order of their paths.
    let numbers: [Int]
    /// The files of all pictures, each once, and the place of each in that list.
    private let paths: [FilePath]
    private let places: [FilePath: Int]

    private static let box = PixelSize(width: 224, height: 224)

    package init(_ report: EvaluationReport) {
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
    package var pictureCount: Int { paths.count }

    /// Hands the page to `sink`, piece by piece.
    ///
    /// - Parameter onProgress: Called with the number of pictures just set in.
    /// - Throws: What `sink` throws.
    package func write<Failure: Error>(
        _ pictures: PictureLoader, onProgress: (Int) -> Void = { _ in }, to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        try sink(Array(opening.utf8))
        var sizes: [PixelSize?] = []
        let batch = 64
        for start in stride(from: 0, to: paths.count, by: batch) {
            let thumbnails = pictures.load(paths[start..<min(start + batch, paths.count)].map { .file($0) }, fitting: Self.box)
            {
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

    // MARK: The queries

    /// The numbers of the queries, by average precision with the first metric.
    private var worstFirst: [Int] {
        func precision(_ number: Int) -> Double { results[0].queries[number].judged?.averagePrecision ?? 0 }
        return numbers.sorted { (precision($0), $0) < (precision($1), $1) }
    }

    private func section(_ number: Int, _ sizes: [PixelSize?]) -> String {
        let query = results[0].queries[number]
        let values = results.map { result in
            " data-\(key(result))=\"\(result.queries[number].judged?.averagePrecision ?? 0)\""
        }
        return """
            <section id="query-\(number)" class="query" data-place="\(number)"\(values.joined()) aria-labelledby="title-\(number)">
            <h2 id="title-\(number)"><bdi>\(HTMLText(query.path.string))</bdi></h2>
            <figure class="self">
            <div class="mat">\(picture(query.path, sizes, "Query, \(query.label ?? "")"))</div>
            <figcaption><span class="rank">Query</span><span class="label"><bdi>\(HTMLText(query.label ?? ""))</bdi></span></figcaption>
            </figure>
            <div>
            \(results.map { ranking($0, number, sizes) }.joined())\(missingRankings)</div>
            </section>

            """
    }

    private func ranking(_ result: MetricEvaluation, _ number: Int, _ sizes: [PixelSize?]) -> String {
        let query = result.queries[number]
        let isByTruth = report.settings.truth != nil
        let items = zip(query.hits, query.areRelevant).enumerated().map { place, judged in
            let (hit, isRelevant) = judged
            let image = report.evaluation.gallery[hit.index]
            let path = image.path.below(report.settings.gallery)
            return HTMLHit(
                rank: place + 1, title: isByTruth ? path : image.label ?? path,
                score: result.metric.formatted(hit.score, over: report.settings.features.kind),
                mark: isRelevant ? .right : .otherLabel, path: isByTruth || image.label == nil ? nil : path
            ).item(picture(image.path, sizes, "Hit \(place + 1), \(image.label ?? path)"))
        }
        return """
            <div class="\(classes(result.metric, result.store?.name))">
            <h3>\(title(result.metric, result.store?.name))</h3>
            <p class="note">\(facts(query))</p>
            <ol class="hits">
            \(items.joined())</ol>
            </div>

            """
    }

    private func facts(_ query: QueryEvaluation) -> String {
        guard let judged = query.judged else { return "" }
        let isWhole = report.evaluation.measures.contains(.meanAveragePrecision)
        let extent = isWhole ? "" : " (at \(report.evaluation.top))"
        let precision = "average precision \(fixedDecimals(judged.averagePrecision, 4))\(extent)"
        let right = query.hits.indices.count { judged.relevantRanks.contains($0 + 1) }
        let share = "\(right) of \(query.hits.count) right"
        guard let first = judged.relevantRanks.first, first > 1 else { return "\(share), \(precision)" }
        return "\(share), the first right one at rank \(first), \(precision)"
    }

    /// The text in the place of a ranking that a shown store lacks for a shown metric.
    private var missingRankings: String {
        let stores = report.isSideBySide ? report.evaluation.stores : []
        return metrics.flatMap { metric in
            stores.filter { store in !results.contains { $0.metric == metric && $0.store?.name == store } }.map { store in
                """
                <div class="\(classes(metric, store))">
                <h3>\(title(metric, store))</h3>
                <p class="note"><bdi>\(HTMLText(store))</bdi> was not searched by \(metric.rawValue).</p>
                </div>

                """
            }
        }.joined()
    }

    /// The classes by which the style sheet shows the chosen metric and store.
    private func classes(_ metric: Metric, _ store: String?) -> String {
        "by by-\(metric.rawValue)" + (place(of: store).map { " in-\($0)" } ?? "")
    }

    private func title(_ metric: Metric, _ store: String?) -> String {
        place(of: store) == nil ? metric.rawValue : "\(metric.rawValue), <bdi>\(HTMLText(store ?? ""))</bdi>"
    }

    /// The key under which the script finds the values to sort by.
    private func key(_ result: MetricEvaluation) -> String {
        result.metric.rawValue + (place(of: result.store?.name).map { "-\($0)" } ?? "")
    }

    /// The number of a store among several; nil where there is but one.
    private func place(of store: String?) -> Int? {
        report.isSideBySide ? store.flatMap { report.evaluation.stores.firstIndex(of: $0) } : nil
    }

    private func picture(_ path: FilePath, _ sizes: [PixelSize?], _ alternative: String) -> String {
        guard let place = places[path], let size = sizes[place] else { return missingPicture }
        return
            "<svg role=\"img\" aria-label=\"\(HTMLText(alternative))\" viewBox=\"0 0 \(size.width) \(size.height)\"><use href=\"#picture-\(place)\"/></svg>"
    }
}
