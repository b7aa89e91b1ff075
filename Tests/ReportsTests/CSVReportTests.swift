import Search
import Metrics
import Reports
import SystemPackage
import Testing

/// CSV, byte by byte.
struct CSVReportTests {
    @Test func eachHitIsALineUnderAHeader() {
        #expect(
            sampleReport().text(.csv) == """
                query,rank,score,label,path
                q/one.jpg,1,0,Apple,g/Apple/1.jpg
                q/one.jpg,2,12345678,,g/2.png

                """)
    }

    @Test func scoresHaveFullPrecision() {
        #expect(
            report(.cosine, path: "p", score: 1.0 / 3).text(.csv) == "query,rank,score,label,path\nq,1,0.3333333333333333,,p\n")
    }

    @Test func nothingFoundIsTheHeaderAlone() {
        #expect(report(.l2, [QueryHits(query: .file("q"), hits: [])]).text(.csv) == "query,rank,score,label,path\n")
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a b", "a b"),
        ("a\tb", "a\tb"),
        ("\"", "\"\"\"\""), ("\u{e9}", "\u{e9}"),
    ])
    func fieldsAreQuotedWhereTheyMustBe(raw: String, field: String) {
        let report = report(.l1, query: FilePath(raw), path: FilePath("g/\(raw)"), label: raw, score: 7)
        let inFolder = field.hasPrefix("\"") ? "\"g/" + field.dropFirst() : "g/" + field
        #expect(report.text(.csv) == "query,rank,score,label,path\n\(field),1,7,\(field),\(inFolder)\n")
    }

    @Test func nullEndsDoNotTouchIt() {
        #expect(sampleReport().rendered(as: .csv, endsWithNull: true) == sampleReport().rendered(as: .csv))
        #expect(sampleReport().rendered(as: .json, endsWithNull: true) == sampleReport().rendered(as: .json))
    }

    @Test func pathsKeepTheirBytes() {
        let line = report(.l1, path: FilePath(bytes: [0x61, 0xff])).rendered(as: .csv)
        #expect(line.suffix(4) == [0x2c, 0x61, 0xff, 0x0a])
    }
}
