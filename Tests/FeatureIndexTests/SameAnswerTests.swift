@testable import FeatureIndex
import Imaging
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// With an index, paths and scores are those of a search without, to the last bit.
struct SameAnswerTests {
    @Test(arguments: Metric.allCases, [false, true])
    func forAnyNumberOfHits(metric: Metric, storesPixels: Bool) throws {
        try withIndexedFolder { gallery in
            try gallery.update(storesPixels: storesPixels)
            let queries = try gallery.writeQueries()
            let all = try gallery.plainAnswer(queries, Question(metric: metric, limit: nil))
            for limit in [1, 5, 50, nil] {
                #expect(
                    try gallery.indexedAnswer(queries, Question(metric: metric, limit: limit)) == all.first(limit),
                    "\(limit ?? 0)")
            }
        }
    }

    @Test(arguments: Metric.allCases)
    func forThresholdsAtAndBetweenScores(metric: Metric) throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let queries = [try gallery.writeQueries()[0]]
            let all = try gallery.plainAnswer(queries, Question(metric: metric, limit: nil))
            let scores = all.hits[0].map { Double(bitPattern: $0.bits) }
            for score in [scores[0], scores[4]] {
                for threshold in [score, score.nextUp, score.nextDown] {
                    for limit in [nil, 3] {
                        let question = Question(metric: metric, limit: limit, threshold: threshold)
                        #expect(try gallery.indexedAnswer(queries, question) == all.meeting(threshold, metric).first(limit))
                    }
                }
            }
        }
    }

    @Test(arguments: Metric.allCases)
    func forManyQueriesAtOnceAndOneByOne(metric: Metric) throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let queries = try gallery.writeQueries()
            let together = try gallery.indexedAnswer(queries, Question(metric: metric))
            #expect(try gallery.plainAnswer(queries, Question(metric: metric)) == together)
            for (number, query) in queries.enumerated() {
                #expect(try gallery.indexedAnswer([query], Question(metric: metric)).hits[0] == together.hits[number])
            }
        }
    }

    @Test(arguments: [1, 2, 7])
    func forAnyNumberOfThreads(threads: Int) throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            try gallery.expectSameAnswers(
                try gallery.writeQueries(), Metric.allCases.map { Question(metric: $0, threads: threads) })
        }
    }

    @Test func withTheQueryLeftOut() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let queries = ["blobs/1.png", "0.png", "near/0.png"].map { gallery.gallery.appending($0) }
            for limit in [1, nil] {
                try gallery.expectSameAnswers(
                    queries, Metric.allCases.map { Question(metric: $0, limit: limit, excludesQuery: true) })
            }
        }
    }

    @Test(arguments: [(30, 30), (97, 61), (31, 449), (1000, 16), (127, 131), (5, 3)])
    func atAnySize(width: Int, height: Int) throws {
        try withIndexedFolder(size: PixelSize(width: width, height: height)) { gallery in
            try gallery.update()
            let questions = [Metric.l1, .mse, .correlation].map { Question(metric: $0) }
            try gallery.expectSameAnswers(Array(try gallery.writeQueries()[..<3]), questions)
        }
    }

    @Test(arguments: ResampleFilter.allCases)
    func withAnyFilter(filter: ResampleFilter) throws {
        try withIndexedFolder { gallery in
            var gallery = gallery
            gallery.filter = filter
            try gallery.update()
            try gallery.expectSameAnswers(Array(try gallery.writeQueries()[..<2]), [Question(), Question(metric: .cosine)])
        }
    }

    @Test func equalPicturesComeByPath() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let query = gallery.gallery.appending("blobs/1.png")
            for limit in 1...4 {
                let hits = try gallery.indexedAnswer([query], Question(limit: limit)).hits[0]
                let twins = ["0.png", "blobs/1.png", "near/0.twin.png", "zz/last.png"].map { gallery.gallery.appending($0) }
                #expect(hits.map(\.path) == Array(twins[..<limit]))
            }
        }
    }

    @Test func anIndexTakenAtItsWordAnswersTheSame() throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let queries = try gallery.writeQueries()
            for question in Question.usual {
                let trusted = try gallery.indexed(queries, question, isTrusted: true).answer
                #expect(trusted == (try gallery.plainAnswer(queries, question)))
            }
        }
    }

    @Test func mostImagesAreRuledOutUnread() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            let size = PixelSize(width: 40, height: 30)
            for seed in 1...60 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, size, seed: seed), to: "gallery/\(seed).png")
            }
            try gallery.update()
            for metric in Metric.allCases {
                let (_, statistics, staleness) = try gallery.indexed(
                    [gallery.gallery.appending("7.png")], Question(metric: metric, limit: 1))
                #expect(staleness.isNone)
                #expect(statistics.examined.first == 60)
                #expect(statistics.compared < 15 && statistics.filesRead == statistics.compared, "\(metric)")
            }
        }
    }

    @Test func anEmptyGalleryHasNoHits() throws {
        try withIndexedFolder(isFilled: false) { gallery in
            let summary = try gallery.update()
            #expect(summary.images == 0 && summary.byteCount == 0 && summary.skipped.isEmpty)
            let query = try gallery.folder.write(png(.noise), to: "query.png")
            let answer = try gallery.indexedAnswer([query])
            #expect(answer.hits == [[]] && answer.skipped.isEmpty)
        }
    }
}
