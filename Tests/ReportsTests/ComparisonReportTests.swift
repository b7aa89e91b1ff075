import Evaluation
import Foundation
import Metrics
import Reports
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Differences from a baseline as lines and as JUnit's XML.
struct ComparisonReportTests {
    private let hits = [Baseline.Hit(path: "g/1.jpg", score: 100), Baseline.Hit(path: "g/2.jpg", score: 200)]

    @Test func nothingToTellIsALine() {
        let report = report([query("q/1.jpg", found: hits)])
        #expect(String(decoding: report.text(), as: UTF8.self) == "1 query, 2 hits: all as recorded in base.json\n")
    }

    @Test func eachDifferenceIsALine() {
        let changed = [Baseline.Hit(path: "g/3.jpg", score: 50), Baseline.Hit(path: "g/1.jpg", score: 101)]
        let skipped = Baseline.Skipped(path: "g/4.jpg", reason: "it is empty")
        let report = report(
            [
                query("q/1.jpg", found: changed), query("q/2.jpg", found: [hits[1], hits[0]]),
                BaselineComparison.Query(Baseline.Query("q/3.jpg", hits: hits), .vanishedQuery),
                BaselineComparison.Query(Baseline.Query("q/4.jpg", hits: []), .unreadableQuery(reason: "it is empty")),
            ], general: [.option(name: "top", recorded: "5", given: "3"), .newlySkipped(skipped)])
        #expect(
            String(decoding: report.text(), as: UTF8.self) == """
                changed option: top is 5 in the baseline and 3 on the command line
                newly skipped image: g/4.jpg, for it is empty
                q/1.jpg: lost hit: g/2.jpg, which was at rank 2, score 200
                q/1.jpg: new hit: g/3.jpg, at rank 1, score 50
                q/1.jpg: changed score: g/1.jpg, 100 -> 101
                q/2.jpg: changed order: g/1.jpg, rank 1 -> 2
                q/3.jpg: vanished query: there is no such file any more
                q/4.jpg: unreadable query: it is empty
                4 queries, 6 hits: 8 differences from base.json, 4 queries concerned

                """)
    }

    @Test func markdownShowsHitsBeforeAndNow() {
        let found = [Baseline.Hit(path: "g/3|*<.jpg", score: 50), Baseline.Hit(path: "g/1.jpg", score: 101)]
        let skipped = Baseline.Skipped(path: "g/4.jpg", reason: "it is empty")
        let report = report(
            [
                query("q/1.jpg", found: found), query("q/2.jpg", found: hits),
                BaselineComparison.Query(Baseline.Query("q/3.jpg", hits: hits), .vanishedQuery),
            ], general: [.newlySkipped(skipped)])
        #expect(
            String(decoding: report.markdown(remedy: "do that"), as: UTF8.self) == """
                ### Searches differ from what is recorded

                3 queries, 6 hits: 5 differences from base.json, 2 queries concerned

                - newly skipped image: g/4.jpg, for it is empty

                <details><summary><code>q/1.jpg</code>: 3 differences</summary>

                | rank | before | score | now | score |
                |--:|---|--:|---|--:|
                | 1 | <code>g/1.jpg</code> | 100 | <code>g/3&#124;&#42;&#60;.jpg</code> **new** | 50 |
                | 2 | <code>g/2.jpg</code> **lost** | 200 | <code>g/1.jpg</code> | 101 |

                </details>

                <details><summary><code>q/3.jpg</code>: 1 difference</summary>

                vanished query: there is no such file any more

                </details>

                If this is meant: <code>do that</code>

                """)
    }

    @Test func markdownStaysWithinItsLimit() {
        let many = (0..<500).map { query("q/\($0).jpg", found: [hits[0]]) }
        let text = String(decoding: report(many).markdown(remedy: nil, limit: 10_000), as: UTF8.self)
        #expect(text.utf8.count <= 10_000 && text.utf8.count > 9_000)
        #expect(text.contains(#/Not shown: \d+ more queries\./#))
        let same = String(decoding: report([query("q/1.jpg", found: hits)]).markdown(remedy: nil), as: UTF8.self)
        #expect(same == "### Searches are as recorded\n\n1 query, 2 hits: all as recorded in base.json\n")
    }

    @Test func junitHasACaseForEachQuery() throws {
        let report = report([query("q/1.jpg", found: hits), query("q/2.jpg", found: [hits[0]])])
        let suite = try ParsedSuite(report.junit(title: "retrieve check"))
        #expect(suite.names == ["q/1.jpg", "q/2.jpg"])
        #expect(suite.failures == ["q/2.jpg": "lost hit: g/2.jpg, which was at rank 2, score 200"])
        #expect(suite.attributes["tests"] == "2" && suite.attributes["failures"] == "1" && suite.attributes["errors"] == "0")
    }

    @Test func junitHoldsNamesOfAnyKind() throws {
        let names = ["<img onerror=\"x\">&amp;.jpg", "ünï ]]> 柠檬.jpg", "tab\tline\nreturn\r.jpg"]
        let suite = try ParsedSuite(
            report(names.map { query($0, found: []) }, file: "a&b\"<.json").junit(title: "retrieve check"))
        #expect(suite.names == names)
        #expect(suite.attributes["name"] == "a&b\"<.json")
        // XML has no way to write these.
        let control = try ParsedSuite(
            report([query("\u{0}\u{1b}[31m\u{7f}\u{ffff}.jpg", found: hits)]).junit(title: "retrieve check"))
        #expect(control.names == ["\\u{0}\\u{1b}[31m\u{7f}\\u{ffff}.jpg"])
    }

    @Test func whatConcernsNoQueryHasACaseOfItsOwn() throws {
        let general = [BaselineComparison.Change.option(name: "top", recorded: "5", given: "3")]
        let suite = try ParsedSuite(report([query("q/1.jpg", found: hits)], general: general).junit(title: "retrieve check"))
        #expect(suite.names == ["options and gallery", "q/1.jpg"] && suite.failures.count == 1)
    }

    private func query(_ path: String, found: [Baseline.Hit]) -> BaselineComparison.Query {
        BaselineComparison.Query(Baseline.Query(path, hits: hits), found: found, tolerance: 0)
    }

    private func report(
        _ queries: [BaselineComparison.Query], general: [BaselineComparison.Change] = [], file: String = "base.json"
    ) -> ComparisonReport {
        ComparisonReport(BaselineComparison(metric: .l1, general: general, queries: queries), file: file)
    }
}

/// What a parser finds in JUnit's XML.
private final class ParsedSuite: NSObject, XMLParserDelegate {
    private(set) var attributes: [String: String] = [:]
    private(set) var names: [String] = []
    private(set) var failures: [String: String] = [:]
    private var isInFailure = false

    init(_ bytes: [UInt8]) throws {
        super.init()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if element == "testsuite" { self.attributes = attributes }
        if element == "testcase" { names.append(attributes["name"] ?? "") }
        isInFailure = element == "failure"
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if isInFailure { failures[names[names.count - 1], default: ""] += text }
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        isInFailure = false
    }
}
