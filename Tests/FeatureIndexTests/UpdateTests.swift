@testable import FeatureIndex
import Files
import Gallery
import Imaging
import Search
import SystemPackage
import TestSupport
import Testing

/// What a run of the builder reads, keeps and drops.
struct UpdateTests {
    /// Images in a filled gallery.
    private static let imageCount = 31

    @Test func theFirstRunAddsEverything() throws {
        try withIndexedFolder { gallery in
            let summary = try gallery.update()
            #expect(summary.added == Self.imageCount && summary.images == Self.imageCount)
            #expect(summary.changed == 0 && summary.moved == 0 && summary.removed == 0)
            #expect(summary.skipped.map(\.path) == ["bad/empty.png", "bad/gif.jpg"].map { gallery.gallery.appending($0) })
            #expect(summary.byteCount == (try gallery.segmentPaths().map { try FileStatus(of: $0).size }.reduce(0, +)))
        }
    }

    @Test func aSecondRunChangesNothing() throws {
        try withIndexedFolder { gallery in
            let first = try gallery.update()
            let (manifest, segments) = (try contents(of: gallery.manifest), try gallery.segmentPaths())
            let second = try gallery.update()
            #expect(second.added == 0 && second.changed == 0 && second.moved == 0 && second.removed == 0)
            #expect(second.images == first.images && second.byteCount == first.byteCount && second.skipped == first.skipped)
            #expect(try contents(of: gallery.manifest) == manifest)
            #expect(try gallery.segmentPaths() == segments)
        }
    }

    @Test func everyKindOfChangeIsCounted() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            try gallery.folder.write(png(.noise, seed: 50), to: "gallery/new/1.png")
            try gallery.folder.write(png(.noise, seed: 51), to: "gallery/new/2.png")
            try gallery.folder.write(png(.noise, seed: 52), to: "gallery/blobs/1.png")
            try move(gallery.gallery.appending("blobs/2.png"), to: gallery.gallery.appending("elsewhere.png"))
            for name in ["blobs/3.png", "blobs/4.png", "blobs/6.png"] { removeFile(gallery.gallery.appending(name)) }
            try gallery.folder.copy("bad/ppm_named.jpg", to: "gallery/bad/another.jpg")
            let summary = try gallery.update()
            #expect(summary.added == 2)
            #expect(summary.changed == 1)
            #expect(summary.moved == 1)
            #expect(summary.removed == 3)
            #expect(summary.skipped.count == 3)
            #expect(summary.images == Self.imageCount - 1)
        }
    }

    @Test func equalFilesThatMoveAreAllMoved() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            // Twins of one another.
            try move(gallery.gallery.appending("0.png"), to: gallery.gallery.appending("1.png"))
            try move(gallery.gallery.appending("zz/last.png"), to: gallery.gallery.appending("zz/very last.png"))
            let summary = try gallery.update()
            #expect(summary.moved == 2 && summary.removed == 0 && summary.added == 0)
        }
    }

    @Test func anImageThatMovedToTwoPlacesAndOneThatVanishedWithItsTwin() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let bytes = try contents(of: gallery.gallery.appending("blobs/2.png"))
            try move(gallery.gallery.appending("blobs/2.png"), to: gallery.gallery.appending("blobs/2a.png"))
            try gallery.folder.write(bytes, to: "gallery/blobs/2b.png")
            let first = try gallery.update()
            #expect(first.moved == 2 && first.removed == 0)
            for name in ["blobs/2a.png", "blobs/2b.png"] { removeFile(gallery.gallery.appending(name)) }
            try gallery.folder.write(bytes, to: "gallery/blobs/2.png")
            let second = try gallery.update()
            #expect(second.moved == 1 && second.removed == 1)
        }
    }

    @Test func aMovedFileKeepsItsFeaturesWithoutBeingDecoded() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            // The features in the index are made those of another picture: whoever decodes the file finds others.
            let path = gallery.gallery.appending("blobs/2.png")
            try gallery.swapFeatures("blobs/2.png", "noise/1.png")
            let marked = try gallery.features("blobs/2.png")
            try move(path, to: gallery.gallery.appending("elsewhere.png"))
            #expect(try gallery.update().moved == 1)
            #expect(try gallery.features("elsewhere.png") == marked)
            // A picture with other contents is decoded, whatever it is called.
            try gallery.folder.write(png(.blobs, seed: 3), to: "gallery/blobs/2.png")
            try gallery.update()
            #expect(try gallery.features("blobs/2.png") != marked)
        }
    }

    @Test func whatIsNoImageIsRememberedAndToldOfAtEachSearch() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let query = try gallery.writeQueries()[0]
            let (answer, statistics, staleness) = try gallery.indexed([query], Question(limit: 1))
            #expect(answer.skipped == (try gallery.plainAnswer([query])).skipped)
            #expect(answer.skipped.count == 2)
            #expect(staleness.isNone && statistics.filesRead == statistics.compared)
            // Another picture takes its place.
            try gallery.folder.write(png(.noise, seed: 60), to: "gallery/bad/empty.png")
            let summary = try gallery.update()
            #expect(summary.changed == 1 && summary.skipped.count == 1)
            // It goes away.
            removeFile(gallery.gallery.appending("bad/gif.jpg"))
            #expect(try gallery.update().skipped.isEmpty)
            #expect(try gallery.indexedAnswer([query]).skipped.isEmpty)
        }
    }

    @Test func severalSizesLiveInOneIndex() throws {
        try withIndexedFolder { gallery in
            let sizes = [IndexedFolder.prunedSize, IndexedFolder.storedSize, PixelSize(width: 97, height: 61)]
            var galleries = sizes.map { IndexedFolder(folder: gallery.folder, size: $0) }
            galleries.append(IndexedFolder(folder: gallery.folder, filter: .lanczos))
            for each in galleries { #expect(try each.update().added == Self.imageCount) }
            let queries = try gallery.writeQueries()
            for each in galleries { try each.expectSameAnswers(queries, [Question()]) }
            removeFile(gallery.gallery.appending("0.png"))
            // One of them brought up to date leaves the others as they are.
            #expect(try galleries[1].update().removed == 1)
            for each in galleries { try each.expectSameAnswers(queries, [Question()]) }
            #expect(try galleries[0].indexed(queries).staleness.gone == 1)
            #expect(try galleries[1].indexed(queries).staleness.isNone)
            #expect(try IndexFolder(gallery.index).open(FeatureKey(.init())) == nil, "a size that nobody asked for")
        }
    }

    @Test func pixelsMayBeStoredLaterAndStay() throws {
        try withIndexedFolder { gallery in
            let without = try gallery.update()
            let with = try gallery.update(storesPixels: true)
            #expect(
                with.images == without.images && with.byteCount > without.byteCount + Self.imageCount * gallery.size.sampleCount
            )
            #expect(with.removed == 0 && with.changed == 0)
            let query = try gallery.writeQueries()[0]
            #expect(try gallery.indexed([query], Question(limit: nil)).statistics.filesRead == 0)
            try gallery.folder.write(png(.noise, seed: 61), to: "gallery/new.png")
            #expect(try gallery.update().added == 1)
            #expect(try gallery.indexed([query], Question(limit: nil)).statistics.filesRead == 0)
            try gallery.expectSameAnswers([query])
        }
    }

    @Test func deadRowsAreLeftOutOnceTheyAreMany() throws {
        try withIndexedFolder { gallery in
            let before = try gallery.update().byteCount
            for seed in 1...8 { removeFile(gallery.gallery.appending("blobs/\(seed).png")) }
            for seed in 1...4 { removeFile(gallery.gallery.appending("noise/\(seed).png")) }
            let summary = try gallery.update()
            #expect(summary.removed == 12)
            #expect(summary.byteCount < before * 3 / 4)
            #expect(try gallery.segmentPaths().count == 1)
        }
    }

    @Test(
        arguments: [
            "movie.mp4.partial", "segment-of-a-film.ts", "segment-007", "segment-99999999999999999999", "notes.txt", "manifest",
            "segment-7", "lock", ".git",
        ])
    func aFolderOfSomebodyElseIsRefused(name: String) throws {
        try withIndexedFolder { gallery in
            let path = try gallery.folder.write(Array("theirs".utf8), to: "gallery/.retrieve/\(name)")
            #expect { try gallery.update() } throws: { ($0 as? IndexError)?.reason == .foreign(name: name) }
            #expect(try directoryEntries(gallery.index).map(\.name.string) == [name])
            #expect(try contents(of: path) == Array("theirs".utf8))
        }
    }

    @Test func whatAnotherProgramPutsIntoAnIndexIsLeftAlone() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let path = try gallery.folder.write(Array("theirs".utf8), to: "gallery/.retrieve/segment-77")
            try gallery.folder.write([1], to: "gallery/.retrieve/segment-3.partial")
            try gallery.folder.write(png(.noise, seed: 60), to: "gallery/new.png")
            try gallery.update()
            #expect(try contents(of: path) == Array("theirs".utf8))
            #expect(try gallery.leftovers().isEmpty)
            try gallery.folder.write([1], to: "gallery/.retrieve/notes.txt")
            #expect { try gallery.update() } throws: { ($0 as? IndexError)?.reason == .foreign(name: "notes.txt") }
        }
    }

    @Test func whatAnEndedRunLeftBehindIsNoObstacle() throws {
        try withIndexedFolder { gallery in
            for name in ["segment-1.partial", "manifest.partial", "lock"] {
                try gallery.folder.write([], to: "gallery/.retrieve/\(name)")
            }
            try gallery.update()
            #expect(
                try Set(directoryEntries(gallery.index).map(\.name.string)) == ["manifest", "lock", ".gitignore", "segment-1"])
        }
    }

    @Test func theFolderOfAnIndexIsHiddenFromGit() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            #expect(try contents(of: gallery.index.appending(".gitignore")) == Array("*\n".utf8))
        }
    }
}

extension IndexedFolder {
    /// What the index holds of a file.
    func features(_ name: String) throws -> [[UInt8]] {
        for open in try #require(try IndexFolder(index).open(key)) {
            for row in open.liveRows where open.segment.file(row).path == Array(name.utf8) {
                guard case .pyramid(let pyramid) = try open.segment.features(row) else { break }
                return pyramid.levels
            }
        }
        throw Errno.noSuchFileOrDirectory
    }

    /// Writes the index anew, each of two files with the features of the other.
    func swapFeatures(_ a: String, _ b: String) throws {
        try rewrite(a, b) { images, first, second in
            (images[first].1, images[second].1) = (images[second].1, images[first].1)
        }
    }

    /// Writes the index anew, as if each of two files had had the contents of the other.
    func swapContents(_ a: String, _ b: String) throws {
        try rewrite(a, b) { images, first, second in
            let (one, other) = (images[first], images[second])
            func file(_ file: IndexedFile, _ hash: ContentHash) -> IndexedFile {
                IndexedFile(path: file.path, stamp: file.stamp, hash: hash, failure: nil)
            }
            images[first] = (file(one.0, other.0.hash), other.1)
            images[second] = (file(other.0, one.0.hash), one.1)
        }
    }

    private func rewrite(
        _ a: String, _ b: String, _ change: (inout [(IndexedFile, ImageFeatures)], Int, Int) -> Void
    ) throws {
        let open = try #require(try IndexFolder(index).open(key))
        var batch = IndexWriter.Batch()
        var places: [[UInt8]: Int] = [:]
        for segment in open {
            for row in segment.liveRows where row < segment.segment.imageCount {
                let file = segment.segment.file(row)
                places[file.path] = batch.images.count
                batch.images.append((file, try segment.segment.features(row)))
            }
        }
        let (first, second) = (try #require(places[Array(a.utf8)]), try #require(places[Array(b.utf8)]))
        change(&batch.images, first, second)
        let writer = try IndexWriter(IndexFolder(index), key: key, wantsPixels: false)
        let failures = writer.liveRows.filter { $0.value.file.failure != nil }.keys
        batch.replacedPaths = Set(places.keys)
        try writer.append(batch)
        _ = try writer.finish(keeping: batch.replacedPaths.union(failures))
    }
}
