import Files
import Metrics
import Search
import SystemPackage

/// The content of a figure: rows of pictures with their captions, each row led by one.
struct FigureContent: Sendable {
    struct Picture: Sendable {
        /// Nil where there are words in its place.
        let source: ContentSource?
        let words: String?
        let title: String
        /// The second line of the caption.
        let score: String?
        /// The file's, unless the title is that already.
        let name: String?
    }

    struct Row: Sendable {
        let lead: Picture
        let others: [Picture]
    }

    let rows: [Row]
    /// The text below every page.
    let footer: String
    /// The title of the document.
    let title: String

    /// The picture of a panel.
    subscript(panel: FigureLayout.Panel) -> Picture {
        let row = rows[panel.query]
        return panel.rank == 0 ? row.lead : row.others[panel.rank - 1]
    }
}

extension FigureContent {
    /// Queries, each with its hits.
    init(_ report: LabelledReport) {
        let rows = report.queries.map { query in
            Row(lead: Picture(query), others: query.hits.enumerated().map { Picture($1, rank: $0 + 1, report) })
        }
        let footer = "\(report.metric.rawValue) over \(report.compared), \(report.metric.direction) · \(report.gallery)"
        self.init(rows: rows, footer: footer, title: "Results of retrieve")
    }
}

extension FigureContent.Picture {
    fileprivate init(_ query: LabelledQuery) {
        self.init(
            source: query.source.image, words: query.source.text,
            title: query.source.text == nil ? "Query: \(query.title)" : "Query", score: nil,
            name: query.label == nil ? nil : query.source.path?.fileName)
    }

    fileprivate init(_ hit: Hit, rank: Int, _ report: LabelledReport) {
        self.init(
            source: .file(hit.path), words: nil, title: "Top \(rank): \(hit.title)",
            score: "\(report.metric.rawValue) \(report.metric.formatted(hit.score, over: report.features))",
            name: hit.label == nil ? nil : hit.path.fileName)
    }
}
