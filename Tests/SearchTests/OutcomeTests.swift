import Gallery
import Imaging
import Kernels
import Metrics
import Search
import SystemPackage
import Synchronization
import TestSupport
import Testing

/// A search gives what comparing the query with one picture after another gives, however the work is shared out.
struct OutcomeTests {
    static let queryNames = ["a/1.jpg", "b/5.jpg", "c/9.png", "d.png", "a/3.png", "b/7.jpg", "e.jpg", "c/8.jpg", "a/2.jpg"]

    @Test(arguments: Metric.allCases)
    func hitsAreThoseOfPlainComparison(metric: Metric) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(metric)
            let outcome = search.search(try gallery.queries(["b/4.jpg"], by: search), in: gallery.walk.images)
            let expected = try plainScores(of: "b/4.jpg", in: gallery, metric: metric)
            #expect(outcome.hits == [expected])
            #expect(outcome.hits[0].count == SampleGallery.pictures.count)
        }
    }

    @Test(arguments: Metric.allCases, [1, 2, 7])
    func theNumberOfThreadsDoesNotShow(metric: Metric, threads: Int) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            for limit in [nil, 1, 3] {
                let alone = gallery.search(metric, limit: limit),
                    shared = gallery.search(metric, limit: limit, threads: threads)
                let expected = alone.search(try gallery.queries(Self.queryNames, by: alone), in: gallery.walk.images)
                let outcome = shared.search(try gallery.queries(Self.queryNames, by: shared), in: gallery.walk.images)
                #expect(outcome.hits == expected.hits)
                #expect(outcome.skipped == expected.skipped)
            }
        }
    }

    /// Many queries are compared with several pictures at a time, and with parts of pictures when these are large.
    @Test(arguments: Metric.allCases, [PixelSize(width: 24, height: 20), PixelSize(width: 160, height: 120)])
    func manyQueriesGiveWhatEachGivesAlone(metric: Metric, size: PixelSize) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(metric, size: size)
            let together = search.search(try gallery.queries(Self.queryNames, by: search), in: gallery.walk.images)
            for (name, hits) in zip(Self.queryNames, together.hits) {
                let alone = search.search(try gallery.queries([name], by: search), in: gallery.walk.images)
                #expect(alone.hits == [hits], "\(name)")
            }
        }
    }

    @Test(arguments: Metric.allCases)
    func theInstructionSetDoesNotShow(metric: Metric) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let outcomes = try Kernels.available.map { kernels in
                let search = gallery.search(metric, kernels: kernels)
                return search.search(try gallery.queries(Self.queryNames, by: search), in: gallery.walk.images).hits
            }
            #expect(outcomes.allSatisfy { $0 == outcomes[0] })
        }
    }

    @Test func equalPicturesComeInTheOrderOfTheirPaths() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(limit: 2, threads: 2)
            let outcome = search.search(try gallery.queries(["c/10.jpg"], by: search), in: gallery.walk.images)
            #expect(gallery.names(outcome.hits[0]) == ["a/1.jpg", "c/10.jpg"])
            #expect(outcome.hits[0].map(\.score) == [0, 0])
        }
    }

    @Test func progressCountsEveryPictureOnce() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            for (threads, names) in [(1, ["d.png"]), (7, ["d.png"]), (2, Self.queryNames)] {
                let search = gallery.search(threads: threads)
                let count = Atomic<Int>(0)
                _ = search.search(try gallery.queries(names, by: search), in: gallery.walk.images) {
                    _ = count.add($0, ordering: .relaxed)
                }
                #expect(count.load(ordering: .relaxed) == gallery.walk.images.count)
            }
        }
    }

    @Test func anEmptyGalleryHasNoHits() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(threads: 3)
            let outcome = search.search(try gallery.queries(["d.png", "e.jpg"], by: search), in: GalleryImages([]))
            #expect(outcome.hits == [[], []])
            #expect(outcome.skipped.isEmpty)
        }
    }

    /// Decoding, resizing and scoring one picture after another, in the order of the gallery.
    private func plainScores(of query: String, in gallery: SampleGallery, metric: Metric) throws -> [ScoredIndex] {
        let options = gallery.search().options.reading
        let reader = PixelReader(options: options, kernels: SampleGallery.kernels)
        func samples(_ path: FilePath) throws -> [UInt8] {
            var output = [UInt8](repeating: 0, count: options.size.sampleCount)
            try contents(of: path).withUnsafeBytes { bytes in
                try output.withUnsafeMutableBufferPointer { try reader.read(bytes, into: $0.baseAddress!) }  // Not empty.
            }
            return output
        }
        let a = try samples(gallery.folder(query))
        let scored = gallery.walk.images.enumerated().compactMap { index, image -> ScoredIndex? in
            guard let b = try? samples(image.path) else { return nil }
            return ScoredIndex(index: index, score: score(a, b, metric))
        }
        return scored.sorted { metric.isBetter($0.score, than: $1.score) || ($0.score == $1.score && $0.index < $1.index) }
    }

    private func score(_ a: [UInt8], _ b: [UInt8], _ metric: Metric) -> Double {
        let pairs = zip(a, b).map { (Int($0), Int($1)) }
        let sum =
            switch metric.pairSum {
            case .absoluteDifference: pairs.reduce(0) { $0 + abs($1.0 - $1.1) }
            case .squaredDifference: pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            case .product: pairs.reduce(0) { $0 + $1.0 * $1.1 }
            }
        func moments(_ samples: [UInt8]) -> Moments {
            Moments(
                sum: samples.reduce(0) { $0 + UInt64($1) }, sumOfSquares: samples.reduce(0) { $0 + UInt64($1) * UInt64($1) })
        }
        return metric.score(pairSum: UInt64(sum), moments(a), moments(b), count: a.count)
    }
}
