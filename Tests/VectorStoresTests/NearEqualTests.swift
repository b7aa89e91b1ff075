import Embeddings
import Metrics
import TestSupport
import Testing
@testable import VectorStores

/// Many equal or nearly equal vectors are found, and do not hide the others.
struct NearEqualTests {
    private static let dimension = 96
    private let identity = [UInt8](repeating: 7, count: 16)

    /// How far the copies of a picture are apart: equal, apart by a rounding, and by what saving a photograph anew does.
    private static let spreads: [Float] = [0, 1e-6, 1e-3, 0.01, 0.03, 0.1]

    /// Different vectors and copies, in the order in which a folder may have them.
    enum Order: CaseIterable { case copiesFirst, copiesLast, mixed }

    /// - Parameter spread: Of the length of vectors, the distance of a copy from what it is a copy of.
    private func vectors(
        _ different: Int, copies: [Int], spread: Float, _ order: Order,
        of photographs: (_ numbers: Range<Int>, _ dimension: Int) -> EmbeddingMatrix = {
            clusteredVectors($0.count, dimension: $1)
        }
    ) -> EmbeddingMatrix {
        let photographs = photographs(0..<different + copies.count, Self.dimension)
        var random = SeededGenerator(seed: 23)
        var copied: [[Float]] = []
        for (number, count) in copies.enumerated() {
            let original = photographs.row(different + number)
            for _ in 0..<count {
                let noise = (0..<Self.dimension).map { _ in Float.random(in: -1...1, using: &random) }
                let scale = spread / (Float(Self.dimension) / 3).squareRoot()
                let row = zip(original, noise).map { $0 + scale * $1 }
                let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
                copied.append(row.map { $0 / length })
            }
        }
        let others = (0..<different).map { photographs.row($0) }
        var rows = order == .copiesLast ? others + copied : copied + others
        if order == .mixed { rows.shuffle(using: &random) }
        return EmbeddingMatrix(dimension: Self.dimension, rows: rows.flatMap(\.self))
    }

    private func graph(_ rows: EmbeddingMatrix, in folder: TemporaryFolder) throws -> HNSWSearch {
        _ = try HNSWUpdate(folder("graph"), kernels: kernels, threads: 2)(EmbeddingTable(rows), identity: identity)
        return try HNSWSearch(folder("graph"), rows: EmbeddingTable(rows), identity: identity, kernels: kernels)
    }

    @Test(arguments: spreads, Order.allCases)
    func copiesDoNotHideTheOthers(spread: Float, order: Order) throws {
        try withTemporaryFolder { folder throws in
            let rows = vectors(900, copies: [300], spread: spread, order)
            let graph = try graph(rows, in: folder)
            try expectFound(rows, step: 6, by: graph)
        }
    }

    /// As a gallery of photographs in which a placeholder stands for every fourth.
    @Test(arguments: [0, 1e-3] as [Float], Order.allCases)
    func photographsAreFoundBesideAPlaceholder(spread: Float, order: Order) throws {
        try withTemporaryFolder { folder throws in
            let rows = vectors(1500, copies: [500], spread: spread, order, of: embeddingLikeVectors(_:dimension:))
            let graph = try graph(rows, in: folder)
            try expectFound(rows, step: 10, by: graph)
        }
    }

    /// Expects nearly all nearest neighbours of every `step`-th row, and the row itself or what is equal before all others.
    private func expectFound(_ rows: EmbeddingMatrix, step: Int, by graph: HNSWSearch) throws {
        let queries = select(stride(from: 0, to: rows.count, by: step), of: rows)
        let exact = exactHits(queries, among: rows, count: 10, metric: .cosine)
        let found = try graph.nearest(to: queries, count: 10, metric: .cosine, threads: 2)
        let same = zip(exact, found).reduce(0) { sum, pair in sum + pair.0.count { pair.1.contains($0) } }
        #expect(Double(same) >= 0.99 * Double(10 * queries.count), "\(same) of \(10 * queries.count)")
        #expect(zip(exact, found).allSatisfy { $1.first.map(\.score) == $0[0].score })
    }

    @Test func manyGroupsOfCopiesDoNotHideTheOthers() throws {
        try withTemporaryFolder { folder throws in
            let rows = vectors(600, copies: [Int](repeating: 150, count: 8), spread: 0.003, .copiesFirst)
            let queries = select(stride(from: 0, to: rows.count, by: 9), of: rows)
            #expect(try recall(graph(rows, in: folder), rows, queries) >= 0.99)
        }
    }

    @Test func equalVectorsAreOneNodeAndAllAreHits() throws {
        try withTemporaryFolder { folder throws in
            let rows = vectors(100, copies: [40], spread: 0, .copiesFirst)
            let found = try graph(rows, in: folder).nearest(
                to: select([7], of: rows), count: 45, metric: .cosine, threads: 1)[0]
            #expect(found.prefix(40).map(\.index) == Array(0..<40))
            #expect(Set(found.map(\.index)).count == 45)
            let file = try HNSWFile(folder("graph"))
            #expect(file.nodeCount == 101 && file.rowCount == 140 && file.members.count == 39)
        }
    }

    /// Different pictures are nodes of their own, whatever the scale of the numbers.
    @Test func differentVectorsAreNotTakenForOne() throws {
        try withTemporaryFolder { folder throws in
            for scale in [1e-3, 1, 1e3] as [Float] {
                let rows = clusteredVectors(500, dimension: Self.dimension)
                let scaled = EmbeddingMatrix(
                    dimension: Self.dimension, rows: (0..<rows.count).flatMap { rows.row($0).map { $0 * scale } })
                let leaders = NearEqualRows(
                    EmbeddingTable(scaled), fingerprints: (0..<500).map { UInt64($0) }, nodes: [], kernels: kernels, threads: 2
                ).leaders
                #expect(leaders == Array(0..<500))
            }
        }
    }

    @Test func copiesComeAndGo() throws {
        try withTemporaryFolder { folder throws in
            let all = vectors(300, copies: [60], spread: 0.001, .copiesLast)
            func update(_ numbers: [Int]) throws -> HNSWUpdate.Summary {
                let rows = select(numbers, of: all)
                let done = try HNSWUpdate(folder("graph"), kernels: kernels, threads: 2)(
                    EmbeddingTable(rows), identity: identity)
                let graph = try HNSWSearch(
                    folder("graph"), rows: EmbeddingTable(rows), identity: identity, kernels: kernels)
                #expect(try recall(graph, rows, select(stride(from: 0, to: rows.count, by: 5), of: rows)) >= 0.99)
                return done
            }
            let photographs = Array(0..<300)
            #expect(try update(photographs + [300, 301]) == .init(added: 302, removed: 0, kept: 0))
            #expect(try update(photographs + Array(300..<360)) == .init(added: 58, removed: 0, kept: 302))
            // The one that stood for the others goes.
            #expect(try update(photographs + Array(301..<360)) == .init(added: 0, removed: 1, kept: 359))
            #expect(try update(photographs + [359]) == .init(added: 0, removed: 58, kept: 301))
            #expect(try update(photographs + [359, 359, 359]) == .init(added: 2, removed: 0, kept: 301))
        }
    }
}
