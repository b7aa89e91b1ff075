/// A place on a page; lengths are in units of 1/72 inch, the origin is the top left corner.
struct Rectangle: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }
}

/// The places of the pictures of a figure.
///
/// One query stands with its hits in a grid, as a figure in a book. Of several each makes a row: the query at the left, its
/// hits beside it, in further lines where they are many. A paged figure breaks between lines.
struct FigureLayout: Equatable {
    /// Lengths, in the units of the figure.
    enum Measure {
        static let margin = 24.0
        /// The side of the square that a picture is fitted into.
        static let picture = 176.0
        static let gap = 16.0
        static let lineGap = 18.0
        static let captionGap = 7.0
        /// The distance from the top of a caption to the baseline of its first line.
        static let ascent = 12.0
        /// Heights of the three lines of a caption.
        static let title = 18.0
        static let score = 16.0
        static let name = 15.0
        static let footer = 28.0
        static let panelHeight = picture + captionGap + title + score + name
        /// Height to width of a page of a paged figure, as A4 has it.
        static let pageProportion = 2.0.squareRoot()
        static let hitsPerLine = 6
        static let columnLimit = 10
    }

    /// A picture with its caption.
    struct Panel: Equatable {
        let query: Int
        /// The rank of a hit; zero is the query itself.
        let rank: Int
        /// The square for the picture; the caption is below, as wide.
        let frame: Rectangle
    }

    struct Page: Equatable {
        var panels: [Panel] = []
        /// Heights of the lines that part queries.
        var rules: [Double] = []
    }

    let width: Double
    let height: Double
    let pages: [Page]

    /// - Parameter hitCounts: The number of hits of each query.
    init(hitCounts: [Int], isPaged: Bool) {
        let lines = hitCounts.count == 1 ? Self.grid(hitCounts[0]) : Self.rows(hitCounts)
        let columns = (lines.flatMap { $0.cells.map(\.column) }.max() ?? 0) + 1
        width = 2 * Measure.margin + Double(columns) * Measure.picture + Double(columns - 1) * Measure.gap

        let available = Int(
            (width * Measure.pageProportion - 2 * Measure.margin - Measure.footer + Measure.lineGap)
                / (Measure.panelHeight + Measure.lineGap))
        let linesPerPage = isPaged ? max(1, min(available, lines.count)) : max(1, lines.count)
        height =
            2 * Measure.margin + Measure.footer + Double(linesPerPage) * (Measure.panelHeight + Measure.lineGap)
            - Measure.lineGap
        pages = stride(from: 0, to: max(1, lines.count), by: linesPerPage).map {
            Self.page(lines[$0..<min($0 + linesPerPage, lines.count)])
        }
    }

    /// Panels side by side.
    private struct Line {
        let query: Int
        var cells: [(rank: Int, column: Int)]
    }

    private static func grid(_ hitCount: Int) -> [Line] {
        let count = hitCount + 1
        let balanced = Int(Double(count).squareRoot().rounded(.up))
        let columns = count <= 3 ? count : min(balanced, Measure.columnLimit)
        return stride(from: 0, to: count, by: columns).map { first in
            Line(query: 0, cells: (first..<min(first + columns, count)).map { ($0, $0 - first) })
        }
    }

    private static func rows(_ hitCounts: [Int]) -> [Line] {
        let most = max(1, hitCounts.max() ?? 1)
        let linesEach = (most + Measure.hitsPerLine - 1) / Measure.hitsPerLine
        let columns = (most + linesEach - 1) / linesEach
        return hitCounts.enumerated().flatMap { query, count in
            stride(from: 0, to: max(1, count), by: columns).map { first in
                let hits = (first..<min(first + columns, max(first, count))).map { ($0 + 1, $0 - first + 1) }
                return Line(query: query, cells: (first == 0 ? [(0, 0)] : []) + hits)
            }
        }
    }

    private static func page(_ lines: ArraySlice<Line>) -> Page {
        var page = Page()
        var y = Measure.margin
        var previous: Int?
        for line in lines {
            if let previous, previous != line.query { page.rules.append(y - Measure.lineGap / 2) }
            previous = line.query
            page.panels += line.cells.map { cell in
                let x = Measure.margin + Double(cell.column) * (Measure.picture + Measure.gap)
                return Panel(
                    query: line.query, rank: cell.rank,
                    frame: Rectangle(x: x, y: y, width: Measure.picture, height: Measure.picture))
            }
            y += Measure.panelHeight + Measure.lineGap
        }
        return page
    }
}

extension Rectangle {
    /// The largest rectangle of the proportions `width` to `height` in the middle of this one, its corner on a half unit,
    /// where pixels of a drawing at twice the size begin.
    func fitting(width: Double, height: Double) -> Rectangle {
        let scale = min(self.width / width, self.height / height)
        let (fittedWidth, fittedHeight) = (width * scale, height * scale)
        func snapped(_ value: Double) -> Double { (value * 2).rounded(.down) / 2 }
        return Rectangle(
            x: x + snapped((self.width - fittedWidth) / 2), y: y + snapped((self.height - fittedHeight) / 2),
            width: fittedWidth, height: fittedHeight)
    }
}
