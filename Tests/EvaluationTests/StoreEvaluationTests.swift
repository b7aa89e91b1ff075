import Evaluation
import Gallery
import Metrics
import SystemPackage
import Testing

/// What stores answered, judged: side by side, and with an exact search.
struct StoreEvaluationTests {
    @Test func measuresAreOfTheAnswerAlone() {
        let result = evaluation([answers("hnsw", [[1, 0], [3, 0]])]).results[0]
        #expect(result.store?.name == "hnsw" && result.store?.time == 0.25)
        // Of the two Limes one is found first, of the two Plums the first hit.
        #expect(result.mean(.precision(at: 1)) == 1)
        #expect(result.mean(.recall(at: 2)) == 0.75)
        #expect(result.mean(.averagePrecision(at: 2)) == (1 + 0.5) / 2)
        #expect(result.mean(.overlap(at: 2)) == nil)
    }

    @Test func othersAreComparedWithTheExactOneOfTheirMetric() {
        let exact = answers("flat", [[0, 1], [2, 3]]), graph = answers("hnsw", [[1, 2], [3, 2]])
        let evaluation = evaluation([exact, graph, answers("hnsw", [[1, 2], [3, 2]], .l2)])
        #expect(evaluation.stores == ["flat", "hnsw"])
        #expect(evaluation.measures.last == .overlap(at: 2))
        #expect(evaluation.results.map { $0.mean(.overlap(at: 2)) } == [nil, 0.75, nil])
        #expect(evaluation.results[1].byLabel.map { $0.mean(.overlap(at: 2)) } == [0.5, 1])
    }

    @Test func withoutAnExactStoreOrAnyOtherThereIsNoOverlap() {
        let flat = answers("flat", [[0, 1], [2, 3]])
        #expect(evaluation([flat]).measures.last == .averagePrecision(at: 2))
        #expect(evaluation([answers("hnsw", [[], []])]).measures.last == .averagePrecision(at: 2))
    }

    @Test func anEmptyAnswerFindsNothing() {
        let result = evaluation([answers("flat", [[0, 1], [2, 3]]), answers("chroma://h/abc", [[], []])]).results[1]
        for measure in [Measure.precision(at: 1), .recall(at: 2), .reciprocalRank(at: 2), .averagePrecision(at: 2)] {
            #expect(result.mean(measure) == 0)
        }
        #expect(result.mean(.overlap(at: 2)) == 0)
    }

    @Test func whatOnlyAStoreHasIsNeverRelevant() {
        let result = evaluation([answers("chroma://h/abc", [[4, 0], [2, 4]])]).results[0]
        #expect(result.queries[0].takenFor == nil && result.mean(.precision(at: 1)) == 0.5)
        #expect(evaluation([]).galleryCount == 4)
    }

    @Test func aRequirementHoldsForEveryRow() throws {
        let exact = answers("flat", [[0, 1], [2, 3]]), graph = answers("hnsw", [[2, 0], [2, 3]])
        let evaluation = evaluation([exact, graph])
        #expect(try #require(Requirement("P@2>=0.75")).failures(in: evaluation).isEmpty)
        let failures = try #require(Requirement("cosine.P@1>=0.75")).failures(in: evaluation)
        #expect(failures.map(\.store) == ["hnsw"])
        #expect(failures.map(\.cause) == [.value(0.5)])
        // An exact search has none, and does not fall short for that.
        #expect(
            try #require(Requirement("overlap@2>0.9")).failures(in: evaluation).map(\.cause) == [.value(0.75)])
        #expect(try #require(Requirement("overlap@2>=0.75")).failures(in: evaluation).isEmpty)
        #expect(
            try #require(Requirement("l2.P@1>=0")).failures(in: evaluation).map(\.cause) == [.noStoreHasMetric])
    }

    // MARK: A small gallery

    private static let images = [
        ImageFile(path: "g/Lime/1.jpg", label: "Lime"), ImageFile(path: "g/Lime/2.jpg", label: "Lime"),
        ImageFile(path: "g/Plum/1.jpg", label: "Plum"), ImageFile(path: "g/Plum/2.jpg", label: "Plum"),
        ImageFile(path: "g/gone.jpg", label: nil),
    ]

    private func evaluation(_ answers: [StoreAnswers]) -> Evaluation {
        Evaluation(
            queries: [ImageFile(path: "q/Lime/1.jpg", label: "Lime"), ImageFile(path: "q/Plum/1.jpg", label: "Plum")],
            gallery: Self.images, galleryCount: 4, relevantCounts: [2, 2], answers: answers, top: 2)
    }

    private func answers(_ store: String, _ hits: [[Int]], _ metric: Metric = .cosine) -> StoreAnswers {
        StoreAnswers(
            store: store, isExact: store == "flat", metric: metric,
            hits: hits.map { $0.map { ScoredIndex(index: $0, score: 0) } }, time: 0.25)
    }
}
