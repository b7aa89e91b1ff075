@testable import FeatureIndex
import Files
import Imaging
import Search
import SystemPackage
import TestSupport
import Testing

/// What `retrieve index` prints, and its exit codes.
struct StatusTests {
    @Test func aRunSumsUpWhatItDid() throws {
        try withIndexedFolder { gallery in
            let run = try gallery.runIndex()
            #expect(run.status == 0)
            let parts = run.text.split(separator: ", ").map(String.init)
            #expect(parts[..<4] == ["31 added", "0 changed", "0 moved", "0 removed"])
            #expect(run.text.contains("2 skipped; 31 images and ") && run.text.contains(" bytes in gallery/.retrieve, "))
            #expect(run.lines.count == 1 && run.text.hasSuffix(" s\n"))
            #expect(run.errorLines.count == 2 && run.errorLines.allSatisfy { $0.hasPrefix("retrieve: skipped gallery/bad/") })
            #expect(try gallery.runIndex("-q").errors.isEmpty)
            expectFailureAfterOutput(
                try gallery.runIndex("-q", "--strict"), "2 images of the gallery could not be read, and --strict was given")
        }
    }

    @Test func aSoundIndexIsUpToDate() throws {
        try withIndexedFolder { gallery in
            let byteCount = try gallery.update().byteCount
            for option in ["--status", "--verify"] {
                let run = try gallery.runIndex(option)
                #expect(run.status == 0 && run.errors.isEmpty)
                #expect(run.text == "112x112 bicubic: 31 images, 2 unreadable files, \(byteCount) bytes, up to date\n")
            }
        }
    }

    @Test func everySizeHasALine() throws {
        try withIndexedFolder { gallery in
            try gallery.update(storesPixels: true)
            var other = IndexedFolder(folder: gallery.folder, size: PixelSize(width: 97, height: 61))
            other.filter = .lanczos
            try other.update()
            let run = try gallery.runIndex("--status")
            #expect(run.status == 0 && run.lines.count == 2)
            #expect(run.lines[0].hasPrefix("112x112 bicubic, with pixels: 31 images"))
            #expect(run.lines[1].hasPrefix("97x61 lanczos, with pixels: 31 images"))
        }
    }

    @Test func changesMakeItOutOfDate() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            try gallery.folder.write(png(.noise, seed: 90), to: "gallery/new.png")
            try gallery.folder.write(png(.noise, seed: 91), to: "gallery/blobs/1.png")
            removeFile(gallery.gallery.appending("blobs/2.png"))
            removeFile(gallery.gallery.appending("blobs/3.png"))
            for option in ["--status", "--verify"] {
                let run = try gallery.runIndex(option)
                #expect(run.status == 1 && run.errors.isEmpty)
                #expect(run.text.hasSuffix("out of date: 1 new, 1 changed, 2 gone\n"))
            }
        }
    }

    @Test func withoutAnIndexThereIsNothingToTell() throws {
        try withIndexedFolder { gallery in
            for option in ["--status", "--verify"] {
                expectFailure(try gallery.runIndex(option), "there is no index in gallery/.retrieve", "'retrieve index'")
            }
            #expect((try? FileStatus(of: gallery.index)) == nil, "looking made nothing")
        }
    }

    @Test func verifyingFindsWhatTheStatusDoesNotLookAt() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let path = try gallery.segmentPaths()[0]
            try flip(path, at: try Segment(path).layout.level(2).lowerBound + 5000)
            #expect(try gallery.runIndex("--status").status == 0)
            let run = try gallery.runIndex("--verify")
            #expect(run.status == 1 && run.text.hasSuffix("damaged\n"))
            #expect(run.errorLines.count == 1 && run.errors.contains("gallery/.retrieve/segment-1 is damaged"))
            // As the sentence says.
            removeFile(path)
            #expect(try gallery.runIndex().status == 0)
            #expect(try gallery.runIndex("--verify").status == 0)
        }
    }

    @Test(arguments: ["manifest", "segment-1"])
    func damageIsOneSentenceEverywhere(file: String) throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let query = try gallery.writeQueriesAlone()
            try flip(gallery.index.appending(file), at: 30)
            expectFailure(try gallery.runSearch(query), "gallery/.retrieve/\(file) is damaged", "--no-index")
            expectFailure(try gallery.runSearch(query, "--trust-index"), "is damaged")
            for option in ["--status", "--verify"] {
                let run = try gallery.runIndex(option)
                #expect(run.status == 1 && run.errorLines.count == 1 && run.errors.contains("\(file) is damaged"))
            }
            let plain = try gallery.runSearch(query, "--no-index", "-q")
            #expect(plain.status == 0 && plain.lines.count == 5)
            #expect(try gallery.runIndex("-q").status == 0)
            let repaired = try gallery.runSearch(query, "-q")
            #expect(repaired.status == 0 && repaired.output == plain.output)
        }
    }

    @Test func aDamagedImageEndsASearchThatNeedsIt() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let query = try gallery.writeQueriesAlone()
            let path = try gallery.segmentPaths()[0]
            try flip(path, at: try Segment(path).layout.level(0).lowerBound)
            expectFailure(try gallery.runSearch(query, "-q"), "gallery/.retrieve/segment-1 is damaged", "checksum")
        }
    }

    @Test func aLaterVersionIsOneSentence() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let query = try gallery.writeQueriesAlone()
            var file = try CraftedFile(gallery.manifest)
            file.put(9 as UInt32, at: 8)
            file.sealManifest()
            try gallery.folder.write(file.bytes, to: gallery.manifest)
            for run in [try gallery.runSearch(query), try gallery.runIndex("-q"), try gallery.runIndex("--status")] {
                expectFailure(run, "format version 9", "update the program")
            }
        }
    }

    private func expectFailureAfterOutput(_ run: Run, _ part: String) {
        #expect(run.status == 2 && run.lines.count == 1 && run.errorLines.count == 1 && run.errors.contains(part))
    }
}
