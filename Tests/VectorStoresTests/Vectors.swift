import Embeddings
import Kernels
import Metrics
import TestSupport
@testable import VectorStores

/// Numbers in groups, as embeddings of pictures are: each vector is one of a few directions and a good deal of its own.
func clusteredVectors(_ count: Int, dimension: Int = 32, seed: UInt64 = 1, areUnit: Bool = true) -> EmbeddingMatrix {
    // The directions are the same for every seed.
    var common = SeededGenerator(seed: 99)
    let centres = (0..<16).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &common) } }
    var random = SeededGenerator(seed: seed)
    var rows = EmbeddingMatrix(dimension: dimension, capacity: count)
    for _ in 0..<count {
        let centre = centres[Int.random(in: 0..<centres.count, using: &random)]
        let row = centre.map { $0 + Float.random(in: -0.8...0.8, using: &random) }
        let length = areUnit ? row.reduce(0) { $0 + $1 * $1 }.squareRoot() : 1
        rows.append(row.map { $0 / length })
    }
    return rows
}

/// Rows `numbers` of `rows`.
func select(_ numbers: some Sequence<Int>, of rows: EmbeddingMatrix) -> EmbeddingMatrix {
    var selected = EmbeddingMatrix(dimension: rows.dimension)
    for number in numbers { selected.append(rows.row(number)) }
    return selected
}

let kernels = Kernels.available[Kernels.available.count - 1]

/// The best `count` rows for each query, by the definition of `metric`, in double precision: what all stores are held against.
func exactHits(_ queries: EmbeddingMatrix, among rows: EmbeddingMatrix, count: Int, metric: Metric) -> [[ScoredIndex]] {
    guard count > 0 else { return [[ScoredIndex]](repeating: [], count: queries.count) }
    let prepared = EmbeddingQueries(queries, metric: metric, kernels: .scalar)
    var best = (0..<queries.count).map { _ in TopHits(metric: metric, limit: count, threshold: nil) }
    for row in 0..<rows.count {
        let scores = rows.row(row).withUnsafeBufferPointer { prepared.scores(of: $0) }
        for query in best.indices { best[query].offer(ScoredIndex(index: row, score: scores[query])) }
    }
    return best.map(\.sorted)
}

/// The share of the true `count` nearest that a graph finds.
func recall(
    _ graph: HNSWSearch, _ rows: EmbeddingMatrix, _ queries: EmbeddingMatrix, count: Int = 10, metric: Metric = .cosine
) throws -> Double {
    let exact = exactHits(queries, among: rows, count: count, metric: metric)
    let found = try graph.nearest(to: queries, count: count, metric: metric, threads: 2)
    let hits = zip(exact, found).map { exact, found in exact.count { hit in found.contains { $0.index == hit.index } } }
    return Double(hits.reduce(0, +)) / Double(count * queries.count)
}
