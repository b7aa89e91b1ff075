package import Embeddings
package import Kernels
package import Metrics

/// How many of the true nearest a store finds, and how much faster than comparing with all it is.
package struct RecallMeasurement: Sendable {
    private static let queryLimit = 200
    private static let count = 10

    /// The share of the true 10 nearest that are found.
    package let recall: Double
    package let queryCount: Int
    /// Milliseconds a query on one thread, one query at a time: the median, as other work on the machine slows some down.
    package let exactTime: Double
    package let time: Double

    /// Looks for vectors out of `rows`, evenly spread. Each is left out of its own hits, so that it is as good as one that is not
    /// there: what is easiest to find does not count.
    ///
    /// - Parameter store: Holds `rows`, and names them by their numbers.
    package init(
        _ store: some VectorStore, _ rows: EmbeddingTable, metric: Metric, kernels: Kernels
    ) throws(StoreError) {
        let numbers = stride(from: 0, to: rows.count, by: max(1, rows.count / Self.queryLimit)).prefix(Self.queryLimit)
        let queries = numbers.map { Query(numbers: rows.matrix(of: $0), row: $0) }
        try self.init(store, rows, queries, metric: metric, kernels: kernels)
    }

    /// Looks for vectors that are not among `rows`.
    package init(
        _ store: some VectorStore, _ rows: EmbeddingTable, heldBack: EmbeddingMatrix, metric: Metric, kernels: Kernels
    ) throws(StoreError) {
        let queries = (0..<heldBack.count).map { number in
            Query(numbers: EmbeddingMatrix(dimension: heldBack.dimension, rows: heldBack.row(number)), row: nil)
        }
        try self.init(store, rows, queries, metric: metric, kernels: kernels)
    }

    private init(
        _ store: some VectorStore, _ rows: EmbeddingTable, _ queries: [Query], metric: Metric, kernels: Kernels
    ) throws(StoreError) {
        let exact = FlatStore(rows, kernels: kernels, threads: 1)
        var (hits, wanted) = (0, 0)
        var times: (exact: [Duration], store: [Duration]) = ([], [])
        for query in queries {
            let start = ContinuousClock.now
            let truth = try query.nearest(Self.count, in: exact, metric)
            let middle = ContinuousClock.now
            let found = try query.nearest(Self.count, in: store, metric)
            times.exact.append(middle - start)
            times.store.append(ContinuousClock.now - middle)
            wanted += truth.count
            hits += truth.count { found.contains($0) }
        }
        recall = wanted > 0 ? Double(hits) / Double(wanted) : 1
        queryCount = queries.count
        exactTime = median(times.exact) / .milliseconds(1)
        time = median(times.store) / .milliseconds(1)
    }

    /// As in `recall@10 0.998 over 200 queries, 0.41 ms a query against 12.30 ms`.
    package var summary: String {
        let share = "\((recall * 1000).rounded() / 1000)"
        return
            "recall@10 \(share) over \(queryCount) queries, \(hundredths(time)) ms a query against \(hundredths(exactTime)) ms"
    }
}

/// What is looked for.
private struct Query {
    let numbers: EmbeddingMatrix
    /// Which row it is; nil where it is none.
    let row: Int?

    /// The `count` nearest besides itself.
    func nearest(_ count: Int, in store: some VectorStore, _ metric: Metric) throws(StoreError) -> [StoreHit.Key] {
        guard let row else { return try store.nearest(to: numbers, count: count, metric: metric)[0].map(\.key) }
        let found = try store.nearest(to: numbers, count: count + 1, metric: metric)[0].map(\.key)
        return Array(found.filter { $0 != .row(row) }.prefix(count))
    }
}

/// Zero where there are none.
private func median(_ times: [Duration]) -> Duration { times.isEmpty ? .zero : times.sorted()[times.count / 2] }

private func hundredths(_ value: Double) -> String {
    let rounded = Int((value * 100).rounded())
    let digits = "\(rounded % 100)"
    return "\(rounded / 100).\(digits.count < 2 ? "0" : "")\(digits)"
}
