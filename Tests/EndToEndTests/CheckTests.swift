import Foundation
import SystemPackage
import TestSupport
import Testing

/// `retrieve check`: none of its runs passes when something changed, and each change is named.
struct CheckTests {
    @Test func nothingChangedPasses() throws {
        try withBaseline { tree in
            let run = try tree.check()
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(run.text == "2 queries, 6 hits: all as recorded in base/line.json\n")
        }
    }

    @Test func aBaselineIsReadableAndTheSameEachTime() throws {
        try withBaseline { tree in
            let bytes = try contents(of: tree.folder("base/line.json"))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix("{\n  \"format\": \"retrieve-baseline\",\n  \"version\": 1,\n"))
            #expect(
                text.contains("\n    \"gallery\": \"../gallery\",\n") && text.contains("\n      \"query\": \"../query.jpg\",\n")
            )
            #expect(text.contains("\n        {\"path\": \"../gallery/Orange/1.jpg\", \"score\": 0},\n"))
            #expect(text.hasSuffix("}\n"))
            let again = try tree.run(["check", "--update", "base/line.json", "--threads", "3"])
            #expect(again.status == 0 && again.text == "2 queries, 6 hits: recorded in base/line.json\n")
            #expect(try contents(of: tree.folder("base/line.json")) == bytes)
        }
    }

    @Test func aBaselineCanBeUsedFromAnywhereAndMovedWithItsImages() throws {
        try withBaseline { tree in
            let tool = tree.tool
            #expect(try tool.run(["check", "line.json"], in: tree.folder("base")).status == 0)
            #expect(try tool.run(["check", "../base/line.json"], in: tree.folder("gallery")).status == 0)
            #expect(try tool.run(["check", tree.folder("base/line.json").string], in: "/").status == 0)
            try tree.folder.makeFolder("moved")
            let script = #"mv base gallery query.jpg moved && cd / && "$0" check "$1""#
            #expect(try tool.runShell(script, [tree.folder("moved/base/line.json").string], in: tree.folder.path).status == 0)
        }
    }

    @Test func aGalleryMayHoldItsBaseline() throws {
        try withSampleTree { tree in
            let made = try tree.tool.run(
                ["check", "--update", "line.json", "Orange/1.jpg", "-g", ".", "-s", "16"], in: tree.folder("gallery"))
            #expect(made.status == 0)
            #expect(
                String(decoding: try contents(of: tree.folder("gallery/line.json")), as: UTF8.self).contains(
                    "{\"path\": \"Orange/2.jpeg\""))
            #expect(try tree.run(["check", "gallery/line.json"]).status == 0)
        }
    }

    // MARK: Changes

    @Test func aChangedOptionFails() throws {
        try withBaseline { tree in
            try tree.folder.makeFolder("other")
            let options = [
                (["--metric", "mse"], "metric is l1 in the baseline and mse"), (["-k", "4"], "top is 3 in the baseline and 4"),
                (["--size", "16x17"], "size is 16x16 in the baseline and 16x17"),
                (["--resample", "box"], "resample is bicubic"), (["--orientation", "ignore"], "orientation is exif"),
                (["--threshold", "5"], "threshold is none in the baseline and 5.0"),
                (["--exclude-query"], "exclude-query is off"),
                (["--gallery", "other"], "gallery is ../gallery in the baseline and ../other"),
            ]
            for (arguments, words) in options {
                let run = try tree.check(arguments)
                #expect(run.status == 1 && run.lines.count == 2, "\(run.text)")
                #expect(run.lines[0].hasPrefix("changed option: \(words)"), "\(run.text)")
            }
            // Given as they are recorded, they are no change.
            let same = ["--metric", "l1", "-k", "3", "--size", "16", "--gallery", "base/../gallery", "--no-exclude-query"]
            #expect(try tree.check(same).status == 0)
        }
    }

    @Test func aVanishedQueryFails() throws {
        try expectChange("../query.jpg: vanished query: ") { try $0.remove("query.jpg") }
    }

    @Test func aQueryThatCannotBeReadFails() throws {
        try expectChange("../query.jpg: unreadable query: it is empty") { try $0.folder.write([], to: "query.jpg") }
    }

    @Test func aNewHitFails() throws {
        try expectChange("../query.jpg: new hit: ../gallery/Lime/new.jpg, at rank 1, score 0") {
            try $0.folder.copy("decode/baseline_420.jpg", to: "gallery/Lime/new.jpg")
        }
    }

    @Test func aLostHitFails() throws {
        try expectChange("../query.jpg: lost hit: ../gallery/Orange/1.jpg, which was at rank 1, score 0") {
            try $0.remove("gallery/Orange/1.jpg")
        }
    }

    @Test func aChangedScoreFails() throws {
        try expectChange("../query.jpg: changed score: ../gallery/Orange/1.jpg, 0 -> ") {
            try $0.folder.copy("decode/baseline_444.jpg", to: "gallery/Orange/1.jpg")
        }
    }

    @Test func aChangedOrderFails() throws {
        try expectChange("changed order: ../gallery/") {
            try $0.exchange("gallery/Orange/1.jpg", "gallery/Orange/2.jpeg")
        }
    }

    @Test func aNewlySkippedImageFails() throws {
        try expectChange("newly skipped image: ../gallery/Plum/bad.jpg, for it is empty") {
            try $0.folder.write([], to: "gallery/Plum/bad.jpg")
        }
    }

    @Test func anImageThatWasSkippedBeforePasses() throws {
        try withBaseline { tree in
            try tree.folder.write([], to: "gallery/Plum/bad.jpg")
            #expect(try tree.check().status == 1)
            #expect(try tree.run(["check", "--update", "base/line.json", "-q"]).status == 0)
            let run = try tree.check()
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(try tree.check(["--strict"]).status == 2)
        }
    }

    @Test func scoresMayDifferWithinTheTolerance() throws {
        try withBaseline { tree in
            try tree.edit { $0.replacing(#/"score": ([1-9]\d+)/#) { "\"score\": \((Int($0.output.1) ?? 0) + 1)" } }
            #expect(try tree.check().status == 1)
            #expect(try tree.check(["--tolerance", "1e-3"]).status == 0)
            #expect(try tree.check(["--tolerance", "1e-9"]).status == 1)
        }
    }

    // MARK: Updating

    @Test func anUpdateWithOptionsRecordsThem() throws {
        try withBaseline { tree in
            #expect(try tree.run(["check", "--update", "base/line.json", "-m", "cosine", "-k", "1"]).status == 0)
            let run = try tree.check(["--metric", "cosine", "--top", "1", "--size", "16"])
            #expect(run.status == 0 && run.text.hasPrefix("2 queries, 2 hits: "))
        }
    }

    @Test func anUpdateThatFailsLeavesTheBaseline() throws {
        try withBaseline { tree in
            let before = try contents(of: tree.folder("base/line.json"))
            try tree.remove("query.jpg")
            let run = try tree.run(["check", "--update", "base/line.json"])
            #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains("nothing was written"))
            #expect(try contents(of: tree.folder("base/line.json")) == before)
        }
    }

    @Test func aLinkToABaselineStaysALink() throws {
        try withBaseline { tree in
            try tree.folder.link("base/link.json", to: "line.json")
            #expect(try tree.run(["check", "--update", "base/link.json", "-k", "1"]).status == 0)
            #expect(try tree.check(["-k", "1"]).status == 0)
        }
    }

    // MARK: JUnit

    @Test func junitIsWrittenBesideTheLines() throws {
        try withBaseline { tree in
            try tree.folder.write([], to: "query.jpg")
            let run = try tree.check(["--junit", "out.xml"])
            #expect(run.status == 1 && run.lines.count == 2)
            let xml = String(decoding: try contents(of: tree.folder("out.xml")), as: UTF8.self)
            #expect(
                xml.contains(#"tests="2" failures="1""#)
                    && xml.contains(#"<testcase classname="base/line.json" name="../query.jpg">"#))
            let failed = try tree.check(["--junit", "none/out.xml"])
            #expect(failed.status == 2 && failed.errors.contains("cannot write none/out.xml"))
        }
    }

    // MARK: What is wrong

    @Test func aBaselineThatCannotBeReadIsTwo() throws {
        try withBaseline { tree in
            let contents = [
                ("", "it is not JSON"), ("{}", "no baseline"), (#"{"format": "retrieve-baseline", "version": 7}"#, "version 7"),
                (#"{"format": "retrieve-baseline", "version": 1}"#, "options is missing"),
            ]
            for (text, words) in contents {
                try tree.folder.write(Array(text.utf8), to: "base/line.json")
                let run = try tree.check()
                #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1)
                #expect(
                    run.errors.hasPrefix("retrieve: cannot read the baseline base/line.json: ") && run.errors.contains(words))
            }
            for path in ["none.json", "gallery"] {
                let run = try tree.run(["check", path])
                #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains("the baseline \(path)"))
            }
        }
    }

    @Test func aMissingGalleryIsTwo() throws {
        try withBaseline { tree in
            try tree.remove("gallery")
            #expect(try tree.check().status == 2)
        }
    }

    @Test func whatCannotBeRecordedIsTwo() throws {
        try withSampleTree { tree in
            for arguments in [["none/line.json", "query.jpg"], ["line.json", "none.jpg"], ["gallery", "query.jpg"]] {
                let run = try tree.run(["check", "--update"] + arguments + ["-g", "gallery", "-s", "16"])
                #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1, "\(run.errors)")
            }
            #expect(try tree.run(["check", "--update", "line.json"]).status == 2)
            #expect(try tree.run(["check", "--update", "line.json", "query.jpg", "-g", "none"]).status == 2)
        }
    }

    @Test(
        arguments: [
            ([], "baseline"), (["b.json", "q.jpg"], "--update"), (["b.json", "--tolerance", "-1"], "--tolerance"),
            (["b.json", "--tolerance", "nan"], "--tolerance"), (["--update", "b.json", "--junit", "j.xml"], "--junit"),
            (["b.json", "-k", "-1"], "--top"), (["b.json", "--metric", "all"], "all"), (["b.json", "--size", "0"], "0"),
        ] as [([String], String)])
    func aWrongCommandLineIs64(arguments: [String], words: String) throws {
        let run = try BuiltBinary().run(["check"] + arguments, in: Fixtures.repository)
        #expect(run.status == 64 && run.output.isEmpty && run.errorLines.count == 1)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    // MARK: Support

    /// Expects that a check fails after `change`, with a line that holds `words`.
    private func expectChange(_ words: String, _ change: (SampleTree) throws -> Void) throws {
        try withBaseline { tree in
            try change(tree)
            let run = try tree.check()
            #expect(run.status == 1 && run.errors.isEmpty)
            #expect(run.lines.contains { $0.contains(words) }, "\(run.text)")
            #expect(run.lines.last?.contains(" from base/line.json, ") == true)
            #expect(
                try tree.run(["check", "--update", "base/line.json", "query.jpg", "-g", "gallery", "-s", "16"]).status != 1)
        }
    }

    /// A sample tree with a baseline in a folder of its own: two queries, three hits each.
    private func withBaseline(_ body: (SampleTree) throws -> Void) throws {
        try withSampleTree { tree in
            try tree.folder.makeFolder("base")
            let run = try tree.run(
                [
                    "check", "--update", "base/line.json", "query.jpg", "gallery/loose.png", "-g", "gallery", "-s", "16", "-k",
                    "3",
                ])
            try #require(run.status == 0, "\(run.errors)")
            try body(tree)
        }
    }
}

extension SampleTree {
    fileprivate func check(_ arguments: [String] = []) throws -> Run { try run(["check", "base/line.json"] + arguments) }

    fileprivate func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder(name).string) }

    fileprivate func exchange(_ first: String, _ second: String) throws {
        let (a, b) = (try contents(of: folder(first)), try contents(of: folder(second)))
        try folder.write(b, to: first)
        try folder.write(a, to: second)
    }

    fileprivate func edit(_ change: (String) -> String) throws {
        let text = String(decoding: try contents(of: folder("base/line.json")), as: UTF8.self)
        try folder.write(Array(change(text).utf8), to: "base/line.json")
    }
}
