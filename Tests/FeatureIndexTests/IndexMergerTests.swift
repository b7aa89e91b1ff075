@testable import FeatureIndex
import Files
import Foundation
import Gallery
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// Joining indexes of parts: segments are taken as they are, and what does not go together is refused.
struct IndexMergerTests {
    @Test func segmentsAreSharedWithTheParts() throws {
        try withShardedFolder(2) { folder in
            for shard in folder.shards { try folder.update(shard) }
            try folder.merge()
            for part in folder.indexes {
                for name in try segmentNames(part) {
                    #expect(
                        try FileStatus(of: part.appending(name)).identity
                            == FileStatus(of: folder.merged.appending(name)).identity)
                }
            }
            // Again there is nothing to be done, and parts may go.
            let manifest = try contents(of: folder.merged.appending("manifest"))
            #expect(try folder.merge().linked == 2)
            #expect(try contents(of: folder.merged.appending("manifest")) == manifest)
            for part in folder.indexes { try FileManager.default.removeItem(atPath: part.string) }
            let segments = try folder.open([folder.merged], folder.gallery.key).segments
            for open in segments { try open.segment.verify() }
            #expect(segments.reduce(0) { $0 + $1.liveImageCount } == 31)
        }
    }

    /// Nothing is decoded: the images need not be there.
    @Test func noImageIsRead() throws {
        try withShardedFolder(3) { folder in
            let queries = try folder.gallery.writeQueries()
            for shard in folder.shards { try folder.update(shard) }
            let away = folder.gallery.folder("away")
            try move(folder.gallery.gallery, to: away)
            #expect(try folder.merge().images == 31)
            try move(away, to: folder.gallery.gallery)
            try folder.expectSameAnswers(queries)
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "only root may mount a file system"))
    func segmentsAreCopiedToAnotherDisk() throws {
        try withShardedFolder(2) { folder in
            for shard in folder.shards { try folder.update(shard) }
            try SmallDisk.with(kibibytes: 4096, in: folder.gallery.folder) { disk in
                let target = disk.path.appending("index")
                let summary = try IndexMerger(parts: folder.indexes, into: target).merge()
                #expect(summary.copied == 2 && summary.linked == 0)
                let segments = try folder.open([target], folder.gallery.key).segments
                for open in segments { try open.segment.verify() }
                #expect(segments.reduce(0) { $0 + $1.liveImageCount } == 31)
            }
            try SmallDisk.with(kibibytes: 64, in: folder.gallery.folder) { disk in
                let error = #expect(throws: IndexError.self) {
                    try IndexMerger(parts: folder.indexes, into: disk.path.appending("index")).merge()
                }
                #expect(error?.reason == .system(.noSpace))
            }
        }
    }

    /// Indexes that are no shards give their segments equal identifiers.
    @Test func segmentsOfOneIdentifierAreWrittenAnew() throws {
        try withShardedFolder(2) { folder in
            let whole = folder.gallery
            for (part, pattern) in zip(folder.indexes, ["a/", "!a/"]) {
                let selection =
                    pattern == "a/" ? GallerySelection(including: ["a/"]) : GallerySelection(excluding: ["a/"])
                _ = try IndexBuilder(
                    folder: part, gallery: whole.gallery, reading: whole.reading, storesPixels: false, threads: 2,
                    kernels: IndexedFolder.kernels
                ).update(FolderWalk(whole.gallery, FolderWalk.Options(selection)), describe: shownSentence)
            }
            for _ in 0..<2 {
                let summary = try folder.merge()
                #expect(summary.linked == 1 && summary.rewritten == 1 && summary.images == 31)
                try folder.expectSameAnswers(try whole.writeQueries())
            }
            #expect(try segmentNames(folder.merged).count == 2, "nothing is left over")
        }
    }

    @Test func aMergedIndexIsUpdatedAndMergedAgain() throws {
        try withShardedFolder(3) { folder in
            let whole = folder.gallery
            for shard in folder.shards { try folder.update(shard) }
            try folder.merge()
            try whole.folder.write(png(.blobs, seed: 40), to: "gallery/new.png")
            func update() throws -> IndexBuilder.Summary {
                try IndexBuilder(
                    folder: folder.merged, gallery: whole.gallery, reading: whole.reading, storesPixels: false, threads: 2,
                    kernels: IndexedFolder.kernels
                ).update(FolderWalk(whole.gallery), describe: shownSentence)
            }
            #expect(try update().added == 1)
            for shard in folder.shards { try folder.update(shard) }
            try folder.merge()
            try folder.expectSameAnswers(try whole.writeQueries())
            let idle = try update()
            #expect(
                idle.added + idle.changed + idle.moved + idle.removed + idle.recognized + idle.superseded + idle.unseen == 0)
            let segments = try #require(try IndexFolder(folder.merged).open(whole.key))
            #expect(idle.images == segments.reduce(0) { $0 + $1.liveImageCount })
            #expect(idle.byteCount == segments.reduce(0) { $0 + $1.segment.byteCount })
            #expect(idle.skipped == (try whole.plainAnswer([])).skipped)
        }
    }

    @Test func aPartThatIsMissingOrNamedTwiceIsTold() throws {
        try withShardedFolder(3) { folder in
            for shard in folder.shards { try folder.update(shard) }
            #expect(try folder.merge([folder.index(1), folder.index(3)]).missing.map(\.description) == ["2/3"])
            #expect(throws: IndexMergeError.self) { try folder.merge([folder.index(1), folder.index(1)]) }
            #expect(throws: IndexMergeError.self) { try folder.merge([folder.index(1), folder.merged]) }
            let error = #expect(throws: IndexError.self) { try folder.merge([folder.index(1), folder.index(9)]) }
            #expect(error?.reason == .missing)
        }
    }

    @Test func partsOfOtherSettingsAreRefused() throws {
        try withShardedFolder(2) { folder in
            var small = folder
            small = ShardedFolder(
                gallery: IndexedFolder(folder: folder.gallery.folder, size: IndexedFolder.storedSize), count: 2)
            try folder.update(folder.shards[0])
            try small.update(folder.shards[1])
            try expectRefusal(folder, "holds features for 28x28 bicubic, and", "for 112x112 bicubic; index one")
            try FileManager.default.removeItem(atPath: folder.index(2).string)

            for embedder in [TestEmbedder(seed: 2), TestEmbedder(precision: "bf16")] {
                try FileManager.default.removeItem(atPath: folder.index(1).string)
                try folder.update(folder.shards[0], TestEmbedder())
                try folder.update(folder.shards[1], embedder)
                try expectRefusal(folder, "cannot merge")
                try FileManager.default.removeItem(atPath: folder.index(2).string)
            }
        }
    }

    @Test func embeddingsOfOtherProcessorsAreRefusedUnlessTheyAreWanted() throws {
        try withShardedFolder(2) { folder in
            try folder.update(folder.shards[0], TestEmbedder(processor: "one"))
            try folder.update(folder.shards[1], TestEmbedder(processor: "two"))
            try expectRefusal(folder, "computed by two", "by one", "--mix-processors")
            #expect(try folder.merge(mixesProcessors: true).images == 31)
            let manifest = try Manifest(folder.merged.appending("manifest"))
            #expect(manifest.collections[0].segments.map(\.processor).sorted() == ["one", "two"])
            // Once joined, they are still told apart, also when they are written anew.
            try folder.gallery.folder.write(png(.blobs, seed: 40), to: "gallery/new.png")
            for name in ["blobs", "noise"] {
                try FileManager.default.removeItem(atPath: folder.gallery.gallery.appending(name).string)
            }
            let embedder = TestEmbedder(processor: "three")
            _ = try IndexBuilder(
                folder: folder.merged, gallery: folder.gallery.gallery, reading: EmbeddingReading(embedder.space),
                embedder: embedder, threads: 2, kernels: IndexedFolder.kernels
            ).update(FolderWalk(folder.gallery.gallery), describe: shownSentence)
            let later = try Manifest(folder.merged.appending("manifest"))
            #expect(Set(later.collections[0].segments.map(\.processor)) == ["one", "two", "three"])
        }
    }

    @Test func anEmptyShardIsAPart() throws {
        try withShardedFolder(200) { folder in
            for shard in folder.shards { try folder.update(shard) }
            #expect(try folder.shards.contains { try folder.update($0).images == 0 })
            let summary = try folder.merge()
            #expect(summary.images == 31 && summary.parts == 200)
        }
    }

    @Test func aDamagedPartIsRefusedAndTheTargetStays() throws {
        try withShardedFolder(2) { folder in
            for shard in folder.shards { try folder.update(shard) }
            try folder.merge()
            let manifest = try contents(of: folder.merged.appending("manifest"))
            let path = folder.index(2).appending(try segmentNames(folder.index(2))[0])
            var bytes = try contents(of: path)
            bytes[300] ^= 1
            removeFile(path)  // The merged index has the same file.
            try bytes.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path.string)) }
            let error = #expect(throws: IndexError.self) { try folder.merge() }
            #expect(error?.isDamage == true)
            #expect(try contents(of: folder.merged.appending("manifest")) == manifest)
        }
    }

    @Test func aPartThatIsBeingWrittenIsRefused() throws {
        try withShardedFolder(2) { folder in
            for shard in folder.shards { try folder.update(shard) }
            let lock = try FileLock(folder.index(2).appending("lock"))
            let error = #expect(throws: IndexError.self) { try folder.merge() }
            #expect(error?.reason == .busy)
            withExtendedLifetime(lock) {}
        }
    }

    private func expectRefusal(_ folder: ShardedFolder, _ words: String...) throws {
        let run = try folder.gallery.run(
            ["index", "--merge"] + folder.indexes.map(\.string) + ["--index", folder.merged.string])
        #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1, "\(run.errors)")
        for part in words { #expect(run.errors.contains(part), "\(run.errors)") }
        #expect((try? FileStatus(of: folder.merged)) == nil)
    }

    private func segmentNames(_ index: FilePath) throws -> [String] {
        IndexFolder(index).segmentIdentifiers().sorted().map { "segment-\($0)" }
    }
}
