import Foundation
import TestSupport
import Testing

/// Pictures in the terminal, and where there is none.
struct PreviewTests {
    @Test func withoutATerminalASentenceSaysSoAndTheResultsAreAsAlways() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "--preview")
            #expect(run.status == 0)
            #expect(try run.output == tree.search("query.jpg").output)
            #expect(run.errors == "retrieve: no preview: standard output is not a terminal\n")
            #expect(try tree.search("query.jpg", "--preview", "--quiet").errors.isEmpty)
        }
    }

    @Test(arguments: ["json", "csv", "paths"])
    func picturesGoWithTextOnly(format: String) throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "--preview", "--format", format)
            #expect(run.status == 64)
        }
    }

    @Test func anUnknownWayToShowPicturesIsNamed() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "--preview", environment: ["RETRIEVE_PREVIEW": "oil"])
            #expect(run.status == 64)
            #expect(run.errors == "retrieve: RETRIEVE_PREVIEW is 'oil'; it can be one of kitty, iterm2, sixel, blocks\n")
        }
    }

    @Test(
        .enabled(if: previewsWork, "script(1) of util-linux or Chafa is not installed"),
        arguments: [
            (["TERM": "xterm-256color"], "\u{1b}[0m"), (["TERM": "xterm-kitty"], "\u{1b}_Ga=T"), (["TERM": "foot"], "\u{1b}P"),
            (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], "\u{1b}]1337;File"),
            (["TERM": "xterm", "RETRIEVE_PREVIEW": "sixel"], "\u{1b}P"),
        ])
    func aTerminalIsSentWhatItUnderstands(environment: [String: String], sequence: String) throws {
        let text = try onTerminal("query.jpg", environment: environment)
        #expect(text.hasPrefix("0\tgallery/Orange/1.jpg\r\n"))
        #expect(text.contains("query "))
        #expect(text.contains(sequence))
    }

    @Test(.enabled(if: previewsWork, "script(1) of util-linux or Chafa is not installed"))
    func insideAMultiplexerPicturesAreText() throws {
        let environment = ["TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0", "LC_TERMINAL": "iTerm2"]
        let text = try onTerminal("query.jpg", environment: environment)
        #expect(!text.contains("\u{1b}]1337"))
        #expect(text.contains("\u{1b}[0m"))
    }

    @Test(.enabled(if: previewsWork, "script(1) of util-linux or Chafa is not installed"))
    func aTerminalThatCannotMoveItsCursorGetsResultsAlone() throws {
        let text = try onTerminal("query.jpg", environment: ["TERM": "dumb"])
        #expect(text.contains("retrieve: no preview: the terminal (TERM is dumb)"))
        #expect(!text.contains("\u{1b}"))
    }

    @Test(.enabled(if: previewsWork, "script(1) of util-linux or Chafa is not installed"))
    func eachQueryHasItsPicturesBelowItsLines() throws {
        let text = try onTerminal("query.jpg gallery/loose.png", environment: ["TERM": "xterm-256color"])
        let order = ["==> query.jpg <==", "query ", "==> gallery/loose.png <==", "query "]
        var rest = text[...]
        for part in order {
            let found = try #require(rest.firstRange(of: part), "\(part)")
            rest = rest[found.upperBound...]
        }
    }
}

/// What the tool writes to a terminal, made by script(1), when it searches for `queries`.
private func onTerminal(_ queries: String, environment: [String: String]) throws -> String {
    try withSampleTree { tree in
        let variables = environment.map { "\($0.key)='\($0.value)'" }.sorted().joined(separator: " ")
        let line = """
            env -u TMUX -u STY -u TERM_PROGRAM -u LC_TERMINAL -u COLORTERM \(variables) \
            "$TOOL" \(queries) -g gallery -s 16 -k 2 --preview --progress never
            """
        let quoted = line.replacing("'", with: "'\\''")
        return try tree.tool.runShell("TOOL=\"$0\" script -qec '\(quoted)' /dev/null", in: tree.folder.path).text
    }
}

let previewsWork: Bool =
    ((try? onTerminal("query.jpg", environment: ["TERM": "xterm", "RETRIEVE_PREVIEW": "kitty"])) ?? "").contains("\u{1b}_G")
