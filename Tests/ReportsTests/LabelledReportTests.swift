import Evaluation
import Search
import Gallery
import Metrics
@testable import Reports
import SystemPackage
import Testing

/// What pictures of results know of labels.
struct LabelledReportTests {
    private func label(of query: FilePath, in folder: FilePath = "/work", labels: Set<String> = ["Orange"]) -> String? {
        let plain = report(.l1, query: query, path: "g/Orange/1.jpg")
        return LabelledReport(plain, gallery: "g", limit: 5, options: [], labels: labels, currentFolder: folder).queries[0]
            .label
    }

    @Test func theFolderOfAQueryIsItsLabelIfTheGalleryHasIt() {
        #expect(label(of: "data/test/Orange/1.jpg") == "Orange")
        #expect(label(of: "data/test/Pear/1.jpg") == nil)
        #expect(label(of: "data/Orange/test/1.jpg") == nil)
    }

    @Test func theFolderIsFoundWhereThePathDoesNotNameIt() {
        #expect(label(of: "1.jpg", in: "/pictures/Orange") == "Orange")
        #expect(label(of: "../1.jpg", in: "/pictures/Orange/small") == "Orange")
        #expect(label(of: "./Orange/./1.jpg") == "Orange")
        #expect(label(of: "/Orange/1.jpg") == "Orange")
        #expect(label(of: "1.jpg", in: "/") == nil)
    }

    @Test func aQueryIsCalledByItsLabelElseItsFile() {
        #expect(labelledQuery(label: "Orange").title == "Orange")
        #expect(labelledQuery(path: "a/b.jpg", label: nil).title == "b.jpg")
    }

    @Test func queriesWithoutALabelAreLeftOut() throws {
        let precision = try #require(labelledReport([labelledQuery(), labelledQuery(label: nil)], limit: 1).precision)
        #expect(precision.queryCount == 1)
        #expect(precision.atOne == 1)
        #expect(labelledReport([labelledQuery(label: nil)]).precision == nil)
    }

    @Test func aHitIsNamedBelowItsGallery() {
        let hit = Hit(path: "g/Orange/2.jpg", label: "Orange", score: 1)
        #expect(labelledReport([]).pathInGallery(hit) == "Orange/2.jpg")
        #expect(labelledReport([]).pathInGallery(Hit(path: "other/2.jpg", label: nil, score: 1)) == "other/2.jpg")
    }
}
