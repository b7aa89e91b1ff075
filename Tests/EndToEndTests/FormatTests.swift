import Foundation
import SystemPackage
import TestSupport
import Testing

/// One picture in all formats, through every command.
struct FormatTests {
    private static let lossless = ["bmp", "gif", "jxl", "png", "tiff", "webp"]
    private static let lossy = ["avif", "heic", "jpg"]
    private static let formats = (lossless + lossy).sorted()
    private static let paths = formats.map { "gallery/Same/picture.\($0)" }

    /// Others beside `gallery/Same`, where one picture is in all formats; in `misnamed/Same`, each by the next one's extension.
    private func withFormats(_ body: (SampleTree) throws -> Void) throws {
        try withSampleTree { tree in
            let next = Self.formats.dropFirst() + Self.formats.prefix(1)
            for (format, other) in zip(Self.formats, next) {
                try tree.folder.copy("formats/same/picture.\(format)", to: "gallery/Same/picture.\(format)")
                try tree.folder.copy("formats/same/picture.\(format)", to: "misnamed/Same/picture.\(other)")
            }
            try tree.folder.copy("decode/progressive_420_97x61.jpg", to: "misnamed/Other/1.png")
            try body(tree)
        }
    }

    @Test func aPictureFindsItselfInAllFormats() throws {
        try withFormats { tree in
            for indexes in [false, true] {
                if indexes { #expect(try tree.run(["index", "gallery", "-s", "16"]).errors.isEmpty) }
                let run = try tree.search("gallery/Same", "-k", "9", "--format", "json")
                #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
                let lines = try run.searchLines()
                #expect(lines.map(\.query) == Self.paths)
                for line in lines {
                    #expect(line.hits.map(\.path).sorted() == Self.paths, "\(line.query)")
                    guard Self.lossless.contains(where: line.query.hasSuffix) else { continue }
                    let equal = line.hits.filter { $0.score == 0 }.map(\.path)
                    #expect(equal == Self.lossless.map { "gallery/Same/picture.\($0)" })
                }
            }
        }
    }

    @Test func namesWithTheWrongExtensionMakeNoDifference() throws {
        try withFormats { tree in
            for format in Self.formats {
                let arguments = ["gallery/Same/picture.\(format)", "-s", "16", "-k", "9", "--format", "csv"]
                let right = try tree.run(arguments + ["-g", "gallery"])
                let wrong = try tree.run(arguments + ["-g", "misnamed"])
                #expect(wrong.status == 0 && wrong.errors.isEmpty, "\(wrong.errors)")
                func scores(_ run: Run) -> [String] { run.lines.dropFirst().map { "\($0.split(separator: ",")[2])" } }
                #expect(scores(right) == scores(wrong) && scores(right).count == 9)
            }
        }
    }

    @Test func evaluationsAndChecksTakeAllFormats() throws {
        try withFormats { tree in
            let evaluated = try tree.run(
                [
                    "evaluate", "gallery", "-g", "gallery", "-s", "16", "--exclude-query", "--include", "Same/", "--format",
                    "csv",
                ])
            #expect(evaluated.status == 0 && evaluated.errors.isEmpty, "\(evaluated.errors)")
            let required = try tree.run(
                ["evaluate", "misnamed", "-g", "gallery", "-s", "16", "--require", "P@1>=1", "--format", "json"])
            #expect(required.status == 0 && required.errors.isEmpty, "\(required.errors)")
            let recorded = try tree.run(["check", "--update", "line.json", "gallery/Same", "-g", "gallery", "-s", "16"])
            #expect(recorded.status == 0 && recorded.errors.isEmpty, "\(recorded.errors)")
            #expect(try tree.run(["check", "line.json"]).text.hasPrefix("9 queries, 45 hits: all as recorded"))
            let groups = try tree.run(["duplicates", "gallery/Same", "misnamed", "--same", "pixels", "--format", "paths"])
            #expect(groups.lines.count >= 2 * Self.lossless.count - 1)
        }
    }

    @Test func pagesAndFiguresShowAllFormats() throws {
        try withFormats { tree in
            let run = try tree.search("gallery/Same", "-k", "9", "--html", "hits.html", "--figure", "hits.svg")
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let page = String(decoding: try contents(of: tree.folder("hits.html")), as: UTF8.self)
            // Each picture is shown once for itself and wherever it is a hit, or kept once and referred to.
            #expect(page.ranges(of: "data:image/").count >= Self.formats.count)
            #expect(try contents(of: tree.folder("hits.svg")).count > 10_000)
        }
    }

    @Test func modelsTakeAllFormats() throws {
        try withFormats { tree in
            let run = try TinyModel.run(["embed", "gallery/Same"], in: tree.folder.path)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let embeddings = run.lines.map { $0.drop { $0 != "," } }
            #expect(embeddings.count == Self.formats.count)
            // Pillow, and so the reference, resizes pictures with a palette by the nearest neighbour.
            let equal = zip(Self.formats, embeddings).filter { Self.lossless.contains($0.0) && $0.0 != "gif" }.map(\.1)
            #expect(Set(equal).count == 1)
        }
    }

    /// Some libraries print to standard error what they think of a file.
    @Test func onlyTheToolSpeaksOfFilesWhateverTheyAre() throws {
        try withSampleTree { tree in
            for (number, picture) in try FormatCase.all().enumerated() {
                let suffix = picture.file.split(separator: ".").last ?? ""
                try tree.folder.copy("formats/\(picture.file)", to: "all/Same/\(number).\(suffix)")
            }
            for query in ["all/Same", "query.jpg"] {
                let run = try tree.run([query, "-g", "all", "-s", "16", "-k", "1"])
                let lines = run.errors.split(separator: "\n")
                #expect(lines.count > 10)
                #expect(lines.filter { !$0.hasPrefix("retrieve: ") }.isEmpty)
            }
        }
    }

    #if os(Linux)
    @Test func withoutLibavcodecHEICIsReadByLibde265() throws {
        try withFormats { tree in
            for number in libavcodecVersions { try tree.folder.write([], to: "none/libavcodec.so.\(number)") }
            let environment = ["LD_LIBRARY_PATH": tree.folder("none").string]
            let run = try tree.search("gallery/Same/picture.heic", "-k", "1", environment: environment)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            #expect(run.text == "0\tgallery/Same/picture.heic\n")
        }
    }

    @Test(arguments: [
        ("webp", "libwebpdemux.so.2", "WebP", "libwebpdemux2"), ("gif", "libgif.so.7", "GIF", "libgif7"),
        ("tiff", "libtiff.so.6", "TIFF", "libtiff6"), ("heic", "libheif.so.1", "HEIC", "libheif1"),
    ])
    func aMissingLibraryIsNamedWithItsPackage(format: String, library: String, name: String, package: String) throws {
        try withFormats { tree in
            // The loader looks here first, and takes what is no library for none.
            try tree.folder.write([], to: "none/\(library)")
            let environment = ["LD_LIBRARY_PATH": tree.folder("none").string]
            let query = try tree.search("gallery/Same/picture.\(format)", environment: environment)
            #expect(query.status == 2)
            #expect(
                query.errors.contains(
                    "cannot read the query gallery/Same/picture.\(format): it is \(name), and the library that reads it is missing"
                ))
            #expect(query.errors.contains("\(package)") && query.lines.isEmpty)
            let gallery = try tree.search("query.jpg", "-k", "0", "--format", "paths", environment: environment)
            #expect(gallery.status == 0 && gallery.lines.count == samplePaths.count + Self.formats.count - 1)
            #expect(gallery.errors.contains("skipped gallery/Same/picture.\(format): it is \(name), and the library"))
        }
    }
    #endif
}
