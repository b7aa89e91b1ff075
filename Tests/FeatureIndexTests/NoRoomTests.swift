@testable import FeatureIndex
import Files
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// Where nothing more can be written: one sentence, and what was there before still opens.
struct NoRoomTests {
    @Test func filesThatMayNotGrow() throws {
        try withIndexedFolder { gallery in
            let query = try gallery.writeQueries()[0]
            // Blocks of 512 bytes: room for the manifest and not for a segment.
            let first = try gallery.runShell("ulimit -f 8; \"$0\" index gallery -q $options")
            expectFailure(first, "segment-1")
            #expect { try IndexFolder(gallery.index).open(gallery.key) } throws: { ($0 as? IndexError)?.reason == .missing }
            try gallery.update()
            try gallery.folder.write(png(.noise, seed: 80), to: "gallery/new.png")
            let second = try gallery.runShell("ulimit -f 8; \"$0\" index gallery -q $options")
            expectFailure(second, "segment-2")
            #expect(try gallery.indexed([query]).staleness == IndexedGallery.Staleness(new: 1))
            #expect(try gallery.leftovers() == [])
            try gallery.expectSameAnswers([query])
            #expect(try gallery.runIndex().status == 0)
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "mounting a small disk needs root"))
    func aFullDisk() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            let query = try gallery.writeQueriesAlone()
            for seed in 1...4 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            try SmallDisk.with(kibibytes: 400, in: gallery.folder) { _ in
                #expect(try gallery.runIndex("--index", "disk/index").status == 0)
                let before = try gallery.runSearch(query, "--index", "disk/index")
                #expect(before.status == 0)
                for seed in 5...30 as ClosedRange<UInt64> {
                    try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
                }
                let run = try gallery.runIndex("--index", "disk/index", "-q")
                expectFailure(run, "the disk is full", "untouched")
                let status = try gallery.runIndex("--index", "disk/index", "--status")
                #expect(status.text.contains("4 images") && status.text.contains("26 new"))
                let after = try gallery.runSearch(query, "--index", "disk/index", "-q")
                #expect(after.output == (try gallery.runSearch(query, "--no-index").output))
                // Room again.
                for seed in 5...29 { removeFile(gallery.gallery.appending("\(seed).png")) }
                #expect(try gallery.runIndex("--index", "disk/index").status == 0)
                #expect(try gallery.runIndex("--index", "disk/index", "--verify").status == 0)
            }
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable || permissionsBind, "nothing is read-only for root without a disk of its own"))
    func aFolderThatMayOnlyBeRead() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            let query = try gallery.writeQueriesAlone()
            for seed in 1...3 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            try withReadOnlyFolder(gallery) {
                let indexed = try gallery.runIndex("--index", "disk/index")
                #expect(indexed.status == 0)
            } whileReadOnly: {
                try gallery.folder.write(png(.blobs, seed: 4), to: "gallery/4.png")
                expectFailure(try gallery.runIndex("--index", "disk/index", "-q"), "disk/index")
                expectFailure(try gallery.runIndex("--index", "disk/another", "-q"), "disk/another")
                let run = try gallery.runSearch(query, "--index", "disk/index", "-q")
                let plain = try gallery.runSearch(query, "--no-index")
                #expect(run.status == 0 && run.output == plain.output)
            }
        }
    }

    @Test func aFileInThePlaceOfTheIndex() throws {
        try withIndexedFolder { gallery in
            try gallery.folder.write([1, 2, 3], to: "file")
            expectFailure(try gallery.runIndex("--index", "file", "-q"), "file")
            expectFailure(try gallery.runSearch("gallery/0.png", "--index", "file"), "there is no index in file")
            expectFailure(try gallery.runIndex("--index", "file/below", "-q"), "file/below")
        }
    }

    /// Parts of an index are kept in a folder that is there for them alone, and need not be made by hand.
    @Test func foldersAboveTheIndexAreMade() throws {
        try withIndexedFolder { gallery in
            #expect(try gallery.runIndex("--index", "no/such/parent", "-q").status == 0)
            let query = try gallery.runSearch("gallery/0.png", "--index", "no/such/parent")
            let plain = try gallery.runSearch("gallery/0.png", "--no-index")
            #expect(query.status == 0 && query.output == plain.output)
        }
    }

    private func withReadOnlyFolder(
        _ gallery: IndexedFolder, _ before: () throws -> Void, whileReadOnly body: () throws -> Void
    ) throws {
        if SmallDisk.isAvailable {
            try SmallDisk.with(kibibytes: 1000, in: gallery.folder) { disk in
                try before()
                try disk.forbidWriting()
                try body()
            }
        } else {
            let disk = try gallery.folder.makeFolder("disk")
            try before()
            for path in [disk.appending("index"), disk] { try setPermissions(path, 0o555) }
            defer { for path in [disk, disk.appending("index")] { try? setPermissions(path, 0o755) } }
            // The lock was made by the first run and may be opened for writing by its owner.
            try setPermissions(disk.appending("index/lock"), 0o444)
            try body()
        }
    }
}

extension IndexedFolder {
    /// A query beside the gallery; its name in the temporary folder.
    func writeQueriesAlone() throws -> String {
        try folder.write(png(.blobs, seed: 2), to: "query.png")
        return "query.png"
    }
}
