import Embeddings
@testable import FeatureIndex
import Kernels
import Metrics
@testable import VectorStores
import TestSupport
import Testing

/// Quantised embeddings leave out only what is none of the best, and a search with them answers as one without.
struct QuantizationTests {
    private static let metrics = Metric.allCases.filter(QuantizedQueries.canBound)

    @Test(arguments: VectorKind.allCases)
    func boundsHoldTheClosenessOfEveryPair(kind: VectorKind) throws {
        for dimension in [1, 75, 512] {
            let rows = kind.rows(40, dimension: dimension, seed: 1)
            let queries =
                kind.rows(3, dimension: dimension, seed: 2) + [rows[7], rows[0].map { -$0 }]
                + VectorKind.random.rows(1, dimension: dimension, seed: 3)
            for metric in Self.metrics { try expectBounds(rows, queries, metric, IndexedFolder.kernels) }
        }
    }

    private func expectBounds(_ rows: [[Float]], _ queries: [[Float]], _ metric: Metric, _ kernels: Kernels) throws {
        let dimension = rows[0].count
        let matrix = EmbeddingMatrix(dimension: dimension, rows: queries.flatMap { $0 })
        let exact = EmbeddingQueries(matrix, metric: metric, kernels: kernels)
        let quantized = QuantizedQueries(matrix, metric: metric, kernels: kernels)
        let quantizedRows = QuantizedEmbeddings(rows.map { StoredEmbedding(numbers: $0, norm: norm($0, kernels)) })
        var workspace = QuantizedQueries.Workspace(queryCount: queries.count)
        var bounds: [(query: Int, row: Int, best: Double, certain: Double)] = []
        quantizedRows.codes.withUnsafeBufferPointer { codes in
            quantizedRows.facts.withUnsafeBufferPointer { facts in
                quantized.forEachCandidate(
                    codes.baseAddress!, facts, quantized.centre(quantizedRows.centre), in: &workspace,  // Not none.
                    floor: { _ in -.infinity }
                ) { bounds.append(($0, $1, $2, $3)) }
            }
        }
        #expect(bounds.count == rows.count * queries.count)
        var scores = [Double](repeating: 0, count: queries.count)
        for (query, row, best, certain) in bounds {
            rows[row].withUnsafeBufferPointer { row in
                scores.withUnsafeMutableBufferPointer { exact.score(row, into: $0) }
            }
            let closeness = quantized.closeness(scores[query])
            // What is no number bounds nothing, and is always kept.
            #expect(best.isNaN || closeness <= best, "\(metric), \(dimension) numbers, query \(query), row \(row)")
            #expect(certain.isNaN || closeness >= certain, "\(metric), \(dimension) numbers, query \(query), row \(row)")
        }
    }

    @Test func boundsAreClose() throws {
        let rows = VectorKind.cone.rows(60, dimension: 512, seed: 1)
        let matrix = EmbeddingMatrix(dimension: 512, rows: VectorKind.cone.rows(1, dimension: 512, seed: 2)[0])
        let quantized = QuantizedQueries(matrix, metric: .cosine, kernels: .scalar)
        let quantizedRows = QuantizedEmbeddings(rows.map { StoredEmbedding(numbers: $0, norm: norm($0, .scalar)) })
        var workspace = QuantizedQueries.Workspace(queryCount: 1)
        quantizedRows.codes.withUnsafeBufferPointer { codes in
            quantizedRows.facts.withUnsafeBufferPointer { facts in
                quantized.forEachCandidate(
                    codes.baseAddress!, facts, quantized.centre(quantizedRows.centre), in: &workspace,  // Not none.
                    floor: { _ in -.infinity }
                ) { _, row, best, certain in #expect(best - certain < 0.004, "row \(row)") }
            }
        }
    }

    @Test(arguments: VectorKind.allCases)
    func hitsAndScoresAreThoseWithoutQuantisation(kind: VectorKind) throws {
        try withTemporaryFolder { folder in try expectSameHits(kind, in: folder) }
    }

    private func expectSameHits(_ kind: VectorKind, in folder: TemporaryFolder) throws {
        // Two segments, and some that only memory has.
        let vectors = try QuantizedVectors(kind.rows(140, dimension: 20, seed: 8), parts: [90, 44], in: folder)
        let (plain, indexed) = (try vectors.plain(), try vectors.indexed().gallery)
        #expect(indexed.indexedCount == 134 && indexed.newCount == 6)
        let queries =
            try [77, 137].map(vectors.query)
            + kind.rows(1, dimension: 20, seed: 9).map { EmbeddingQuery($0) }
        for metric in Metric.allCases {
            for (limit, excludesQuery, threads) in [(5, true, 2), (16, false, 1)] {
                var options = StoreRequest(
                    metric: metric, limit: limit, excludesQuery: excludesQuery, threads: threads)
                let search = EmbeddingSearch(options: options, kernels: IndexedFolder.kernels)
                let expected = try search.search(queries, in: plain)
                #expect(try search.search(queries, in: indexed) == expected, "\(metric), \(limit) hits")
                // One that some hits meet to the last bit.
                let bar = try #require(expected[0].last?.score)
                options.threshold = bar
                let strict = EmbeddingSearch(options: options, kernels: IndexedFolder.kernels)
                let good = expected.map { hits in
                    hits.filter { metric.meets(bar, $0.score) }
                }
                #expect(try strict.search(queries, in: indexed) == good)
            }
        }
    }

    @Test(arguments: [VectorKind.random, .cone, .groups])
    func fewEmbeddingsAreLookedAt(kind: VectorKind) throws {
        try withTemporaryFolder { folder in
            let vectors = try QuantizedVectors(kind.rows(320, dimension: 192, seed: 8), parts: [320], in: folder)
            let (indexed, segments) = try vectors.indexed()
            for metric in Self.metrics {
                let search = EmbeddingSearch(options: .init(metric: metric, limit: 5), kernels: IndexedFolder.kernels)
                let before = segments[0].touchedByteCount
                _ = try search.search([vectors.query(11)], in: indexed)
                let touched = segments[0].touchedByteCount - before
                #expect(touched < 320 * 192 * 4 / 2, "\(metric): \(touched) bytes")
            }
        }
    }

    private func norm(_ row: [Float], _ kernels: Kernels) -> Double {
        row.withUnsafeBufferPointer { embeddingNorms(of: $0, dimension: row.count, kernels: kernels)[0] }
    }
}
