import SystemPackage
import TestSupport
import Testing

/// `retrieve check --approve` takes over what one has looked at, `--summary` shows it.
struct ApprovalTests {
    @Test func onlyWhatIsNamedIsTakenOver() throws {
        try withChangedGallery { tree in
            let before = try tree.baseline()
            let run = try tree.run(["check", "--approve", "base/line.json", "query.jpg"])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            #expect(run.text == "1 query recorded anew in base/line.json, 1 as before\n")
            let (old, new) = (parts(before), parts(try tree.baseline()))
            #expect(old.count == 3 && new.count == 3)
            // Options and the other query stay as they are, to the byte.
            #expect(old[0] == new[0] && old[2] == new[2] && old[1] != new[1])
            let check = try tree.run(["check", "base/line.json"])
            #expect(
                check.status == 1 && !check.text.contains("../query.jpg: ") && check.text.contains("../gallery/Lime/3.png: "))
            #expect(try tree.run(["check", "--approve", "base/line.json", "gallery/Lime/3.png"]).status == 0)
            #expect(try tree.run(["check", "base/line.json"]).status == 0)
        }
    }

    @Test func aFolderStandsForTheRecordedQueriesInIt() throws {
        try withChangedGallery { tree in
            let run = try tree.run(["check", "--approve", "base/line.json", "gallery/Lime"])
            #expect(run.status == 0 && run.text == "1 query recorded anew in base/line.json, 1 as before\n", "\(run.errors)")
            let check = try tree.run(["check", "base/line.json"])
            #expect(check.text.contains("../query.jpg: ") && !check.text.contains("../gallery/Lime/3.png: "))
        }
    }

    @Test(arguments: [
        (["gallery/Orange"], "cannot approve gallery/Orange: no query of base/line.json is in this folder"),
        (["gallery/loose.png"], "cannot approve ../gallery/loose.png: it is no query of base/line.json"),
        (["query.jpg", "-k", "2"], "cannot approve: top is 3 in base/line.json and 2 now"),
        (["none.jpg"], "cannot record none.jpg: there is no such file"),
    ])
    func whatIsNotRecordedIsTwoAndNothingIsWritten(arguments: [String], words: String) throws {
        try withChangedGallery { tree in
            let before = try tree.baseline()
            let run = try tree.run(["check", "--approve", "base/line.json"] + arguments)
            #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains(words), "\(run.errors)")
            #expect(try tree.baseline() == before)
        }
    }

    @Test(arguments: [
        (["--approve", "base/line.json"], "--approve needs the queries"),
        (["--approve", "--update", "base/line.json", "query.jpg"], "not both"),
        (["--approve", "base/line.json", "query.jpg", "--summary", "a.md"], "--summary goes with a check"),
        (["--update", "base/line.json", "--summary", "a.md"], "--summary goes with a check"),
    ])
    func whatDoesNotGoTogetherIsRefused(arguments: [String], words: String) throws {
        try withChangedGallery { tree in
            let run = try tree.run(["check"] + arguments)
            #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test func theSummaryIsMarkdown() throws {
        try withChangedGallery { tree in
            let run = try tree.run(["check", "base/line.json", "--summary", "summary.md"])
            #expect(run.status == 1)
            let text = String(decoding: try contents(of: tree.folder("summary.md")), as: UTF8.self)
            #expect(text.hasPrefix("### Searches differ from what is recorded\n\n2 queries, 6 hits: "))
            #expect(text.contains("<code>../gallery/Lime/new.jpg</code> **new** | 0 |"))
            #expect(text.hasSuffix("If this is meant: <code>retrieve check --approve base/line.json QUERY...</code>\n"))
            #expect(try tree.run(["check", "base/line.json", "--summary", "none/summary.md"]).status == 2)
        }
    }

    /// The head of a baseline and its queries.
    private func parts(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\"query\":")
    }
}

extension SampleTree {
    fileprivate func baseline() throws -> [UInt8] { try contents(of: folder("base/line.json")) }
}

/// A sample tree with a baseline of two queries, and an image that has come since, which both find.
private func withChangedGallery(_ body: (SampleTree) throws -> Void) throws {
    try withSampleTree { tree in
        try tree.folder.makeFolder("base")
        let made = try tree.run(
            ["check", "--update", "base/line.json", "query.jpg", "gallery/Lime/3.png", "-g", "gallery", "-s", "16", "-k", "3"])
        #expect(made.status == 0)
        try tree.folder.copy("decode/baseline_420.jpg", to: "gallery/Lime/new.jpg")
        try tree.folder.copy("decode/rgb_8_31x22.png", to: "gallery/Lime/new.png")
        try body(tree)
    }
}
