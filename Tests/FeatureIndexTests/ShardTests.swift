@testable import FeatureIndex
import Files
import Gallery
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// Indexes of parts of a gallery, searched as one and merged: the answers are those of the whole, to the last bit.
struct ShardTests {
    @Test(arguments: [1, 2, 3, 7, 64, 1000])
    func everyPathIsInOneShard(count: Int) throws {
        let shards = (1...count).compactMap { GalleryShard(number: $0, of: count) }
        #expect(shards.count == count)
        var sizes = [Int](repeating: 0, count: count)
        for number in 0..<2000 {
            let path = Array("label/\(number).jpg".utf8)
            let holders = shards.filter { $0.holds(path) }
            #expect(holders.count == 1)
            sizes[holders[0].number - 1] += 1
        }
        #expect(sizes.max()! < 3 * 2000 / count + 20, "they are of about one size")
    }

    /// What was divided by one program is put together by another one: this never changes.
    @Test func theShardOfAPathNeverChanges() throws {
        let four = (1...4).compactMap { GalleryShard(number: $0, of: 4) }
        let shards = ["a.jpg", "Orange/1.jpg", "Lime/drafts/2.png", "\u{e9}/\u{1f34a}.webp"].map { path in
            four.first { $0.holds(Array(path.utf8)) }?.description
        }
        // By the reference implementation: xxhash.xxh3_64_intdigest(path) % 4 + 1 in Python.
        #expect(shards == ["2/4", "3/4", "3/4", "4/4"])
    }

    @Test(arguments: ["0/4", "5/4", "1", "1/0", "-1/4", "1/4/2", "a/4", "1/1048577", ""])
    func whatIsNoShardIsRefused(text: String) { #expect(GalleryShard(text) == nil) }

    @Test(arguments: [1, 2, 3, 50], [false, true])
    func searchesOfAllPartsAnswerAsOneOfTheWhole(count: Int, storesPixels: Bool) throws {
        try withShardedFolder(count) { folder in
            // In any order.
            for shard in folder.shards.reversed() { try folder.update(shard, storesPixels: storesPixels) }
            let summary = try folder.merge()
            #expect(summary.parts == count && summary.repeated.isEmpty && summary.missing.isEmpty)
            #expect(summary.images == 31 && summary.unreadableFiles == 2 && summary.copied == 0 && summary.rewritten == 0)
            let questions = Metric.allCases.flatMap { metric in
                [1, 5, nil].map { Question(metric: metric, limit: $0) }
            }
            try folder.expectSameAnswers(try folder.gallery.writeQueries(), questions)
        }
    }

    @Test(arguments: [2, 5])
    func soDoSearchesByEmbeddings(count: Int) throws {
        try withShardedFolder(count) { folder in
            let embedder = TestEmbedder(processor: "test 1")
            for shard in folder.shards { try folder.update(shard, embedder) }
            try folder.merge()
            let queries = try folder.gallery.writeQueries()
            let questions = Metric.allCases.flatMap { metric in
                [1, 5, nil].map { Question(metric: metric, limit: $0) }
            }
            let plain = try folder.gallery.plainAnswers(queries, embedder, questions)
            let key = FeatureKey(EmbeddingReading(embedder.space))
            for folders in [folder.indexes, [folder.merged]] {
                let segments = try folder.open(folders, key).segments
                #expect(try folder.gallery.answers(queries, embedder, questions, in: segments) == plain)
            }
        }
    }

    @Test func eachShardIsCompleteByItself() throws {
        try withShardedFolder(3) { folder in
            for shard in folder.shards {
                let summary = try folder.update(shard)
                #expect(try folder.update(shard).added == 0)
                let inspection = try IndexInspection(
                    folder.index(shard.number),
                    FolderWalk(folder.gallery.gallery, FolderWalk.Options(GallerySelection(shard: shard))),
                    gallery: folder.gallery.gallery, threads: 2, isThorough: true)
                #expect(inspection.collections.map(\.images) == [summary.images])
                #expect(inspection.collections.allSatisfy { $0.staleness?.isNone == true && $0.damage.isEmpty })
            }
            // Files of another shard do not get into it, nor those of the whole gallery.
            let other = GalleryShard(number: 1, of: 2)!
            #expect(throws: IndexError.self) {
                try IndexWriter(
                    IndexFolder(folder.index(1)), key: folder.gallery.key, wantsPixels: false, shard: other)
            }
            #expect(throws: IndexError.self) {
                try IndexWriter(IndexFolder(folder.index(1)), key: folder.gallery.key, wantsPixels: false)
            }
            try folder.gallery.update()
            #expect(throws: IndexError.self) {
                try IndexWriter(
                    IndexFolder(folder.gallery.index), key: folder.gallery.key, wantsPixels: false, shard: other)
            }
        }
    }

    @Test func aChangedGalleryIsNoticedWhereverAFileBelongs() throws {
        try withShardedFolder(3) { folder in
            for shard in folder.shards { try folder.update(shard) }
            let queries = try folder.gallery.writeQueries()
            for seed in 20...25 as ClosedRange<UInt64> {
                try folder.gallery.folder.write(png(.blobs, seed: seed), to: "gallery/new/\(seed).png")
            }
            removeFile(folder.gallery.gallery.appending("blobs/3.png"))
            let segments = try folder.open(folder.indexes, folder.gallery.key).segments
            let known = IndexedGallery(
                try FolderWalk(folder.gallery.gallery), segments: segments, threads: 2)
            #expect(known.staleness == IndexedGallery.Staleness(new: 6, gone: 1))
            for question in Question.usual {
                #expect(
                    try folder.gallery.answer(queries, question, in: known) == folder.gallery.plainAnswer(queries, question))
            }
            // Each of them takes in what is its own.
            let added = try folder.shards.reduce(0) { try $0 + folder.update($1).added }
            #expect(added == 6)
            try folder.merge()
            try folder.expectSameAnswers(queries)
        }
    }

    /// An update of such an index would not take the other images in.
    @Test func anIndexOfOneShardAloneSaysWhichItIs() throws {
        try withIndexedFolder { gallery in
            for shard in ["1/2", "2/2"] {
                let part = "parts/\(shard.first!)"
                #expect(try gallery.runIndex("--shard", shard, "--index", part, "-q").status == 0)
            }
            func search(_ options: String...) throws -> (output: [UInt8], errors: [String]) {
                let run = try gallery.runSearch("gallery/0.png", options)
                #expect(run.status == 0)
                return (run.output, run.errorLines.filter { !$0.hasPrefix("retrieve: skipped") })
            }
            let plain = try search("--no-index")
            let whole = try search("--index", "parts/1", "--index", "parts/2")
            #expect(whole.output == plain.output && whole.errors.isEmpty)
            let part = try search("--index", "parts/2")
            #expect(part.output == plain.output && part.errors.count == 1)
            #expect(part.errors.first?.contains("is of shard 2/2 alone") == true, "\(part.errors)")
            #expect(part.errors.first?.contains("--shard 2/2") == true)
            #expect(try search("--index", "parts/2", "--shard", "2/2").errors.isEmpty)
        }
    }

    @Test func aFileThatSeveralIndexesKnowCountsOnceAndAsItWasLast() throws {
        try withShardedFolder(2) { folder in
            let whole = folder.gallery
            try whole.update()
            try whole.folder.write(png(.blobs, seed: 30), to: "gallery/blobs/1.png")
            for shard in folder.shards { try folder.update(shard) }
            let queries = try whole.writeQueries()
            for folders in [[whole.index] + folder.indexes, folder.indexes.reversed() + [whole.index]] {
                let (segments, repeated) = try folder.open(folders, whole.key)
                #expect(repeated?.count == 33)
                let known = IndexedGallery(trusting: segments, gallery: whole.gallery)
                #expect(
                    try whole.answer(queries, Question(limit: nil), in: known)
                        == whole.plainAnswer(queries, Question(limit: nil)))
                let summary = try folder.merge(folders)
                #expect(summary.images == 31 && summary.repeated.map(\.count) == [33])
                try folder.expectSameAnswers(queries, parts: folders)
            }
        }
    }
}
