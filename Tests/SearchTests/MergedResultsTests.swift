import Gallery
import Metrics
import Search
import SystemPackage
import Testing

/// Results of parts of a gallery as those of one search.
struct MergedResultsTests {
    private func results(
        _ hits: [(path: String, score: Double)], for query: String = "q", metric: Metric = .l1, processor: String? = nil,
        skipped: [SkippedEntry] = []
    ) -> QueryResults {
        QueryResults(
            settings: QueryResults.Settings(
                features: .pixels, metric: metric, size: "8x8", making: ResultMaking(processor: processor)),
            query: query, hits: hits.map { Hit(path: FilePath($0.path), label: nil, score: $0.score) }, skipped: skipped)
    }

    private func merged(
        _ parts: [QueryResults]..., limit: Int? = nil, mixesProcessors: Bool = false, notices: inout [MergeNotice]
    ) throws(MergeError) -> MergedResults {
        let parts = parts.enumerated().map { PartialResults(name: "part-\($0 + 1)", results: $1) }
        return try MergedResults(parts, limit: limit, mixesProcessors: mixesProcessors) { notices.append($0) }
    }

    @Test(arguments: [(Metric.l1, ["b", "a", "c"]), (.cosine, ["a", "c", "b"])])
    func theBestHitsOfAllPartsAreKeptEqualScoresByPath(metric: Metric, order: [String]) throws {
        var notices: [MergeNotice] = []
        let all = try merged(
            [results([("c", 2)], metric: metric)], [results([("b", 1), ("a", 2)], metric: metric)], notices: &notices)
        #expect(all.queries[0].hits.map(\.path.string) == order && notices.isEmpty)
        let best = try merged(
            [results([("c", 2)], metric: metric)], [results([("b", 1), ("a", 2)], metric: metric)], limit: 1, notices: &notices)
        #expect(best.queries[0].hits.map(\.path.string) == [order[0]])
    }

    @Test func anImageInTwoPartsCountsOnceByItsBestScore() throws {
        var notices: [MergeNotice] = []
        let merged = try merged([results([("a", 3)])], [results([("a", 2)])], notices: &notices)
        #expect(merged.queries[0].hits.map(\.score) == [2])
        #expect(notices == [.repeatedPath("a", parts: ["part-1", "part-2"])])
    }

    @Test func skippedFilesAreNamedOnceInTheOrderOfTheirPaths() throws {
        let (x, y) = (SkippedEntry(path: "x", reason: "it is empty"), SkippedEntry(path: "y", reason: "it is empty"))
        var notices: [MergeNotice] = []
        let merged = try merged([results([], skipped: [y])], [results([], skipped: [x, y])], notices: &notices)
        #expect(merged.skipped == [x, y])
    }

    @Test func aPartWithFewerHitsThanAreAskedForIsTold() throws {
        var notices: [MergeNotice] = []
        _ = try merged([results([("a", 1)])], [results([("b", 1), ("c", 2)])], limit: 2, notices: &notices)
        #expect(notices == [.mayBeCut(part: "part-1", hits: 1)])
    }

    @Test func partsThatDoNotBelongTogetherAreRefused() {
        var notices: [MergeNotice] = []
        #expect(throws: MergeError.nothing) { try merged([], notices: &notices) }
        #expect(throws: MergeError.repeatsQuery("q", part: "part-1")) {
            try merged([results([]), results([])], notices: &notices)
        }
        #expect(throws: MergeError.lacksQuery("p", part: "part-2", known: "part-1")) {
            try merged([results([]), results([], for: "p")], [results([])], notices: &notices)
        }
        #expect(throws: MergeError.lacksQuery("p", part: "part-1", known: "part-2")) {
            try merged([results([])], [results([]), results([], for: "p")], notices: &notices)
        }
        let (l1, l2) = (results([]), results([], metric: .l2))
        #expect(throws: MergeError.otherSettings(part: "part-2", l2.settings, first: "part-1", l1.settings)) {
            try merged([l1], [l2], notices: &notices)
        }
    }

    @Test func processorsAreMixedWhereThatIsAccepted() throws {
        var notices: [MergeNotice] = []
        let (one, two) = (results([], processor: "one"), results([], processor: "two"))
        #expect(throws: MergeError.self) { try merged([one], [two], notices: &notices) }
        #expect(try merged([one], [two], mixesProcessors: true, notices: &notices).queries.count == 1)
    }
}
