import Evaluation
import Testing

/// Measures of single rankings, computed by hand.
struct JudgedRankingTests {
    /// Relevant at ranks 1, 3 and 6 of 8.
    private let mixed = ranking("x.x..x..")

    @Test func precisionIsTheShareAmongTheFirst() {
        #expect(mixed.precision(at: 1) == 1)
        #expect(mixed.precision(at: 2) == 0.5)
        #expect(mixed.precision(at: 5) == 0.4)
        #expect(mixed.precision(at: 8) == 0.375)
    }

    @Test func aShortGalleryDoesNotRaisePrecision() {
        #expect(ranking("xx").precision(at: 5) == 0.4)
    }

    @Test func recallIsTheShareOfTheRelevant() {
        #expect(mixed.recall(at: 1) == 1.0 / 3)
        #expect(mixed.recall(at: 5) == 2.0 / 3)
        #expect(mixed.recall(at: 6) == 1)
        #expect(mixed.recall(at: 100) == 1)
    }

    @Test func theReciprocalRankIsThatOfTheFirstRelevant() {
        #expect(mixed.reciprocalRank == 1)
        #expect(ranking("...x.x").reciprocalRank == 0.25)
        #expect(ranking("....").reciprocalRank == 0)
    }

    @Test func averagePrecisionIsTheMeanOfPrecisionsAtTheRelevant() {
        #expect(abs(mixed.averagePrecision - (1 + 2.0 / 3 + 3.0 / 6) / 3) < 1e-15)
        #expect(ranking("xxx....").averagePrecision == 1)
        #expect(ranking("...x").averagePrecision == 0.25)
        #expect(abs(ranking(".x.x").averagePrecision - 0.5) < 1e-15)
    }

    @Test func measuresOfTheFirstHitsDivideByAllThatIsRelevant() {
        #expect(mixed.reciprocalRank(at: 1) == 1 && ranking("..x").reciprocalRank(at: 2) == 0)
        #expect(ranking("..x").reciprocalRank(at: 3) == 1.0 / 3)
        #expect(abs(mixed.averagePrecision(at: 5) - (1 + 2.0 / 3) / 3) < 1e-15)
        // Only five hits are known; a fourth relevant image is nowhere among them.
        let short = JudgedRanking([true, false, true, false, false], relevantCount: 4)
        #expect(short.recall(at: 5) == 0.5 && short.precision(at: 5) == 0.4)
        #expect(abs(short.averagePrecision(at: 5) - (1 + 2.0 / 3) / 4) < 1e-15)
        let none = JudgedRanking([false, false], relevantCount: 3)
        #expect(none.averagePrecision(at: 2) == 0 && none.reciprocalRank(at: 2) == 0 && none.recall(at: 2) == 0)
    }

    @Test func noMoreIsFoundThanThereIs() {
        let ranking = JudgedRanking([true, true, false], relevantCount: 1)
        #expect(ranking.relevantCount == 2 && ranking.recall(at: 3) == 1 && ranking.averagePrecision == 1)
    }

    @Test func overlapIsMeantOverThoseThatHaveIt() {
        let rankings = [JudgedRanking([true], overlap: 0.5), JudgedRanking([true], overlap: 1), JudgedRanking([true])]
        #expect(Measure.overlap(at: 1).mean(over: rankings) == 0.75)
        #expect(Measure.overlap(at: 1).mean(over: [JudgedRanking([true])]) == nil)
    }

    @Test func measuresAreNamedAsTheyArePrinted() {
        #expect(Measure.all(top: 5).map(\.name) == ["P@1", "P@5", "recall@5", "MRR", "mAP"])
        #expect(Measure.all(top: 1).map(\.name) == ["P@1", "recall@1", "MRR", "mAP"])
        #expect(
            Measure.ofFirst(3, hasExact: true).map(\.name) == ["P@1", "P@3", "recall@3", "MRR@3", "mAP@3", "overlap@3"])
        #expect(Measure.ofFirst(1, hasExact: false).map(\.name) == ["P@1", "recall@1", "MRR@1", "mAP@1"])
    }

    @Test func theMeanIsOverQueries() {
        let rankings = [ranking("x..."), ranking("...x"), ranking(".x.x")]
        #expect(Measure.precision(at: 1).mean(over: rankings) == 1.0 / 3)
        #expect(Measure.precision(at: 2).mean(over: rankings) == 1.0 / 3)
        #expect(Measure.recall(at: 2).mean(over: rankings) == 0.5)
        #expect(Measure.meanReciprocalRank.mean(over: rankings) == (1 + 0.25 + 0.5) / 3)
        #expect(Measure.meanAveragePrecision.mean(over: rankings) == (1 + 0.25 + 0.5) / 3)
        #expect(Measure.meanAveragePrecision.mean(over: []) == nil)
    }
}

/// `x` for a relevant image, `.` for another, best first.
func ranking(_ text: String) -> JudgedRanking { JudgedRanking(text.map { $0 == "x" }) }
