import Evaluation
import Imaging
import Metrics
import Testing

/// Every kind of difference between hits recorded and found, and none where there is none.
struct BaselineComparisonTests {
    private let recorded = hits("abcde")

    @Test func equalHitsAreNoDifference() {
        #expect(changes(recorded).isEmpty)
        #expect(changes([], from: []).isEmpty)
    }

    @Test func hitsThatCameAndWent() {
        let found = [Baseline.Hit(path: "x", score: 0.5)] + recorded.dropLast()
        #expect(
            changes(found) == [.lostHit(rank: 5, recorded[4]), .newHit(rank: 1, found[0])])
        #expect(changes(Array(recorded.prefix(3))) == [.lostHit(rank: 4, recorded[3]), .lostHit(rank: 5, recorded[4])])
        #expect(changes(recorded, from: Array(recorded.prefix(4))) == [.newHit(rank: 5, recorded[4])])
    }

    @Test func aHitThatMovedIsNamedAndNotThoseItPassed() {
        let order = [4, 0, 1, 2, 3].map { recorded[$0] }
        #expect(changes(order) == [.movedHit(path: "e", from: 5, to: 1)])
    }

    @Test func aSwapIsOneMove() {
        let order = [0, 2, 1, 3, 4].map { recorded[$0] }
        let found = changes(order)
        #expect(found == [.movedHit(path: "c", from: 3, to: 2)] || found == [.movedHit(path: "b", from: 2, to: 3)])
    }

    @Test func scoresMustBeEqual() {
        var found = recorded
        found[1] = Baseline.Hit(path: "b", score: recorded[1].score.nextUp)
        #expect(changes(found) == [.changedScore(path: "b", from: recorded[1].score, to: recorded[1].score.nextUp)])
    }

    @Test func scoresMayDifferByAPartOfThemselves() {
        let old = [Baseline.Hit(path: "a", score: 1000), Baseline.Hit(path: "b", score: -0.5)]
        let new = [Baseline.Hit(path: "a", score: 1001), Baseline.Hit(path: "b", score: -0.5005)]
        #expect(changes(new, from: old, tolerance: 0.001).isEmpty)
        #expect(changes(new, from: old, tolerance: 0.0009).count == 2)
        // The larger of both counts, and zero tolerates nothing but zero.
        let zero = [Baseline.Hit(path: "a", score: 0)], tiny = [Baseline.Hit(path: "a", score: 1e-300)]
        #expect(changes(tiny, from: zero, tolerance: 0.5).count == 1)
        #expect(changes(zero, from: zero).isEmpty)
    }

    @Test func aQueryThatCannotBeMadeHasThatAlone() {
        let query = BaselineComparison.Query(Baseline.Query("q", hits: recorded), .vanishedQuery)
        #expect(query.changes == [.vanishedQuery] && query.found == nil)
    }

    @Test func imagesSkippedBeforeAreNoDifference() {
        let known = Baseline.Skipped(path: "g/bad.jpg", reason: "it is empty")
        let new = Baseline.Skipped(path: "g/worse.jpg", reason: "it is empty")
        let baseline = Baseline(options: sampleOptions, skipped: [known], queries: [])
        let other = Baseline.Skipped(path: "g/bad.jpg", reason: "it is truncated")
        #expect(baseline.newlySkipped([other, new]) == [.newlySkipped(new)])
        #expect(baseline.newlySkipped([]).isEmpty)
    }

    private func changes(
        _ found: [Baseline.Hit], from old: [Baseline.Hit]? = nil, tolerance: Double = 0
    ) -> [BaselineComparison.Change] {
        let query = Baseline.Query("q", hits: old ?? recorded)
        return BaselineComparison.Query(query, found: found, tolerance: tolerance).changes
    }
}

/// One hit a letter, scores rising.
private func hits(_ names: String) -> [Baseline.Hit] {
    names.enumerated().map { Baseline.Hit(path: String($1), score: Double($0) + 1) }
}

let sampleOptions = Baseline.Options(
    galleries: ["../g"], metric: .cosine, compared: .pixels(size: .init(width: 64, height: 32), filter: .lanczos),
    appliesOrientation: false, top: 3,
    threshold: nil, excludesQuery: true)
