import Foundation
import SystemPackage
import TestSupport
import Testing

/// Figures and pages as files. What is printed is the same with and without them.
struct PictureFileTests {
    @Test(.enabled(if: canDrawFigures, "Pango or a font is not installed"), arguments: ["png", "pdf", "svg"])
    func aFigureIsWrittenBesideTheResults(ending: String) throws {
        try withSampleTree { tree in
            let plain = try tree.search("query.jpg")
            let run = try tree.search("query.jpg", "--figure", "out.\(ending)")
            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
            #expect(run.output == plain.output)
            let begin = ["png": [0x89, 0x50, 0x4e, 0x47], "pdf": Array("%PDF".utf8), "svg": Array("<?xml".utf8)]
            let file = try contents(of: tree.folder("out.\(ending)"))
            #expect(file.starts(with: try #require(begin[ending])))
            try expectNoPartialFiles(in: tree)
        }
    }

    @Test func aPageIsWrittenBesideTheResults() throws {
        try withSampleTree { tree in
            let plain = try tree.search("query.jpg", "gallery/Lime", "--format", "json")
            let run = try tree.search("query.jpg", "gallery/Lime", "--format", "json", "--html", "out.html")
            #expect(run.status == 0)
            #expect(run.output == plain.output)
            let page = try text(tree, "out.html")
            #expect(page.hasPrefix("<!DOCTYPE html>"))
            #expect(page.hasSuffix("</html>\n"))
            // Two queries of a label are known, query.jpg is not in a folder of that kind.
            #expect(page.contains("Over the 2 queries whose label is known"))
            #expect(page.matches(of: #/<img src="data:image\/jpeg/#).count == 3 * 6)
            try expectNoPartialFiles(in: tree)
        }
    }

    @Test func aFileNamedLikeMarkupShowsAsItsName() throws {
        try withSampleTree { tree in
            let name = "<img src=x onerror=alert(1)>.png"
            try tree.folder.copy("decode/rgb_8_31x22.png", to: "gallery/\(name)")
            #expect(try tree.search("gallery/\(name)", "--html", "out.html").status == 0)
            let page = try text(tree, "out.html")
            #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;.png"))
            #expect(!page.contains("<img src=x"))
        }
    }

    @Test func aFigureOfAnotherKindIsAUsageError() throws {
        try withSampleTree { tree in
            for name in ["out.jpg", "out", "png", ""] {
                let run = try tree.search("query.jpg", "--figure", name)
                #expect(run.status == 64)
                #expect(run.output.isEmpty)
                #expect(run.errors.contains("--figure draws .png, .pdf and .svg files"))
            }
        }
    }

    @Test func aFileThatCannotBeIsToldBeforeAnyWorkIsDone() throws {
        try withSampleTree { tree in
            try tree.folder.makeFolder("folder.html")
            let reasons = [
                ("no/out.html", "there is no folder no"), ("folder.html", "it is a folder"),
                ("/dev/null", "not an ordinary file"),
            ]
            for (name, reason) in reasons {
                let run = try tree.search("query.jpg", "--html", name)
                #expect(run.status == 2)
                #expect(run.output.isEmpty)
                #expect(run.errorLines.count == 1)
                #expect(run.errors.hasPrefix("retrieve: cannot write \(name): "))
                #expect(run.errors.contains(reason))
            }
        }
    }

    @Test(.enabled(if: permissionsBind, "root may write anywhere"))
    func aFolderThatMayNotBeWrittenToIsTold() throws {
        try withSampleTree { tree in
            let folder = try tree.folder.makeFolder("closed")
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.string)
            let run = try tree.search("query.jpg", "--html", "closed/out.html")
            #expect(run.status == 2)
            #expect(run.errorLines.count == 1)
        }
    }

    @Test func thePageIsWrittenThoughNobodyReadsTheResults() throws {
        try withSampleTree { tree in
            let arguments = ["query.jpg", "-g", "gallery", "-s", "16", "--html", "out.html"]
            let run = try tree.tool.run(arguments, in: tree.folder.path, output: .closedPipe)
            #expect(run.status == 0)
            #expect(try text(tree, "out.html").hasSuffix("</html>\n"))
        }
    }

    @Test func nothingMatchedIsAPageThatSaysSo() throws {
        try withSampleTree { tree in
            let run = try tree.search("gallery/loose.png", "--threshold", "0", "--exclude-query", "--html", "out.html")
            #expect(run.status == 1)
            #expect(try text(tree, "out.html").contains("Nothing matched."))
        }
    }

    @Test func anOlderFileIsReplaced() throws {
        try withSampleTree { tree in
            try tree.folder.write(Array("old".utf8), to: "out.html")
            #expect(try tree.search("query.jpg", "--html", "out.html").status == 0)
            #expect(try text(tree, "out.html").hasPrefix("<!DOCTYPE html>"))
        }
    }

    @Test(arguments: ["TERM", "HUP"])
    func beingStoppedLeavesNoHalfWrittenFile(signal: String) throws {
        try withSampleTree { tree in
            // Enough queries to be at it for a while. Whoever runs the tests may have signals blocked, which is inherited.
            let script = """
                yes query.jpg | head -n 500 | "$0" - -g gallery -s 16 --html out.html >/dev/null &
                until [ -e out.html.partial ] || [ -e out.html ]; do sleep 0.01; done
                kill -\(signal) $!
                wait $!
                echo "status $?"
                ls
                """
            let unblocking = """
                import os, signal, sys
                signal.pthread_sigmask(signal.SIG_SETMASK, [])
                os.execv("/bin/sh", ["sh", "-c"] + sys.argv[1:])
                """
            let run = try tree.tool.runShell(
                "exec python3 -c '\(unblocking)' \"$1\" \"$0\"", [script], in: tree.folder.path)
            #expect(run.lines.first == "status \(signal == "TERM" ? 143 : 129)")
            #expect(run.lines.dropFirst() == ["gallery", "query.jpg"])
        }
    }

    private func text(_ tree: SampleTree, _ name: String) throws -> String {
        String(decoding: try contents(of: tree.folder(name)), as: UTF8.self)
    }

    private func expectNoPartialFiles(in tree: SampleTree) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: tree.folder.path.string)
        #expect(!names.contains { $0.hasSuffix(".partial") })
    }
}

/// Whether the tool finds the libraries for drawing.
let canDrawFigures: Bool =
    (try? withSampleTree { try $0.search("query.jpg", "--figure", "out.svg").status == 0 }) ?? false
