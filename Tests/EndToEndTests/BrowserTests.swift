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

    /// What a page tells of itself while a reader's steps are done with it; it must have nothing to complain of.
    private func told(_ page: FilePath, in tree: SampleTree, isDark: Bool = false, _ steps: [String]) throws -> [String] {
        let driver = Fixtures.repository.appending("Tests/Servers/browser.py")
        let run = try tree.tool.runShell(
            "exec python3 -B '\(driver)' '\(try #require(browser))' \(isDark ? "--dark" : "") -- \"$@\"", [page.string] + steps,
            in: tree.folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let end = try #require(run.lines.firstIndex(of: "console:"))
        #expect(run.lines[(end + 1)...] == [])
        return Array(run.lines[..<end])
    }

    private static let counted = "tell:document.getElementById('count').textContent"
    private static let list = "tell:document.getElementById('list').value"

    @Test func duplicatesAreChosenByTheKeyboardAndTheirListIsCopied() throws {
        try withSampleTree { tree in
            for name in ["a.png", "b's.png"] { try tree.folder.copy("decode/rgb_8_31x22.png", to: "album/\(name)") }
            for name in ["c.jpg", "d.jpg", "e.jpg"] { try tree.folder.copy("decode/baseline_420.jpg", to: "album/\(name)") }
            #expect(try tree.run(["duplicates", "album", "--same", "pixels", "--html", "out.html", "-q"]).status == 0)
            let focused = "tell:document.activeElement.querySelector('.path')?.textContent"
            let told = try told(
                tree.folder("out.html"), in: tree,
                [
                    Self.counted, "key:j", focused, "key:x", Self.counted, "key:ArrowRight", focused, "key:j", "key:ArrowRight",
                    "key:x", Self.counted, "key:k", focused, "key:j", "key:d",
                    "tell:document.querySelectorAll('#g1 img').length",
                    "tell:document.querySelectorAll('#g0 img').length",
                    "wait:Array.from(document.querySelectorAll('#g1 img')).every(image => image.naturalWidth > 0)",
                    "key:d", "tell:document.querySelectorAll('#g1 img').length", "key:c",
                    "wait:document.getElementById('count').textContent === '2 paths copied'", Self.list,
                    "tell:document.activeElement.id", "tell:getSelection().toString()",
                    "tell:document.getElementById('null').click()", "tell:document.getElementById('copy').click()", Self.list,
                ])
            #expect(
                told == [
                    "\"3 files to remove\"", "\"album/a.png\"", "\"the last file of a group stays\"", "\"album/b's.png\"",
                    "\"2 files to remove\"", "\"album/a.png\"", "5", "2", "3", #""album/b's.png\nalbum/e.jpg\n""#, "\"list\"",
                    #""album/b's.png\nalbum/e.jpg\n""#, "null", "null", #""'album/b'\\''s.png'\n'album/e.jpg'\n""#,
                ])
        }
    }

    /// Ten thousand groups: a hundred are drawn, the others as they come near.
    @Test func aPageOfTenThousandGroupsDrawsWhatIsInSight() throws {
        try withSampleTree { tree in
            for name in ["a.png", "b.png"] { try tree.folder.copy("decode/rgb_8_31x22.png", to: "album/\(name)") }
            #expect(try tree.run(["duplicates", "album", "--same", "bytes", "--html", "out.html", "-q"]).status == 0)
            // The one group, ten thousand times: no album of that size has to be made.
            let page = String(decoding: try contents(of: tree.folder("out.html")), as: UTF8.self)
            let data = try #require(page.firstMatch(of: #/(id="data">\[)(.+)(\]<\/script>)/#))
            let groups = Array(repeating: data.2, count: 10_000).joined(separator: ",")
            let many = page.replacing(data.0, with: "\(data.1)\(groups)\(data.3)")
            try tree.folder.write(Array(many.utf8), to: "out.html")
            let sections = "tell:document.querySelectorAll('section').length"
            let told = try told(
                tree.folder("out.html"), in: tree,
                [
                    sections, Self.counted, "tell:void scrollTo(0, 1e9)",
                    "wait:document.querySelectorAll('section').length > 100",
                    "key:c",
                    "tell:document.getElementById('list').value.split('\\n').length",
                ])
            #expect(Int(told[0]).map { $0 < 400 } == true)
            #expect(told[1...] == ["\"10000 files to remove\"", "null", "10001"])
        }
    }

    @Test func duplicatesAreShownInLightAndInDark() throws {
        try withSampleTree { tree in
            for name in ["a.png", "b.png"] { try tree.folder.copy("decode/rgb_8_31x22.png", to: "album/\(name)") }
            #expect(try tree.run(["duplicates", "album", "--same", "pixels", "--html", "out.html", "-q"]).status == 0)
            // How light the ground is, and how far the text stands off it, each from 0 to 255.
            let steps = ["backgroundColor", "color"].map {
                "tell:Math.round(getComputedStyle(document.body).\($0).match(/\\d+/g).reduce((sum, part) => sum + Number(part), 0) / 3)"
            }
            for isDark in [false, true] {
                let told = try told(tree.folder("out.html"), in: tree, isDark: isDark, steps).compactMap { Int($0) }
                #expect(told.count == 2)
                #expect(isDark ? told[0] < 64 && told[1] > 192 : told[0] > 192 && told[1] < 64, "\(told)")
            }
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
