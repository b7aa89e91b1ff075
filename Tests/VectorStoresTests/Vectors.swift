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

/// The share of the true `count` nearest that `store` finds.
func recall(
    _ store: some VectorStore, _ rows: EmbeddingMatrix, _ queries: EmbeddingMatrix, count: Int = 10, metric: Metric = .cosine
) throws -> Double {
    let exact = try FlatStore(EmbeddingTable(rows), kernels: kernels, threads: 2).nearest(
        to: queries, count: count, metric: metric)
    let found = try store.nearest(to: queries, count: count, metric: metric)
    let hits = zip(exact, found).map { exact, found in exact.count { hit in found.contains { $0.key == hit.key } } }
    return Double(hits.reduce(0, +)) / Double(count * queries.count)
}
