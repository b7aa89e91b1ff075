@testable import FeatureIndex
import Files
import Gallery
import Metrics
import Search
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Workers

/// Several processes at one index.
struct ManyAtOnceTests {
    @Test func aSecondWriterIsToldToWait() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            try gallery.folder.write(png(.noise, seed: 81), to: "gallery/new.png")
            let lock = try FileLock(gallery.index.appending("lock"))
            try withExtendedLifetime(lock) {
                expectFailure(try gallery.runIndex("-q"), "another 'retrieve index' is writing", "gallery/.retrieve")
                #expect { try gallery.update() } throws: { ($0 as? IndexError)?.reason == .busy }
                // Nobody is kept from reading.
                try gallery.expectSameAnswers([gallery.gallery.appending("0.png")], [Question()])
                #expect(try gallery.runIndex("--status").status == 1)
            }
        }
    }

    @Test func theNextWriterMayWriteOnceTheFirstIsDone() throws {
        try withIndexedFolder { gallery in
            _ = try FileLock(try gallery.folder.makeFolder("gallery/.retrieve").appending("lock"))
            #expect(try gallery.runIndex("-q").status == 0)
        }
    }

    @Test func readersSeeOneStateWhileItIsWritten() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let queries = Array(try gallery.writeQueries()[..<2])
            let expected = try gallery.plainAnswer(queries)
            let isDone = Atomic<Bool>(false)
            let writer = BackgroundWork { () -> [Run] in
                defer { isDone.store(true, ordering: .releasing) }
                // Every run writes segments, and joins or drops others.
                return (1...(testsMayBeLong ? 100 : 10)).compactMap { round in
                    for seed in 1...8 where (seed + round) % 3 != 0 {
                        try? setModified(gallery.gallery.appending("blobs/\(seed).png"), 1_000_000_000 + 10 * round)
                    }
                    return try? gallery.runIndex("-q")
                }
            }
            var searches = 0
            while !isDone.load(ordering: .acquiring) {
                let answer = try gallery.indexedAnswer(queries)
                #expect(answer.skipped == expected.skipped)
                #expect(answer.hits == expected.hits)
                searches += 1
            }
            let runs = writer.result()
            #expect(runs.count >= 10 && runs.allSatisfy { $0.status == 0 && $0.errors.isEmpty })
            #expect(searches > 0)
            #expect(try gallery.indexed(queries).staleness.isNone)
        }
    }

    @Test func whoHasOpenedAnIndexKeepsItWhileItIsReplaced() throws {
        try withIndexedFolder { gallery in
            try gallery.update(storesPixels: true)
            let query = gallery.gallery.appending("blobs/7.png")
            let search = PixelSearch(
                options: PixelSearch.Options(reading: gallery.reading, limit: nil), kernels: IndexedFolder.kernels)
            let queries = try search.readQueries([.file(query)]).map { try $0.get() }
            let segments = try #require(try IndexFolder(gallery.index).open(gallery.key))
            let known = IndexedGallery(trusting: segments, gallery: gallery.gallery)
            let expected = Answer(try IndexedSearch(search).search(queries, in: known).outcome, known.images)
            for seed in 1...6 { removeFile(gallery.gallery.appending("blobs/\(seed).png")) }
            for seed in 1...4 { removeFile(gallery.gallery.appending("noise/\(seed).png")) }
            let old = try gallery.segmentPaths()
            try gallery.update()
            #expect(try gallery.segmentPaths() != old)
            #expect(Answer(try IndexedSearch(search).search(queries, in: known).outcome, known.images) == expected)
        }
    }
}
