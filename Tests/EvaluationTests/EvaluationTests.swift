import Evaluation
import Gallery
import Metrics
import SystemPackage
import Testing

/// Which queries have a part in the measures, and what they amount to together.
struct EvaluationTests {
    @Test func queriesThatCannotBeJudgedAreToldApart() {
        let result = evaluation().results[0]
        #expect(result.queries(.unlabelled).map(\.path) == ["q/loose.jpg"])
        #expect(result.queries(.withoutRelevant).map(\.path) == ["q/Owl/4.jpg"])
        #expect(result.queries.count { $0.judged != nil } == 3)
    }

    @Test func meansAreOverTheOthers() {
        let result = evaluation().results[0]
        #expect(result.mean(.precision(at: 1)) == 2.0 / 3)
        #expect(result.mean(.precision(at: 2)) == 0.5)
        #expect(result.mean(.recall(at: 2)) == 0.5)
        #expect(result.mean(.meanReciprocalRank) == 2.5 / 3)
        let precisions: [Double] = [(1 + 2.0 / 3) / 2, (1 + 2.0 / 4) / 2, (1.0 / 2 + 2.0 / 3) / 2]
        #expect(result.mean(.meanAveragePrecision) == precisions.reduce(0, +) / 3)
    }

    @Test func labelsComeInTheOrderOfTheirBytes() {
        let groups = evaluation().results[0].byLabel
        #expect(groups.map(\.label) == ["Lime", "Plum"])
        #expect(groups[0].queries.map(\.path) == ["q/Lime/1.jpg", "q/Lime/2.jpg"])
        #expect(groups[0].mean(.precision(at: 1)) == 1 && groups[1].mean(.precision(at: 1)) == 0)
    }

    @Test func confusionCountsTheLabelsOfFirstHits() {
        let groups = evaluation().results[0].byLabel
        #expect(groups[0].takenFor.map(\.label) == ["Lime"] && groups[0].takenFor.map(\.count) == [2])
        #expect(groups[1].takenFor.map(\.label) == [nil] && groups[1].takenFor.map(\.count) == [1])
    }

    @Test func theFirstHitsOfEachQueryAreKept() {
        let query = evaluation().results[0].queries[1]
        #expect(query.hits.map(\.index) == [0, 2])
        #expect(query.takenFor == "Lime" && query.judged?.relevantRanks == [1, 4])
    }

    @Test(arguments: [1, 2, 9])
    func everyMetricHasItsOwnRankingForAnyNumberOfThreads(threads: Int) {
        let evaluation = Evaluation(
            queries: Self.queries, gallery: Self.gallery, metrics: [.cosine, .l1], top: 1, threads: threads
        ) { query, metric in
            hits(metric == .l1 ? Self.rankings[query] : Self.rankings[query].reversed())
        }
        #expect(evaluation.results.map(\.metric) == [.cosine, .l1])
        #expect(evaluation.results[1].queries.map(\.path) == Self.queries.map(\.path))
        #expect(evaluation.results[1].mean(.meanReciprocalRank) == 2.5 / 3)
        let reversed: [Double] = [1.0 / 3, 0.5, 1.0 / 3]
        #expect(evaluation.results[0].mean(.meanReciprocalRank) == reversed.reduce(0, +) / 3)
    }

    @Test func nothingToEvaluateHasNoMeasures() {
        let evaluation = Evaluation(queries: [], gallery: Self.gallery, metrics: [.l1], top: 5) { _, _ in [] }
        #expect(evaluation.results[0].mean(.meanAveragePrecision) == nil)
        #expect(evaluation.results[0].byLabel.isEmpty)
    }

    // MARK: A small gallery

    private static let gallery = [
        ImageFile(path: "g/Lime/1.jpg", label: "Lime"), ImageFile(path: "g/Lime/2.jpg", label: "Lime"),
        ImageFile(path: "g/Plum/1.jpg", label: "Plum"), ImageFile(path: "g/Plum/2.jpg", label: "Plum"),
        ImageFile(path: "g/loose.jpg", label: nil),
    ]
    private static let queries = [
        ImageFile(path: "q/Lime/1.jpg", label: "Lime"), ImageFile(path: "q/Lime/2.jpg", label: "Lime"),
        ImageFile(path: "q/Owl/4.jpg", label: "Owl"), ImageFile(path: "q/Plum/3.jpg", label: "Plum"),
        ImageFile(path: "q/loose.jpg", label: nil),
    ]
    /// For each query the gallery's images, best first.
    private static let rankings = [[0, 2, 1, 3, 4], [0, 2, 3, 1, 4], [0, 1, 2, 3, 4], [4, 2, 3, 0, 1], [4, 3, 2, 1, 0]]

    private func evaluation() -> Evaluation {
        Evaluation(queries: Self.queries, gallery: Self.gallery, metrics: [.l1], top: 2) { query, _ in
            hits(Self.rankings[query])
        }
    }
}

private func hits(_ indices: [Int]) -> [ScoredIndex] { indices.enumerated().map { ScoredIndex(index: $1, score: Double($0)) } }
