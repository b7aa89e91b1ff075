#if os(Linux)
import Foundation
import TestSupport
import Testing

/// Which libraries are loaded, as the loader itself tells with LD_DEBUG.
@Suite(.enabled(if: hasLoaderOfGlibc, "the loader is not glibc's"))
struct LoadingTests {
    private func libraries(_ arguments: String...) throws -> Set<String> {
        try withSampleTree { tree in
            try tree.folder.copy("formats/gif/local.gif", to: "query.gif")
            try tree.folder.copy("formats/heic/lossy_420.heic", to: "query.heic")
            let run = try tree.run(arguments + ["-g", "gallery", "-s", "16"], environment: ["LD_DEBUG": "files"])
            #expect(run.status == 0 || run.status == 2)
            let names = run.errors.matches(of: #/file=([^ ]+) \[0\];  (?:needed|dynamically loaded)/#).map { String($0.1) }
            return Set(names)
        }
    }

    private func isForPictures(_ library: String) -> Bool {
        ["libcairo", "libpango", "libchafa", "libglib", "libfontconfig", "libharfbuzz"].contains { library.hasPrefix($0) }
    }

    @Test func aSearchLoadsNothingForPictures() throws {
        let loaded = try libraries("query.jpg")
        #expect(loaded.contains { $0.hasPrefix("libjpeg") })
        #expect(!loaded.contains(where: isForPictures))
    }

    @Test func aSearchByPixelsLoadsNothingForModels() throws {
        #expect(try !libraries("query.jpg").contains { $0.hasPrefix("libdnnl") || $0.hasPrefix("libgomp") })
    }

    @Test func aSearchLoadsNothingForServers() throws {
        #expect(try !libraries("query.jpg").contains { $0.hasPrefix("libcurl") || $0.hasPrefix("libcrypto") })
    }

    @Test func aSearchOfJPEGAndPNGLoadsNothingForOtherFormats() throws {
        let others = ["libwebp", "libgif", "libtiff", "libavif", "libheif", "libjxl"]
        let loaded = try libraries("query.jpg")
        #expect(!loaded.contains { library in others.contains { library.hasPrefix($0) } })
    }

    @Test func aFileOfAnotherFormatLoadsTheLibraryOfThatFormatAlone() throws {
        let loaded = try libraries("query.gif")
        #expect(loaded.contains { $0.hasPrefix("libgif") })
        #expect(!loaded.contains { $0.hasPrefix("libwebp") || $0.hasPrefix("libtiff") })
    }

    @Test(.enabled(if: isLibavcodecInstalled, "libavcodec is not installed"))
    func aHEICLoadsLibavcodecAndAnotherFormatDoesNot() throws {
        #expect(try libraries("query.heic").contains { $0.hasPrefix("libavcodec") })
        #expect(try !libraries("query.gif").contains { $0.hasPrefix("libavcodec") })
    }

    @Test func aPageLoadsNothingForPicturesEither() throws {
        #expect(try !libraries("query.jpg", "--html", "out.html").contains(where: isForPictures))
    }

    @Test func aFigureAsksForPangoAndNotForChafa() throws {
        let loaded = try libraries("query.jpg", "--figure", "out.svg")
        #expect(loaded.contains("libpangocairo-1.0.so.0"))
        #expect(!loaded.contains { $0.hasPrefix("libchafa") })
    }
}

private let hasLoaderOfGlibc = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"].contains {
    FileManager.default.fileExists(atPath: $0)
}
#endif
