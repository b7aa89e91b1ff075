@testable import FeatureIndex
import Files
import SystemPackage
import TestSupport
import Testing

/// How a search finds its index, and says so.
struct CommandLineTests {
    @Test(arguments: ["l1", "l2", "mse", "cosine", "correlation"])
    func anIndexChangesNothingInTheOutput(metric: String) throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueriesAlone()
            for format in metric == "l1" ? ["text", "json", "csv"] : ["json"] {
                let options = ["-m", metric, "--format", format, "-k", "12"]
                func search(_ more: String...) throws -> Run {
                    try gallery.run([query, "gallery/blobs", "-g", "gallery", "-s", "112x112"] + options + more)
                }
                let plain = try search()
                try gallery.update()
                #expect(try search() == plain)
                #expect(try search("--no-index") == plain)
                #expect(try search("--trust-index") == plain)
                removeFile(gallery.manifest)
            }
        }
    }

    @Test(arguments: ["gallery", "gallery/", "./gallery", "gallery/.", "gallery/../gallery", "gallery//", "link"])
    func aGalleryIsTheSameHoweverItIsNamed(name: String) throws {
        try withIndexedFolder { gallery in
            try gallery.folder.link("link", to: "gallery")
            let query = try gallery.writeQueriesAlone()
            #expect(try gallery.run(["index", name, "-s", "112x112", "-q"]).status == 0)
            for other in [name, gallery.gallery.string] {
                let arguments = [query, "-g", other, "-s", "112x112"]
                let plain = try gallery.run(arguments + ["--no-index"])
                #expect(plain.lines.count == 5)
                #expect(try gallery.run(arguments) == plain, "\(other)")
                #expect(try gallery.run(arguments + ["--trust-index"]) == plain, "\(other)")
            }
        }
    }

    @Test func theGalleryMayBeTheFolderWhereTheToolRuns() throws {
        try withIndexedFolder { gallery in
            let tool = try BuiltBinary()
            for name in [".", "./", "../gallery"] {
                #expect(try tool.run(["index", name, "-s", "112x112", "-q"], in: gallery.gallery).status == 0)
                let arguments = ["blobs/3.png", "-g", name, "-s", "112x112"]
                let plain = try tool.run(arguments + ["--no-index"], in: gallery.gallery)
                #expect(try tool.run(arguments, in: gallery.gallery) == plain)
                #expect(try tool.run(arguments + ["--trust-index"], in: gallery.gallery) == plain)
                #expect(plain.lines.count == 5 && plain.lines[0].hasSuffix("blobs/3.png"))
            }
        }
    }

    @Test func theIndexMayBeElsewhere() throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueriesAlone()
            #expect(try gallery.runIndex("--index", "elsewhere", "-q").status == 0)
            #expect((try? FileStatus(of: gallery.index)) == nil)
            let plain = try gallery.runSearch(query)
            let indexed = try gallery.runSearch(query, "--index", "elsewhere", "--verbose")
            #expect(indexed.output == plain.output)
            #expect(indexed.errors.contains("compared in full: "))
            // In the gallery, without a dot before its name: its files are no images.
            #expect(try gallery.runIndex("--index", "gallery/index", "-q").status == 0)
            #expect(try gallery.runSearch(query, "--index", "gallery/index").output == plain.output)
        }
    }

    @Test func anIndexThatIsAskedForMustBeThere() throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueriesAlone()
            expectFailure(try gallery.runSearch(query, "--index", "elsewhere"), "there is no index in elsewhere")
            expectFailure(try gallery.runSearch(query, "--trust-index"), "there is no index in gallery/.retrieve")
            #expect(try gallery.runSearch(query, "--index", "elsewhere", "--no-index").status == 64)
        }
    }

    @Test func anIndexOfAnotherSizeIsOfNoUseAndThatIsSaid() throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueriesAlone()
            let plain = try gallery.runSearch(query)
            try IndexedFolder(folder: gallery.folder, size: IndexedFolder.storedSize).update()
            let unasked = try gallery.runSearch(query)
            #expect(unasked.output == plain.output)
            #expect(
                unasked.errorLines.filter { $0.contains("has no features for 112x112 bicubic") }.count == 1,
                "no result changes silently")
            #expect(try gallery.runSearch(query, "-q").errors.isEmpty)
            let asked = try gallery.runSearch(query, "--index", "gallery/.retrieve", "-q")
            #expect(asked.output == plain.output)
            #expect(asked.errorLines.count == 1 && asked.errors.contains("has no features for 112x112 bicubic"))
        }
    }

    @Test func aSearchThatFindsTheIndexOutOfDateSaysSoOnce() throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueriesAlone()
            try gallery.update()
            try gallery.folder.write(png(.blobs, seed: 2), to: "gallery/new.png")
            let run = try gallery.runSearch(query)
            let warnings = run.errorLines.filter { $0.contains("out of date (1 new, 0 changed, 0 gone)") }
            #expect(warnings.count == 1 && run.errorLines.count == 3, "and two skipped files")
            #expect(run.text.contains("gallery/new.png"))
            #expect(try gallery.runSearch(query, "-q").errors.isEmpty)
            #expect(!(try gallery.runSearch(query, "--trust-index").text.contains("gallery/new.png")))
        }
    }

    @Test func howMuchWasNeededIsToldWhenAsked() throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueriesAlone()
            try gallery.update()
            let lines = try gallery.runSearch(query, "-k", "1", "--verbose", "-q").errorLines
            #expect(lines.count == 5)
            for (number, line) in lines[..<3].enumerated() {
                #expect(line.hasPrefix("retrieve: level \(number + 1): examined ") && line.contains(", ruled out "))
            }
            #expect(lines[0].hasPrefix("retrieve: level 1: examined 31, "))
            #expect(lines[3].hasPrefix("retrieve: compared in full: ") && lines[3].contains(" of 33; image files read: "))
            #expect(lines[4].hasPrefix("retrieve: touched ") && lines[4].hasSuffix(" % of all samples of 33 images"))
        }
    }

    #if os(Linux)
    @Test func namesNeedNotBeText() throws {
        try withIndexedFolder { gallery in
            let bytes: [CChar] = [0x61, -1, -2, 0x2f, -128, 0x2e, 0x70, 0x6e, 0x67, 0]  // a, two bytes, /, a byte, .png
            let name = FilePath(platformString: bytes)
            try gallery.folder.makeFolder("gallery/x")
            let path = gallery.gallery.appending(name.components)
            try move(gallery.gallery.appending("x"), to: path.removingLastComponent())
            try gallery.folder.write(png(.blobs, seed: 2), to: path)
            let query = try gallery.writeQueriesAlone()
            #expect(try gallery.update().added == 32)
            try gallery.expectSameAnswers([gallery.folder(query)])
            let plain = try gallery.runSearch(query, "--no-index", "--format", "paths", "-0")
            #expect(try gallery.runSearch(query, "--format", "paths", "-0") == plain)
            #expect(try gallery.runSearch(query, "--format", "paths", "-0", "--trust-index") == plain)
            #expect(plain.output.contains(0xff))
            #expect(try gallery.update().added == 0)
        }
    }
    #endif
}
