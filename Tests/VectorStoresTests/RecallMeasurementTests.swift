import Embeddings
import Metrics
import TestSupport
import Testing
@testable import VectorStores

/// What is said to be found is what is found.
struct RecallMeasurementTests {
    private let rows = clusteredVectors(400)
    private var table: EmbeddingTable { EmbeddingTable(rows) }

    /// Gives what is there, as far as it is kept.
    private struct PartialStore: VectorStore {
        let exact: FlatStore
        let keeps: @Sendable (_ rank: Int, StoreHit) -> Bool

        func nearest(to queries: EmbeddingMatrix, count: Int, metric: Metric) throws(StoreError) -> [[StoreHit]] {
            try exact.nearest(to: queries, count: count, metric: metric).map { hits in
                hits.enumerated().filter { keeps($0.offset, $0.element) }.map(\.element)
            }
        }
    }

    private func store(keeping keeps: @escaping @Sendable (Int, StoreHit) -> Bool) -> PartialStore {
        PartialStore(exact: FlatStore(table, kernels: kernels, threads: 1), keeps: keeps)
    }

    @Test func whatFindsAllHasAll() throws {
        let measured = try RecallMeasurement(store { _, _ in true }, table, metric: .cosine, kernels: kernels)
        #expect(measured.recall == 1 && measured.queryCount == 200)
    }

    /// A vector is its own nearest: whatever finds that alone finds nothing.
    @Test func aVectorsOwnRowDoesNotCount() throws {
        let measured = try RecallMeasurement(store { rank, _ in rank == 0 }, table, metric: .cosine, kernels: kernels)
        #expect(measured.recall == 0)
        // There are ten others still: nine of them are not all.
        let nine = try RecallMeasurement(store { rank, _ in rank < 10 }, table, metric: .cosine, kernels: kernels)
        #expect(abs(nine.recall - 0.9) < 1e-9)
        let others = try RecallMeasurement(store { rank, _ in rank != 0 }, table, metric: .cosine, kernels: kernels)
        #expect(others.recall == 1)
    }

    @Test func forVectorsThatAreNotThereEveryHitCounts() throws {
        let queries = clusteredVectors(30, seed: 5)
        for (kept, recall) in [(10, 1), (9, 0.9), (4, 0.4), (0, 0)] {
            let measured = try RecallMeasurement(
                store { rank, _ in rank < kept }, table, heldBack: queries, metric: .l2, kernels: kernels)
            #expect(abs(measured.recall - recall) < 1e-9 && measured.queryCount == 30)
        }
    }

    @Test func theSummaryTellsHowManyAndHowFast() throws {
        let measured = try RecallMeasurement(
            store { rank, _ in rank < 9 }, table, heldBack: clusteredVectors(30, seed: 5), metric: .l2, kernels: kernels)
        #expect(
            measured.summary.wholeMatch(of: /recall@10 0\.9 over 30 queries, \d+\.\d\d ms a query against \d+\.\d\d ms/) != nil)
    }
}
