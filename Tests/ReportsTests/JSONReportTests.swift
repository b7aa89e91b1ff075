import Search
import Foundation
import Gallery
import Metrics
@testable import Reports
import SystemPackage
import Testing

/// JSON, one object per line, byte by byte.
struct JSONReportTests {
    @Test func eachQueryIsALine() {
        let skipped = [SkippedEntry(path: "g/x.jpg", reason: "it is empty")]
        #expect(
            sampleReport(skipped: skipped).text(.json) == """
                {"query":"q/one.jpg","features":"pixels","metric":"l1","size":"448x320","hits":[\
                {"rank":1,"path":"g/Apple/1.jpg","label":"Apple","score":0},\
                {"rank":2,"path":"g/2.png","label":null,"score":12345678}],\
                "skipped":[{"path":"g/x.jpg","reason":"it is empty"}]}
                {"query":"q/two.jpg","features":"pixels","metric":"l1","size":"448x320","hits":[],\
                "skipped":[{"path":"g/x.jpg","reason":"it is empty"}]}

                """)
    }

    @Test func nothingFoundIsAnObjectWithoutHits() {
        let empty = report(.cosine, [QueryHits(query: .file("q"), hits: [])])
        #expect(
            empty.text(.json)
                == "{\"query\":\"q\",\"features\":\"pixels\",\"metric\":\"cosine\",\"size\":\"448x320\",\"hits\":[],\"skipped\":[]}\n"
        )
    }

    @Test(arguments: [
        ("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("a\rb", #"a\rb"#), ("a\tb", #"a\tb"#),
        ("a\u{1}b", #"a\u0001b"#),
        ("a\u{1f}b", #"a\u001fb"#), ("a\u{7f}b", #"a\u007fb"#), ("a b", "a b"), ("\u{e9}\u{1f34a}", "\u{e9}\u{1f34a}"),
        ("a,b", "a,b"),
    ])
    func textIsEscaped(raw: String, escaped: String) {
        #expect("\(JSONValue.string(raw))" == "\"\(escaped)\"")
        #expect(report(.l1, query: FilePath(raw), path: "p").text(.json).hasPrefix("{\"query\":\"\(escaped)\","))
    }

    @Test func textThatIsOneCharacterWithWhatFollowsIsEscapedAllTheSame() {
        // A line feed after a carriage return, and a quote under an accent, are single characters to Swift.
        #expect("\(JSONValue.string("\r\n"))" == #""\r\n""#)
        #expect("\(JSONValue.string("\"\u{301}"))" == "\"\\\"\u{301}\"")
    }

    @Test func everyLineIsReadBackAsItWasMeant() throws {
        let names = ["\u{0}\u{1}".dropFirst().description, "\"\\\n\r\t\u{8}\u{c}\u{7f}\u{2028}", "\u{e9}\u{1f34a}"]
        for name in names {
            let line = report(.mse, query: FilePath(name), path: FilePath(name), label: name, score: 0.1).rendered(as: .json)
            let object = try JSONDecoder().decode(Object.self, from: Data(line))
            #expect(object.query == name)
            #expect(object.hits[0].path == name)
            #expect(object.hits[0].label == name)
            #expect(object.hits[0].score == 0.1)
        }
    }

    @Test(arguments: [
        0.1, 1.0 / 3, 123_456.789, 2.2250738585072014e-308, 1e22, -0.25, 0.9999999999999999, 4.930380657631324e-32,
    ])
    func scoresHaveFullPrecision(score: Double) throws {
        let line = report(.correlation, path: "p", score: score).rendered(as: .json)
        #expect(try JSONDecoder().decode(Object.self, from: Data(line)).hits[0].score == score)
    }

    @Test func aNameThatIsNoTextIsStillJSON() throws {
        let line = report(.l1, query: FilePath(bytes: [0x61, 0xff]), path: FilePath(bytes: [0xfe, 0x62])).rendered(as: .json)
        #expect(try JSONDecoder().decode(Object.self, from: Data(line)).query == "a\u{fffd}")
    }
}

private struct Object: Decodable {
    struct Hit: Decodable {
        let path: String
        let label: String?
        let score: Double
    }

    let query: String
    let hits: [Hit]
}
