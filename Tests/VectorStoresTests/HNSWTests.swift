import Embeddings
import Foundation
import Kernels
import Metrics
import SystemPackage
import TestSupport
import Testing
@testable import VectorStores

/// Graphs of nearest neighbours find what comparing with all finds.
struct HNSWTests {
    private let identity = [UInt8](repeating: 7, count: 16)
    private let settings = HNSWSettings(m: 12, efConstruction: 100)
    private let queries = clusteredVectors(50, seed: 5)

    /// Makes or updates the graph of `rows`, and opens it.
    private func store(
        _ rows: EmbeddingMatrix, in folder: TemporaryFolder, metric: Metric = .cosine,
        summary: ((HNSWUpdate.Summary) -> Void)? = nil
    ) throws -> HNSWSearch {
        let update = HNSWUpdate(folder("graph"), metric: metric, settings: settings, kernels: kernels, threads: 2)
        let done = try update(EmbeddingTable(rows), identity: identity)
        summary?(done)
        return try HNSWSearch(folder("graph"), rows: EmbeddingTable(rows), identity: identity, kernels: kernels)
    }

    @Test(arguments: [Metric.cosine, .l2, .mse])
    func nearlyAllOfTheNearestAreFoundAndScoredAsEverywhere(metric: Metric) throws {
        try withTemporaryFolder { folder throws in
            let rows = clusteredVectors(3000)
            let store = try store(rows, in: folder)
            #expect(try recall(store, rows, queries, metric: metric) >= 0.99)
            let exact = exactHits(queries, among: rows, count: 1, metric: metric)
            let found = try store.nearest(to: queries, count: 1, metric: metric, threads: 2)
            #expect(zip(exact, found).count { $0 == $1 } >= 49)
        }
    }

    @Test(arguments: [Metric.cosine, .l2, .mse])
    func vectorsOfAnyLengthAreServedByTheMetricTheyWereMadeFor(metric: Metric) throws {
        try withTemporaryFolder { folder throws in
            let rows = clusteredVectors(2000, areUnit: false)
            let store = try store(rows, in: folder, metric: metric)
            #expect(try recall(store, rows, queries, metric: metric) >= 0.99)
            #expect(!store.supportedMetrics.contains(metric == .cosine ? .l2 : .cosine))
        }
    }

    /// Vectors that differ in a part of their numbers alone are told apart by that part, whatever loops compare them, also where
    /// graphs are made by halves.
    @Test(arguments: Kernels.available, [0, 32, 64, 96, 128])
    func everyNumberCounts(kernels: Kernels, start: Int) throws {
        try withTemporaryFolder { folder throws in
            let (part, dimension) = (clusteredVectors(600, dimension: 20), start == 128 ? 150 : 128)
            var rows = EmbeddingMatrix(dimension: dimension)
            for number in 0..<part.count {
                rows.append(
                    [Float](repeating: 0, count: start) + part.row(number)
                        + [Float](repeating: 0, count: dimension - start - 20))
            }
            _ = try HNSWUpdate(folder("graph"), settings: settings, kernels: kernels, threads: 2)(
                EmbeddingTable(rows), identity: identity)
            let store = try HNSWSearch(
                folder("graph"), rows: EmbeddingTable(rows), identity: identity, kernels: kernels)
            #expect(try recall(store, rows, select(0..<50, of: rows)) >= 0.99)
        }
    }

    @Test(arguments: [Metric.l1, .correlation])
    func otherMetricsAreRefusedWithThoseThatWork(metric: Metric) throws {
        try withTemporaryFolder { folder throws in
            let store = try store(clusteredVectors(100), in: folder)
            let error = #expect(throws: StoreError.self) {
                try store.nearest(to: queries, count: 5, metric: metric, threads: 2)
            }
            #expect(shownSentence(error).contains("l2 or mse or cosine"))
        }
    }

    @Test func whereAllAreWantedAllAreFound() throws {
        try withTemporaryFolder { folder throws in
            let rows = clusteredVectors(200)
            let store = try store(rows, in: folder)
            for count in [0, 50, 200, 1000] {
                let exact = exactHits(queries, among: rows, count: count, metric: .l2)
                #expect(try store.nearest(to: queries, count: count, metric: .l2, threads: 2) == exact)
            }
        }
    }

    @Test(arguments: [1, 2, 5])
    func aFewVectorsAreAGraphToo(count: Int) throws {
        try withTemporaryFolder { folder throws in
            let rows = clusteredVectors(count)
            #expect(
                try store(rows, in: folder).nearest(to: queries, count: 5, metric: .cosine, threads: 2).allSatisfy {
                    $0.count == count
                })
        }
    }

    /// Where a graph has been opened, what is asked for decides how much is looked at, and nothing else.
    @Test func fewCandidatesFindLess() throws {
        try withTemporaryFolder { folder throws in
            var random = SeededGenerator(seed: 17)
            func vectors(_ count: Int) -> EmbeddingMatrix {
                var rows = EmbeddingMatrix(dimension: 64)
                for _ in 0..<count { rows.append((0..<64).map { _ in Float.random(in: -1...1, using: &random) }) }
                return rows
            }
            let (rows, queries) = (vectors(3000), vectors(50))
            _ = try HNSWUpdate(folder("graph"), settings: settings, kernels: kernels, threads: 2)(
                EmbeddingTable(rows), identity: identity)
            func recall(ef: Int) throws -> Double {
                let store = try HNSWSearch(
                    folder("graph"), rows: EmbeddingTable(rows), identity: identity, ef: ef, kernels: kernels)
                return try VectorStoresTests.recall(store, rows, queries, count: 1)
            }
            #expect(try recall(ef: 3000) == 1)
            #expect(try recall(ef: 1) < 0.95)
        }
    }

    @Test func equalVectorsAreAllFound() throws {
        try withTemporaryFolder { folder throws in
            let rows = select([Int](repeating: 0, count: 30) + Array(1..<300), of: clusteredVectors(300))
            let found = try store(rows, in: folder).nearest(to: select([0], of: rows), count: 30, metric: .cosine, threads: 2)
            #expect(found[0].map(\.index) == Array(0..<30))
        }
    }

    /// The graph compares in single precision, which cannot tell these apart, so it is asked for some more than are shown.
    @Test func vectorsThatDifferByLittleComeInTheOrderOfTheirScores() throws {
        try withTemporaryFolder { folder throws in
            var rows = clusteredVectors(300)
            let query = rows.row(0)
            for number in 0..<12 {
                var row = query
                row[number] = number % 2 == 0 ? row[number].nextUp : row[number].nextDown
                rows.append(row)
            }
            let queries = select([0], of: rows)
            let exact = exactHits(queries, among: rows, count: 5, metric: .cosine)
            #expect(try store(rows, in: folder).nearest(to: queries, count: 5, metric: .cosine, threads: 2) == exact)
        }
    }

    @Test func whatChangedIsAllThatIsDone() throws {
        try withTemporaryFolder { folder throws in
            let all = clusteredVectors(2600)
            _ = try store(select(0..<2000, of: all), in: folder) { #expect($0 == .init(added: 2000, removed: 0, kept: 0)) }
            // Every tenth goes, six hundred come, and what stays stands in another order.
            let numbers = (0..<2000).filter { $0 % 10 != 3 }.reversed() + Array(2000..<2600)
            let rows = select(numbers, of: all)
            let updated = try store(rows, in: folder) { #expect($0 == .init(added: 600, removed: 200, kept: 1800)) }
            #expect(try recall(updated, rows, queries) >= 0.99)
            _ = try store(rows, in: folder) { #expect($0 == .init(added: 0, removed: 0, kept: 2400)) }
        }
    }

    @Test func manySmallChangesDoNotSpoilIt() throws {
        try withTemporaryFolder { folder throws in
            let all = clusteredVectors(2000)
            for step in 0..<10 {
                let rows = select(step * 100..<step * 100 + 1000, of: all)
                let store = try store(rows, in: folder)
                if step == 9 { #expect(try recall(store, rows, queries) >= 0.98) }
            }
        }
    }

    @Test func whereMostIsGoneItIsMadeAnew() throws {
        try withTemporaryFolder { folder throws in
            let all = clusteredVectors(500)
            _ = try store(all, in: folder)
            _ = try store(select(0..<100, of: all), in: folder) { #expect($0 == .init(added: 100, removed: 0, kept: 0)) }
        }
    }

    @Test func anEmptyIndexHasNoGraph() throws {
        try withTemporaryFolder { folder throws in
            _ = try store(clusteredVectors(10), in: folder)
            let update = HNSWUpdate(folder("graph"), kernels: kernels, threads: 1)
            _ = try update(EmbeddingTable(EmbeddingMatrix(dimension: 32)), identity: identity)
            #expect(throws: StoreError.noGraph(folder("graph"))) { try HNSWFile(folder("graph")) }
        }
    }

    @Test func aGraphOfOtherEmbeddingsIsNotSearched() throws {
        try withTemporaryFolder { folder throws in
            let rows = clusteredVectors(100)
            _ = try store(rows, in: folder)
            for (rows, identity) in [(rows, [UInt8](repeating: 8, count: 16)), (clusteredVectors(101), identity)] {
                #expect(throws: StoreError.staleGraph(folder("graph"))) {
                    try HNSWSearch(folder("graph"), rows: EmbeddingTable(rows), identity: identity, kernels: kernels)
                }
            }
        }
    }

    @Test func noFileIsLeftHalfWritten() throws {
        try withTemporaryFolder { folder throws in
            _ = try store(clusteredVectors(100), in: folder)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("").string) == ["graph"])
            // A folder in the way, so that the name cannot be taken.
            let blocked = try folder.makeFolder("blocked/graph")
            try folder.write([1], to: "blocked/graph/file")
            #expect(throws: StoreError.self) {
                try HNSWUpdate(blocked, kernels: kernels, threads: 1)(EmbeddingTable(clusteredVectors(10)), identity: identity)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("blocked").string) == ["graph"])
        }
    }
}
