import Evaluation
import Testing

struct HitPrecisionTests {
    @Test func itIsTheShareOfHitsWithTheQuerysLabel() throws {
        let precision = try #require(HitPrecision([[true, false]], limit: 2))
        #expect(precision.queryCount == 1 && precision.atOne == 1)
        #expect(precision.atLimit?.k == 2 && precision.atLimit?.value == 0.5)
    }

    @Test func aMissingHitCountsAsWrong() throws {
        let precision = try #require(HitPrecision([[true, false], []], limit: 4))
        #expect(precision.atOne == 0.5 && precision.atLimit?.value == 1.0 / 8)
    }

    @Test func withoutALimitThereIsOnlyPrecisionAtOne() throws {
        #expect(try #require(HitPrecision([[true]], limit: nil)).atLimit == nil)
    }

    @Test func withoutLabelledQueriesThereIsNone() {
        #expect(HitPrecision([], limit: 5) == nil)
    }
}
