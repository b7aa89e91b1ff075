import Embeddings
@testable import FeatureIndex
import Files
import Gallery
import Imaging
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// An index of embeddings keeps the promises that one of pixels does.
struct EmbeddingIndexTests {
    private static let questions =
        Question.usual + Metric.allCases.map { Question(metric: $0, limit: nil, threads: 1) }
        + [
            Question(metric: .cosine, limit: 1, excludesQuery: true), Question(metric: .l2, limit: nil, threshold: 0.7),
            Question(metric: .cosine, limit: 3, threshold: 0.9), Question(metric: .correlation, limit: 40, threads: 3),
        ]

    @Test func hitsAndScoresAreThoseWithoutAnIndex() throws {
        try withIndexedFolder { gallery in
            let paths = try gallery.writeQueries(), embedder = TestEmbedder()
            let plain = try gallery.plainAnswers(paths, embedder, Self.questions)
            #expect(plain[0].hits.allSatisfy { $0.count == 5 } && plain[0].skipped.count == 2)
            try gallery.update(embedder)
            for isTrusted in [false, true] {
                let indexed = try gallery.indexedAnswers(paths, embedder, Self.questions, isTrusted: isTrusted)
                #expect(indexed.answers == plain)
                #expect(indexed.staleness.isNone)
            }
        }
    }

    @Test func aSearchWithACompleteIndexEmbedsItsQueriesAlone() throws {
        try withIndexedFolder { gallery in
            try gallery.update(TestEmbedder())
            let embedder = TestEmbedder()
            _ = try gallery.indexedAnswers(try gallery.writeQueries(), embedder)
            #expect(embedder.embeddedCount == 5)
        }
    }

    @Test func aSecondRunEmbedsWhatChangedAndRecognisesWhatMoved() throws {
        try withIndexedFolder { gallery in
            let first = TestEmbedder()
            let before = try gallery.update(first)
            #expect(before.added == first.embeddedCount && before.images == before.added)

            let second = TestEmbedder()
            #expect(try gallery.update(second).added == 0)
            #expect(second.embeddedCount == 0)

            try move(gallery.gallery.appending("blobs/2.png"), to: gallery.gallery.appending("elsewhere.png"))
            removeFile(gallery.gallery.appending("noise/1.png"))
            try gallery.folder.write(png(.noise, seed: 55), to: "gallery/noise/2.png")
            try gallery.folder.write(png(.noise, seed: 56), to: "gallery/new.png")
            let paths = try gallery.writeQueries()
            let plain = try gallery.plainAnswers(paths, TestEmbedder())
            let stale = try gallery.indexedAnswers(paths, TestEmbedder())
            #expect(stale.answers == plain)
            #expect(stale.staleness == IndexedGallery.Staleness(new: 2, changed: 1, gone: 2))

            let third = TestEmbedder()
            let summary = try gallery.update(third)
            #expect(third.embeddedCount == 2)
            #expect([summary.added, summary.changed, summary.moved, summary.removed] == [1, 1, 1, 1])
            let fresh = try gallery.indexedAnswers(paths, TestEmbedder())
            #expect(fresh.answers == plain && fresh.staleness.isNone)
        }
    }

    @Test func modelsPrecisionsOrientationsAndPixelsNeverMix() throws {
        try withIndexedFolder { gallery in
            let paths = try gallery.writeQueries()
            let embedders = [TestEmbedder(seed: 1), TestEmbedder(seed: 2), TestEmbedder(seed: 1, precision: "bf16")]
            try gallery.update()
            for (number, embedder) in embedders.enumerated() {
                #expect(try gallery.openEmbeddings(embedder) == nil)
                try gallery.update(embedder)
                #expect(embedder.embeddedCount > 0, "nothing is taken over from model \(number)")
            }
            let readings = embedders.map { EmbeddingReading($0.space) }
            #expect(try IndexFolder(gallery.index).embeddingReadings() == readings)
            let other = EmbeddingReading(embedders[0].space, appliesOrientation: false)
            #expect(try IndexFolder(gallery.index).open(FeatureKey(other)) == nil)
            for embedder in embedders {
                let (indexed, plain) = (
                    try gallery.indexedAnswers(paths, embedder).answers, try gallery.plainAnswers(paths, embedder)
                )
                #expect(indexed == plain)
            }
            try gallery.expectSameAnswers(paths)
            let inspection = try IndexInspection(
                gallery.index, FolderWalk(gallery.gallery), gallery: gallery.gallery, threads: 1, isThorough: true)
            #expect(
                inspection.collections.map(\.summary)
                    == [
                        "112x112 bicubic", "clip test-1 float32, decoded in full", "clip test-2 float32, decoded in full",
                        "clip test-1 bf16, decoded in full",
                    ])
            #expect(inspection.collections.allSatisfy { $0.damage.isEmpty && $0.staleness?.isNone == true })
        }
    }

    @Test func theSameModelUnderAnotherNameIsRecognised() throws {
        try withIndexedFolder { gallery in
            let embedder = TestEmbedder()
            try gallery.update(embedder)
            let space = EmbeddingSpace(
                model: "another name", digest: embedder.space.digest, precision: "float32",
                dimension: embedder.space.dimension)
            #expect(try IndexFolder(gallery.index).open(FeatureKey(EmbeddingReading(space))) != nil)
        }
    }

    @Test func whatWasEmbeddedBeforeTheModelFailedStays() throws {
        try withIndexedFolder { gallery in
            let failing = TestEmbedder(capacity: 9)
            #expect(throws: TestEmbedder.Failure()) { try gallery.update(failing) }
            #expect(failing.embeddedCount > 4)
            let next = TestEmbedder()
            let summary = try gallery.update(next)
            #expect(next.embeddedCount == summary.images - failing.embeddedCount)
            #expect(try gallery.indexedAnswers([], TestEmbedder()).staleness.isNone)
        }
    }

    /// The same model would make the same of the same contents.
    @Test func picturesThatAModelMakesNoNumbersOfAreRemembered() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            try gallery.folder.write(png(.blobs, seed: 1), to: "gallery/1.png")
            // Of this grey, the test's model divides zero by zero.
            let hopeless = try gallery.folder.write(png(.grey, seed: 40), to: "gallery/2.png")
            let embedder = TestEmbedder()
            let first = try gallery.update(embedder)
            #expect(embedder.embeddedCount == 2 && first.images == 1 && first.skipped.map(\.path) == [hopeless])
            let second = try gallery.update(embedder)
            #expect(embedder.embeddedCount == 2 && second.skipped == first.skipped && second.added == 0)
            let query = [gallery.gallery.appending("1.png")]
            let indexed = try gallery.indexedAnswers(query, embedder)
            #expect(indexed.staleness.isNone && indexed.answers[0].skipped.count == 1)
            #expect(embedder.embeddedCount == 3, "the query alone")
            try gallery.folder.write(png(.blobs, seed: 2), to: "gallery/2.png")
            #expect(try gallery.update(embedder).changed == 1)
        }
    }

    @Test func manySmallSegmentsAreJoined() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            let embedder = TestEmbedder()
            for seed in 1...12 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
                try gallery.update(embedder)
            }
            #expect(embedder.embeddedCount == 12)
            #expect(try gallery.segmentPaths().count <= 8)
            let query = [gallery.gallery.appending("3.png")]
            let plain = try gallery.plainAnswers(query, embedder)
            #expect(try gallery.indexedAnswers(query, embedder).answers == plain)
        }
    }

    @Test func runsOfEmbeddingsCrossBlocksAndHoles() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            for seed in 1...150 as ClosedRange<UInt64> {
                let size = PixelSize(width: 6, height: 5)
                try gallery.folder.write(png(.noise, size, seed: seed), to: "gallery/\(seed).png")
            }
            let embedder = TestEmbedder(batchSize: 50)
            try gallery.update(embedder)
            for seed in [1, 2, 17, 63, 64, 65, 100, 128] { removeFile(gallery.gallery.appending("\(seed).png")) }
            let query = [gallery.gallery.appending("33.png")]
            let questions = Metric.allCases.map { Question(metric: $0, limit: nil) }
            let plain = try gallery.plainAnswers(query, embedder, questions)
            #expect(plain[0].hits[0].count == 142)
            #expect(try gallery.indexedAnswers(query, embedder, questions).answers == plain)
            try gallery.update(embedder)
            #expect(try gallery.indexedAnswers(query, embedder, questions).answers == plain)
        }
    }

    @Test func segmentsAreOfTheLatestVersion() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            #expect(try CraftedFile(gallery.manifest).integer(at: 8, UInt32.self) == 1)
            #expect(try CraftedFile(gallery.segmentPaths()[0]).integer(at: 8, UInt32.self) == 4)
            try gallery.update(TestEmbedder())
            #expect(try CraftedFile(gallery.manifest).integer(at: 8, UInt32.self) == 2)
            let versions = try gallery.segmentPaths().map { try CraftedFile($0).integer(at: 8, UInt32.self) }
            #expect(versions == [4, 4])
        }
    }
}
