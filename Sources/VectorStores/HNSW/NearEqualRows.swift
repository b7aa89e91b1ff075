internal import CHNSW
import Embeddings
import Kernels
import Metrics
import Workers

/// Rows that are so alike that one of them stands for all in a graph of nearest neighbours.
///
/// A graph keeps the nearest links of a node. Where more rows are alike than a node has links, their links lead to each other
/// alone, and a search that comes among them does not get out. So of equal rows, and of those that are a tenth as far apart
/// as rows usually are, one is a node; the others are compared wherever it is found.
///
/// Which rows may be alike is found by locality-sensitive hashing (Charikar, "Similarity estimation techniques from rounding
/// algorithms", 2002): signs of products with random directions, several tables of them. What it misses is one node more.
struct NearEqualRows {
    private static let tableCount = 4
    private static let bitsPerTable = 16
    /// The share of the mean squared distance of rows below which rows are near-equal: a tenth of the distance.
    private static let squaredShare = 0.01
    /// Rows that are looked at to learn what is usual.
    private static let sampleSize = 1024
    /// Nodes of one hash that a row is compared with.
    private static let mostCompared = 32

    /// The row that stands for each row, which may be itself.
    private(set) var leaders: [Int]

    /// - Parameters:
    ///   - fingerprints: Of the numbers of each row.
    ///   - nodes: Rows that are nodes already, and stay.
    init(_ rows: EmbeddingTable, fingerprints: [UInt64], nodes: [Int], kernels: Kernels, threads: Int) {
        leaders = Array(0..<rows.count)
        var first: [UInt64: Int] = [:]
        for row in nodes { first[fingerprints[row]] = row }
        for row in 0..<rows.count {
            let leader = first[fingerprints[row], default: row]
            if leader == row { first[fingerprints[row]] = row } else if rows.areEqual(row, leader) { leaders[row] = leader }
        }
        let distinct = leaders.indices.filter { leaders[$0] == $0 }
        let radius = Self.radius(rows, distinct, kernels)
        guard radius > 0, radius.isFinite else { return }
        let found = Self.attached(rows, distinct, nodes: Set(nodes), radius: radius, kernels: kernels, threads: threads)
        for (row, leader) in found { leaders[row] = leader }
        for row in leaders.indices { leaders[row] = leaders[leaders[row]] }
    }

    /// Squared.
    private static func radius(_ rows: EmbeddingTable, _ distinct: [Int], _ kernels: Kernels) -> Double {
        guard distinct.count > 1 else { return 0 }
        let sample = stride(from: 0, to: distinct.count, by: max(1, distinct.count / sampleSize)).map { distinct[$0] }
        let half = sample.count / 2
        // Rows that come one after the other may be alike, so each is compared with one that is far from it in the order.
        let sum = (0..<sample.count).reduce(0.0) {
            $0 + Double(rows.squaredDistance(sample[$1], sample[($1 + half) % sample.count], kernels))
        }
        return squaredShare * sum / Double(sample.count)
    }

    /// Rows of `distinct` that are near one that comes before them, or is a node, with that.
    private static func attached(
        _ rows: EmbeddingTable, _ distinct: [Int], nodes: Set<Int>, radius: Double, kernels: Kernels, threads: Int
    ) -> [(row: Int, leader: Int)] {
        let hashes = hashes(rows, distinct, kernels, threads)
        var buckets: [UInt32: [Int]] = [:]
        var attached: [(Int, Int)] = []
        let order =
            distinct.indices.filter { nodes.contains(distinct[$0]) }
            + distinct.indices.filter { !nodes.contains(distinct[$0]) }
        for index in order {
            let row = distinct[index]
            let keys = (0..<tableCount).map { table in
                UInt32(table) << 16 | UInt32(truncatingIfNeeded: hashes[index] >> (bitsPerTable * table)) & 0xffff
            }
            if !nodes.contains(row),
                let leader = keys.lazy.compactMap({ key in
                    buckets[key]?.first { Double(rows.squaredDistance(row, $0, kernels)) < radius }
                }).first
            {
                attached.append((row, leader))
                continue
            }
            for key in keys where buckets[key, default: []].count < mostCompared { buckets[key, default: []].append(row) }
        }
        return attached
    }

    /// Returns, for each of `distinct`, the sides of random planes that it is on; each plane has about half of the rows on
    /// either.
    private static func hashes(
        _ rows: EmbeddingTable, _ distinct: [Int], _ kernels: Kernels, _ threads: Int
    ) -> [UInt64] {
        let planes = EmbeddingQueries(directions(dimension: rows.dimension), metric: .cosine, kernels: kernels)
        @Sendable func sides(_ row: Int) -> [Double] { rows.withRow(row) { planes.scores(of: $0) } }
        let sample = stride(from: 0, to: distinct.count, by: max(1, distinct.count / sampleSize)).map { sides(distinct[$0]) }
        let middles = (0..<tableCount * bitsPerTable).map { plane in
            sample.map { $0[plane] }.sorted()[sample.count / 2]
        }
        let queue = WorkQueue(count: distinct.count)
        let parts = withWorkers(max(1, threads)) { _ in
            var part: [(start: Int, hashes: [UInt64])] = []
            while let range = queue.take(atMost: 256) {
                part.append(
                    (
                        range.lowerBound,
                        range.map { index in
                            zip(sides(distinct[index]), middles).enumerated().reduce(into: UInt64(0)) { hash, side in
                                if side.element.0 > side.element.1 { hash |= 1 << UInt64(side.offset) }
                            }
                        }
                    ))
            }
            return part
        }
        return parts.joined().sorted { $0.start < $1.start }.flatMap(\.hashes)
    }

    /// The same in every run.
    private static func directions(dimension: Int) -> EmbeddingMatrix {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        var matrix = EmbeddingMatrix(dimension: dimension, capacity: tableCount * bitsPerTable)
        for _ in 0..<tableCount * bitsPerTable {
            matrix.append(
                (0..<dimension).map { _ in
                    // The generator of Marsaglia, "Xorshift RNGs", 2003.
                    state ^= state << 13
                    state ^= state >> 7
                    state ^= state << 17
                    return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
                })
        }
        return matrix
    }
}

extension EmbeddingTable {
    /// Whether two rows have the same numbers.
    fileprivate func areEqual(_ a: Int, _ b: Int) -> Bool {
        withRow(a) { a in withRow(b) { b in a.elementsEqual(b) } }
    }

    /// Σ(a − b)²
    fileprivate func squaredDistance(_ a: Int, _ b: Int, _ kernels: Kernels) -> Float {
        withRow(a) { first in
            withRow(b) { second in
                // Rows have numbers.
                chnsw_squared_difference(kernels.instructionSet.code, first.baseAddress!, second.baseAddress!, dimension)
            }
        }
    }
}
