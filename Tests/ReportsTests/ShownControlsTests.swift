import Metrics
import Reports
import Search
import SystemPackage
import Testing

/// Names of files cannot forge a line or command a terminal.
struct ShownControlsTests {
    @Test(arguments: [
        ("a\nretrieve: forged", "a\\nretrieve: forged"), ("\r\n\t", "\\r\\n\\t"), ("\u{1b}[2J", "\\u{1b}[2J"),
        ("\u{7f}\u{9b}", "\\u{7f}\\u{9b}"), ("\u{202e}gpj", "\\u{202e}gpj"), ("straße 写真 🚌", "straße 写真 🚌"),
    ])
    func controlsAreShown(text: String, shown: String) { #expect(text.showingControls == shown) }

    @Test func linesForATerminalShowControls() {
        let hits = report(
            .l1, [QueryHits(query: .file("q\u{1b}c"), hits: [Hit(path: "a\nb\u{1b}[2J", label: nil, score: 1)])],
            isHeaded: true)
        func text(_ format: SearchReport.Format, endsWithNull: Bool = false) -> String {
            String(
                decoding: hits.rendered(as: format, endsWithNull: endsWithNull, isForTerminal: true), as: UTF8.self)
        }
        #expect(text(.text) == "==> q\\u{1b}c <==\n1\ta\\nb\\u{1b}[2J\n")
        #expect(text(.paths) == "a\\nb\\u{1b}[2J\n")
        #expect(text(.paths, endsWithNull: true) == "a\nb\u{1b}[2J\0", "NUL is for programs, which want the bytes")
    }
}
