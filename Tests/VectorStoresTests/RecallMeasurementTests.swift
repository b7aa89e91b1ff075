import TestSupport
import Testing
@testable import VectorStores

/// What is said to be found is what is found.
struct RecallMeasurementTests {
    /// Ten are there for each of 30 queries, and `find` of them are found.
    private func measured(_ find: @escaping (_ nearest: [Int]) -> [Int]) -> RecallMeasurement {
        func nearest(_ query: Int) -> [Int] { (0..<10).map { 100 * query + $0 } }
        return RecallMeasurement(queryCount: 30, exact: nearest, store: { find(nearest($0)) })
    }

    @Test func whatFindsAllHasAll() {
        let all = measured { $0.reversed() }
        #expect(all.recall == 1 && all.queryCount == 30)
    }

    @Test(arguments: [9, 4, 0])
    func whatFindsAPartHasThatPart(kept: Int) {
        #expect(abs(measured { Array($0.prefix(kept)) }.recall - Double(kept) / 10) < 1e-9)
        // What is found beyond the ten, or beside them, does not count.
        #expect(abs(measured { Array($0.prefix(kept)) + (1...10).map { -$0 } + $0 }.recall - Double(kept) / 10) < 1e-9)
    }

    @Test func whereNothingIsThereNothingIsMissed() {
        #expect(RecallMeasurement(queryCount: 3, exact: { _ in [Int]() }, store: { _ in [] }).recall == 1)
        #expect(RecallMeasurement(queryCount: 0, exact: { _ in [1] }, store: { _ in [] }).recall == 1)
    }
}
