@testable import FeatureIndex
import Files
import Gallery
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// The answer is right whatever happened to the gallery since it was indexed, and after it was indexed again.
struct ChangedGalleryTests {
    /// Changes that a gallery goes through, and how an index sees them.
    enum Change: CaseIterable, Sendable {
        case added, edited, editedSameSize, touched, moved, swapped, deleted, becameUnreadable, becameReadable, folderMoved, all

        func make(in gallery: IndexedFolder) throws {
            let folder = gallery.folder
            switch self {
            case .added: try folder.write(png(.blobs, seed: 1), to: "gallery/new/added.png")
            case .edited: try folder.copy("decode/baseline_444.jpg", to: "gallery/a/1.jpg")
            case .editedSameSize: try folder.write(png(.noise, seed: 99), to: "gallery/blobs/1.png")
            case .touched: try setModified(gallery.gallery.appending("blobs/2.png"), 1_000_000_007)
            case .moved: try move(gallery.gallery.appending("near/0.png"), to: gallery.gallery.appending("moved.png"))
            case .swapped:
                let (a, b) = (gallery.gallery.appending("blobs/5.png"), gallery.gallery.appending("noise/2.png"))
                try move(a, to: folder("aside"))
                try move(b, to: a)
                try move(folder("aside"), to: b)
                // Files of one size and written at one time look alike to an index, which goes by these.
                try setModified(b, 1_000_000_011)
            case .deleted: removeFile(gallery.gallery.appending("0.png"))
            case .becameUnreadable: try folder.copy("bad/ppm_named.jpg", to: "gallery/a/2.jpg")
            case .becameReadable: try folder.write(png(.blobs, seed: 1), to: "gallery/bad/empty.png")
            case .folderMoved: try move(gallery.gallery.appending("b"), to: gallery.gallery.appending("c"))
            case .all:
                for change in Self.allCases where change != .all { try change.make(in: gallery) }
            }
        }
    }

    /// Which images are known decides what sets the bar for which others.
    @Test(arguments: [1, 2])
    func theAnswerIsTheSameWhateverPartOfTheIndexIsOutOfDate(threads: Int) throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let queries = try gallery.writeQueries()
            let images = try FolderWalk(gallery.gallery).images
            var random = SeededGenerator(seed: UInt64(threads))
            for metric in Metric.allCases {
                let question = Question(metric: metric, threads: threads)
                let expected = try gallery.plainAnswer(queries, question)
                for round in 1...(testsMayBeLong ? 300 : 6) {
                    for image in images where Int.random(in: 0..<4, using: &random) < round % 4 {
                        try setModified(image.path, 1_100_000_000 + round)
                    }
                    #expect(try gallery.indexedAnswer(queries, question).hits == expected.hits, "\(metric), round \(round)")
                    if round % 3 == 0 { try gallery.update() }
                }
            }
        }
    }

    @Test(arguments: Change.allCases)
    func beforeAndAfterIndexingAgain(change: Change) throws { try expectSameAnswers(after: change, storesPixels: false) }

    @Test func withStoredPixelsToo() throws { try expectSameAnswers(after: .all, storesPixels: true) }

    private func expectSameAnswers(after change: Change, storesPixels: Bool) throws {
        try withIndexedFolder { gallery in
            try gallery.update(storesPixels: storesPixels)
            let queries = Array(try gallery.writeQueries()[..<2])
            let questions = [Metric.l1, .correlation].map { Question(metric: $0) }
            try change.make(in: gallery)
            #expect(try gallery.indexed(queries).staleness.isNone == false)
            try gallery.expectSameAnswers(queries, questions, note: "before")
            try gallery.update(storesPixels: storesPixels)
            #expect(try gallery.indexed(queries).staleness.isNone)
            try gallery.expectSameAnswers(queries, questions, note: "after")
        }
    }

    @Test func manyRoundsOfChanges() throws {
        try withIndexedFolder(size: IndexedFolder.storedSize) { gallery in
            var generator = SeededGenerator(seed: 7)
            try gallery.update()
            let queries = try gallery.writeQueries()
            for round in 0..<12 as Range<UInt64> {
                for number in 0..<6 as Range<UInt64> {
                    let name = "gallery/drawn/\(UInt64.random(in: 0..<12, using: &generator)).png"
                    if Bool.random(using: &generator) {
                        try gallery.folder.write(png(.blobs, seed: 10 * round + number), to: name)
                    } else {
                        removeFile(gallery.folder(name))
                    }
                }
                try gallery.expectSameAnswers(queries, [Question(), Question(metric: .correlation, limit: 2)])
                if round % 2 == 1 { try gallery.update() }
            }
            #expect(try gallery.segmentPaths().count <= 9, "small segments are joined")
        }
    }

    @Test func aFileReplacedBehindTheBackOfATrustedIndexIsScoredAsItIs() throws {
        try withIndexedFolder { gallery in
            let queries = try gallery.writeQueries()
            try gallery.update()
            try gallery.folder.write(png(.white), to: "gallery/noise/1.png")
            try gallery.folder.write(png(.noise, seed: 1), to: "gallery/flat/white.png")
            for metric in Metric.allCases {
                let question = Question(metric: metric, limit: nil)
                #expect(
                    try gallery.indexed(queries, question, isTrusted: true).answer
                        == (try gallery.plainAnswer(queries, question)))
            }
        }
    }

    @Test func aFileGoneBehindTheBackOfATrustedIndexIsSkipped() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            removeFile(gallery.gallery.appending("blobs/1.png"))
            let answer = try gallery.indexed([gallery.gallery.appending("0.png")], isTrusted: true).answer
            #expect(answer.skipped.map(\.path).contains(gallery.gallery.appending("blobs/1.png")))
            #expect(!answer.hits[0].map(\.path).contains(gallery.gallery.appending("blobs/1.png")))
        }
    }

    @Test func whatCanNeverBeIndexedDoesNotMakeAnIndexStale() throws {
        try withIndexedFolder { gallery in
            try gallery.folder.link("gallery/nowhere.png", to: "gone.png")
            try gallery.folder.makePipe("gallery/pipe.png")
            try gallery.update()
            let queries = try gallery.writeQueries()
            #expect(try gallery.indexed(queries).staleness.isNone)
            try gallery.expectSameAnswers(queries)
        }
    }
}
