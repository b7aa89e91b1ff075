package import Embeddings
package import Kernels
package import Metrics
import Workers

/// Compares with every embedding: exact, and what other stores are measured by.
package struct FlatStore: VectorStore {
    private static let rowsAtOnce = 256

    private let rows: EmbeddingTable
    private let kernels: Kernels
    private let threads: Int

    package init(_ rows: EmbeddingTable, kernels: Kernels, threads: Int) {
        self.rows = rows
        self.kernels = kernels
        self.threads = threads
    }

    package func nearest(to queries: EmbeddingMatrix, count: Int, metric: Metric) throws(StoreError) -> [[StoreHit]] {
        guard queries.dimension == rows.dimension else {
            throw .dimension(expected: rows.dimension, found: queries.dimension, store: "the index")
        }
        guard count > 0 else { return [[StoreHit]](repeating: [], count: queries.count) }
        let prepared = EmbeddingQueries(queries, metric: metric, kernels: kernels)
        let queue = WorkQueue(count: rows.count)
        let (rows, queryCount) = (rows, queries.count)
        let partial = withWorkers(max(1, min(threads, rows.count / Self.rowsAtOnce + 1))) { _ in
            var best = [TopHits](repeating: TopHits(metric: metric, limit: count, threshold: nil), count: queryCount)
            while let range = queue.take(atMost: Self.rowsAtOnce) {
                rows.forEachRun(in: range) { part, numbers in
                    let scores = prepared.scores(of: numbers)
                    for (offset, row) in part.enumerated() {
                        for query in 0..<queryCount {
                            best[query].offer(ScoredIndex(index: row, score: scores[offset * queryCount + query]))
                        }
                    }
                }
            }
            return best
        }
        return (0..<queryCount).map { query in
            var best = partial[0][query]
            for other in partial.dropFirst() { best.merge(other[query]) }
            return best.sorted.map { StoreHit($0) }
        }
    }
}
