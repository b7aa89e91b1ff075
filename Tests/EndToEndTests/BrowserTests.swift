import Foundation
import SystemPackage
import TestSupport
import Testing

/// The page in a real browser, where one is installed.
@Suite(.enabled(if: browser != nil, "Chromium is not installed"), .serialized)
struct BrowserTests {
    /// What the browser made of a page: its elements as text, and what it had to say.
    private func opened(_ page: FilePath, in tree: SampleTree) throws -> (elements: String, console: [String]) {
        let options =
            "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --no-first-run"
            + " --enable-logging=stderr --log-level=0 --virtual-time-budget=3000 --dump-dom"
        let name = try #require(browser)
        let script = "'\(name)' \(options) --user-data-dir=\"$PWD/profile\" \"file://$1\" 2>messages"
        let elements = try tree.tool.runShell(script, [page.string], in: tree.folder.path).text
        let messages = String(decoding: try contents(of: tree.folder("messages")), as: UTF8.self)
        return (elements, messages.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") })
    }

    @Test func aPageIsShownAsItWasMeantWithoutAComplaint() throws {
        try withSampleTree { tree in
            let name = "<img src=x onerror=alert(1)>.png"
            try tree.folder.copy("decode/rgb_8_31x22.png", to: "gallery/\(name)")
            try tree.folder.write([], to: "gallery/empty.jpg")
            #expect(try tree.search("query.jpg", "gallery/\(name)", "--html", "out.html").status == 0)
            let (elements, console) = try opened(tree.folder("out.html"), in: tree)
            #expect(console == [])
            // The browser would have made an element of it.
            #expect(elements.contains("&lt;img src=x onerror=alert(1)&gt;.png"))
            #expect(!elements.contains("onerror=\""))
            #expect(elements.matches(of: #/<img src="data:/#).count == 2 * 6)
            #expect(elements.contains("1 file was skipped"))
        }
    }

    @Test func anEvaluationIsShownAndItsQueriesArePutInOrder() throws {
        try withSampleTree { tree in
            let options = ["--gallery", "gallery", "--exclude-query", "--metric", "all", "--html", "out.html"]
            #expect(try tree.run(["evaluate", "gallery"] + options).status == 0)
            let (elements, console) = try opened(tree.folder("out.html"), in: tree)
            #expect(console == [])
            // The script has run: it shows the choice of orders.
            #expect(elements.contains("<fieldset class=\"choice\" id=\"orders\">"))
            #expect(elements.contains("<use href=\"#picture-0\">"))
        }
    }

    @Test func storesAreShownByTheirChoice() throws {
        try withLabelledQueries { folder in
            let index = ["index", "gallery", "--features", "clip", "--store", "hnsw", "-q"]
            #expect(try TinyModel.run(index, in: folder.path).status == 0)
            let stores = ["--store", "flat", "--store", "hnsw", "-k", "2", "--metric", "all", "-q", "--html", "out.html"]
            #expect(try evaluate(stores, in: folder).status == 0)
            let (elements, console) = try opened(folder("out.html"), in: SampleTree(folder: folder, tool: BuiltBinary()))
            #expect(console == [])
            #expect(elements.contains("<fieldset class=\"choice\" id=\"orders\">"))
            #expect(elements.contains("<input type=\"radio\" name=\"store\" id=\"store-1\" value=\"1\"> hnsw</label>"))
        }
    }

    @Test func aCheckIsShownBeforeAndNow() throws {
        try withSampleTree { tree in
            #expect(
                try tree.run(["check", "--update", "b.json", "query.jpg", "-g", "gallery"]).status
                    == 0)
            try tree.folder.copy("decode/rgb_8_31x22.png", to: "gallery/new.png")
            #expect(
                try tree.run(["check", "b.json", "--html", "out.html"]).status == 1)
            let (elements, console) = try opened(tree.folder("out.html"), in: tree)
            #expect(console == [])
            #expect(elements.contains("＋ new"))
        }
    }

    @Test func duplicatesAreShownSideBySide() throws {
        try withSampleTree { tree in
            for name in ["a.png", "b.png"] { try tree.folder.copy("decode/rgb_8_31x22.png", to: "album/\(name)") }
            for name in ["c.jpg", "d.jpg"] { try tree.folder.copy("decode/baseline_420.jpg", to: "album/\(name)") }
            #expect(try tree.run(["duplicates", "album", "--same", "pixels", "--html", "out.html", "-q"]).status == 0)
            let (elements, console) = try opened(tree.folder("out.html"), in: tree)
            #expect(console == [])
            // The script has run, and what is not kept is counted.
            #expect(elements.contains("<section id=\"g1\">"))
            #expect(elements.contains("2 files to remove"))
            #expect(elements.contains("src=\"album/a.png\""))
        }
    }

    @Test func anotherStyleSheetOrPictureIsRefused() throws {
        // The page's policy is in force: the browser complains of what it forbids.
        try withSampleTree { tree in
            #expect(try tree.search("query.jpg", "--html", "out.html").status == 0)
            let page = String(decoding: try contents(of: tree.folder("out.html")), as: UTF8.self)
            let changes = [("--ground: #f6f7f9", "--ground: #ffffff"), ("<main", "<img src=\"http://127.0.0.1:9/x\"><main")]
            for (part, other) in changes {
                let changed = try tree.folder.write(Array(page.replacing(part, with: other).utf8), to: "changed.html")
                #expect(try opened(changed, in: tree).console.contains { $0.contains("Content Security Policy") })
            }
        }
    }
}

/// A browser of Chromium's family.
let browser = program("chromium", "chromium-browser", "google-chrome")
