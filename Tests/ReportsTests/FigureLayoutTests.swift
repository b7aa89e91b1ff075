@testable import Reports
import Testing

/// Where the pictures of a figure go, nothing drawn.
struct FigureLayoutTests {
    typealias Measure = FigureLayout.Measure

    /// The columns and lines that panels stand in, from their corners.
    private func places(_ page: FigureLayout.Page) -> [[Int]] {
        page.panels.map { panel in
            [
                Int(((panel.frame.x - Measure.margin) / (Measure.picture + Measure.gap)).rounded()),
                Int(((panel.frame.y - Measure.margin) / (Measure.panelHeight + Measure.lineGap)).rounded()),
            ]
        }
    }

    @Test func oneQueryAndFiveHitsAreTwoLinesOfThree() throws {
        let page = try #require(FigureLayout(hitCounts: [5], isPaged: false).pages.first)
        #expect(page.panels.map(\.rank) == [0, 1, 2, 3, 4, 5])
        #expect(places(page) == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]])
        #expect(page.rules.isEmpty)
    }

    @Test func aQueryWithoutHitsStandsAlone() {
        let layout = FigureLayout(hitCounts: [0], isPaged: false)
        #expect(layout.pages.map(\.panels.count) == [1])
        #expect(layout.width == 2 * Measure.margin + Measure.picture)
    }

    @Test func eachOfSeveralQueriesIsARow() {
        let page = FigureLayout(hitCounts: [2, 2], isPaged: false).pages[0]
        #expect(page.panels.map(\.query) == [0, 0, 0, 1, 1, 1])
        #expect(places(page) == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]])
        #expect(page.rules.count == 1)
    }

    @Test func manyHitsGoOnBesideTheQueryInFurtherLines() {
        let page = FigureLayout(hitCounts: [8, 8], isPaged: false).pages[0]
        #expect(places(page)[..<9] == [[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [1, 1], [2, 1], [3, 1], [4, 1]])
        #expect(page.rules.count == 1)
    }

    @Test func aQueryWithFewerHitsKeepsItsPlace() {
        let page = FigureLayout(hitCounts: [3, 0, 1], isPaged: false).pages[0]
        #expect(page.panels.filter { $0.rank == 0 }.map(\.frame.x) == [Measure.margin, Measure.margin, Measure.margin])
        #expect(page.panels.count == 7)
    }

    @Test func pagesBreakBetweenLines() {
        let layout = FigureLayout(hitCounts: Array(repeating: 5, count: 20), isPaged: true)
        #expect(layout.pages.count > 1)
        #expect(layout.height <= layout.width * Measure.pageProportion)
        #expect(layout.pages.flatMap(\.panels).map(\.query) == (0..<20).flatMap { Array(repeating: $0, count: 6) })
        #expect(layout.pages.dropFirst().allSatisfy { $0.panels[0].frame.y == Measure.margin && $0.panels[0].rank == 0 })
    }

    @Test func aPagedFigureThatFitsIsOnePageOfItsOwnHeight() {
        #expect(FigureLayout(hitCounts: [5, 5], isPaged: true) == FigureLayout(hitCounts: [5, 5], isPaged: false))
    }

    @Test(
        arguments: [[0], [1], [2], [3], [4], [5], [9], [99], [500], [5, 5], [0, 7, 3], [12, 13], [40, 1, 2]], [true, false])
    func everyPictureHasAPlaceOfItsOwnOnThePaper(hitCounts: [Int], isPaged: Bool) {
        let layout = FigureLayout(hitCounts: hitCounts, isPaged: isPaged)
        let panels = layout.pages.flatMap(\.panels)
        #expect(panels.count == hitCounts.reduce(0) { $0 + $1 + 1 })
        for page in layout.pages {
            #expect(Set(places(page)).count == page.panels.count)
            for panel in page.panels {
                #expect(panel.frame.x >= Measure.margin && panel.frame.maxX <= layout.width - Measure.margin + 1e-9)
                let bottom = panel.frame.y + Measure.panelHeight
                #expect(panel.frame.y >= Measure.margin && bottom <= layout.height - Measure.margin - Measure.footer + 1e-9)
            }
        }
    }

    @Test(arguments: [(4.0, 3.0, 20.0, 27.5), (3, 4, 27.5, 20), (1, 1, 20, 20), (1000, 1, 20, 49.5)])
    func aPictureStandsInTheMiddleInItsOwnProportions(width: Double, height: Double, x: Double, y: Double) {
        let fitted = Rectangle(x: 20, y: 20, width: 60, height: 60).fitting(width: width, height: height)
        #expect(abs(fitted.width / fitted.height - width / height) < 1e-9 * width)
        #expect(max(fitted.width, fitted.height) == 60)
        #expect((fitted.x, fitted.y) == (x, y))
    }
}
