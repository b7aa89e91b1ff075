import Metrics
import TestSupport
import Testing

/// Which hits are kept, and in which order.
struct TopHitsTests {
    @Test func distancesComeSmallestFirst() {
        #expect(top(.l1, limit: nil, scores: [3, 1, 2]).sorted.map(\.index) == [1, 2, 0])
    }

    @Test func similaritiesComeLargestFirst() {
        #expect(top(.cosine, limit: nil, scores: [0.3, -0.1, 0.2]).sorted.map(\.index) == [0, 2, 1])
    }

    @Test(arguments: Metric.allCases)
    func equalScoresComeInTheOrderOfTheGallery(metric: Metric) {
        var hits = TopHits(metric: metric, limit: 3, threshold: nil)
        for index in [4, 0, 3, 1, 2] { hits.offer(ScoredIndex(index: index, score: 0.5)) }
        #expect(hits.sorted.map(\.index) == [0, 1, 2])
    }

    @Test func zeroAndMinusZeroAreEqual() {
        #expect(top(.correlation, limit: 1, scores: [-0.0, 0.0]).sorted.map(\.index) == [0])
        #expect(top(.correlation, limit: 1, scores: [0.0, -0.0]).sorted.map(\.index) == [0])
    }

    @Test func noMoreThanTheLimitAreKept() {
        for limit in 1...7 {
            #expect(
                top(.l2, limit: limit, scores: [5, 4, 3, 2, 1]).sorted.map(\.score) == Array([1, 2, 3, 4, 5].prefix(limit)))
        }
    }

    @Test func hitsMustMeetTheThreshold() {
        #expect(top(.mse, limit: nil, threshold: 2, scores: [1, 2, 3]).sorted.map(\.score) == [1, 2])
        #expect(top(.cosine, limit: nil, threshold: 0.5, scores: [0.4, 0.5, 0.6]).sorted.map(\.score) == [0.6, 0.5])
        #expect(top(.cosine, limit: 5, threshold: 0.9, scores: [0.4]).sorted.isEmpty)
    }

    @Test func nothingOfferedIsNothingKept() { #expect(top(.l1, limit: 5, scores: []).sorted.isEmpty) }

    /// Few scores among many hits, so that ties are everywhere.
    @Test(arguments: Metric.allCases)
    func whatRemainsIsTheBestInWhateverOrderItIsOffered(metric: Metric) {
        var random = SeededGenerator(seed: 60)
        for _ in 0..<60 {
            let hits = (0..<Int.random(in: 0...40, using: &random)).map {
                ScoredIndex(index: $0, score: Double(Int.random(in: -3...3, using: &random)) / 4)
            }
            let limit = [nil, 1, 2, 5, 100].randomElement(using: &random)!  // Not empty.
            let threshold = [nil, -0.5, 0.25].randomElement(using: &random)!  // Not empty.
            let sorted = hits.filter { threshold == nil || metric.meets(threshold!, $0.score) }  // Just compared to nil.
                .sorted { metric.isBetter($0.score, than: $1.score) || ($0.score == $1.score && $0.index < $1.index) }
            let expected = Array(sorted.prefix(limit ?? .max))

            let empty = TopHits(metric: metric, limit: limit, threshold: threshold)
            var whole = empty
            hits.shuffled(using: &random).forEach { whole.offer($0) }
            #expect(whole.sorted == expected)

            // Dealt out to workers, which are then merged in any order.
            var parts = [TopHits](repeating: empty, count: Int.random(in: 1...5, using: &random))
            for hit in hits.shuffled(using: &random) { parts[.random(in: parts.indices, using: &random)].offer(hit) }
            let merged = parts.shuffled(using: &random).reduce(into: empty) { $0.merge($1) }
            #expect(merged.sorted == expected)
        }
    }

    private func top(_ metric: Metric, limit: Int?, threshold: Double? = nil, scores: [Double]) -> TopHits {
        var hits = TopHits(metric: metric, limit: limit, threshold: threshold)
        for (index, score) in scores.enumerated() { hits.offer(ScoredIndex(index: index, score: score)) }
        return hits
    }
}
