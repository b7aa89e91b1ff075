import Testing
@testable import VectorStores

@testable import RetrieveCommands

/// What users read of what a store finds.
struct RecallSummaryTests {
    private func measured(queries: Int, found: Int) -> RecallMeasurement {
        RecallMeasurement(queryCount: queries, exact: { _ in Array(0..<10) }, store: { _ in Array(0..<found) })
    }

    @Test func theSummaryTellsHowManyAndHowFast() {
        #expect(
            measured(queries: 30, found: 9).summary.wholeMatch(
                of: /recall@10 0\.9 over 30 queries, \d+\.\d\d ms per query against \d+\.\d\d ms/) != nil)
        #expect(measured(queries: 1, found: 10).summary.hasPrefix("recall@10 1.0 over 1 query, "))
    }

    @Test func aGraphThatFindsTooLittleIsToldWithWhatToDo() throws {
        var summary = StoreSummary()
        summary.recall = measured(queries: 5, found: 10)
        #expect(Phrasing().lowRecall(summary) == nil)
        summary.recall = measured(queries: 5, found: 9)
        let sentence = try #require(Phrasing().lowRecall(summary))
        #expect(sentence.contains("recall@10 0.9 over 5 queries") && sentence.contains("--ef-construction"))
        #expect(Phrasing().lowRecall(StoreSummary()) == nil)
    }
}
