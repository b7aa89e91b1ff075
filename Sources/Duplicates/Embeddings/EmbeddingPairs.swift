package import Embeddings
package import Kernels
import Metrics
import Workers

/// The pairs of similar embeddings.
package struct EmbeddingPairs: Sendable {
    package let closeness: Closeness
    package let threads: Int
    package let kernels: Kernels

    package init(closeness: Closeness, threads: Int, kernels: Kernels) {
        self.closeness = closeness
        self.threads = threads
        self.kernels = kernels
    }

    /// - Parameters:
    ///   - embeddings: Finite numbers, an image a row.
    ///   - isWanted: Selects the pairs that are of interest, by the places of the images.
    ///   - onProgress: Called from any thread with parts of a whole of 1 that were just finished.
    package func pairs(
        among embeddings: EmbeddingMatrix, isWanted: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true },
        onProgress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> [SimilarPair] {
        pairs(among: [(Symmetry.none, embeddings)], isWanted: isWanted, onProgress: onProgress)
    }

    /// - Parameter turned: The embeddings of all images as they are, and then, in the same order, as they are after each symmetry that is
    ///   looked for.
    func pairs(
        among turned: [(Symmetry, EmbeddingMatrix)], isWanted: @escaping @Sendable (Int, Int) -> Bool,
        onProgress: @escaping @Sendable (Double) -> Void
    ) -> [SimilarPair] {
        precondition(turned.first?.0 == Symmetry.none)
        let plain = turned[0].1
        guard plain.count > 1 else { return [] }
        let points = turned.map { self.points(of: $0.1) }
        let frame = CodedPoints.Frame(points, squaredRadius: closeness.squaredRadius(dimension: plain.dimension))
        let coded = CodedPoints(points[0], in: frame, threads: threads)
        let join = SimilarityJoin(kernels: kernels, threads: threads)
        let part = 1 / Double(turned.count * max(1, coded.blockCount))
        var found: [SimilarPair] = []
        for ((symmetry, embeddings), points) in zip(turned, points) {
            let isPlain = symmetry == .none
            let other = isPlain ? coded : CodedPoints(points, in: frame, threads: threads)
            let judge = EmbeddingPairJudge(plain, embeddings, closeness, kernels: kernels)
            let (parts, _) = join.run(
                coded, other, isSame: isPlain, radius: frame.radius,
                progress: SimilarityJoin.Progress { onProgress(Double($0) * part) },
                makeState: { [SimilarPair]() },
                visit: { found, candidates in
                    var query: (place: Int, EmbeddingQueries)?
                    for pair in candidates where pair.first != pair.second && (isPlain || pair.first < pair.second) {
                        // A symmetry and its inverse are both looked for, so one order of two images is enough.
                        let (first, second) = (min(pair.first, pair.second), max(pair.first, pair.second))
                        guard isWanted(first, second) else { continue }
                        if query?.place != first { query = (first, judge.query(first)) }
                        // Just set.
                        if let score = judge.score(query!.1, first, second) {
                            found.append(SimilarPair(first: first, second: second, score: score, symmetry: symmetry))
                        }
                    }
                })
            found += parts.flatMap(\.self)
        }
        return found.bestOfEach(closeness.metric)
    }

    private func points(of embeddings: EmbeddingMatrix) -> PointMatrix {
        let points = PointMatrix(count: embeddings.count, dimension: embeddings.dimension)
        let queue = WorkQueue(count: embeddings.count)
        _ = withWorkers(max(1, threads)) { [closeness] _ in
            while let range = queue.take(atMost: 256) {
                for row in range {
                    embeddings.withRow(row) { Self.write($0, in: closeness.space, to: points[row]) }
                }
            }
        }
        return points
    }

    private static func write(
        _ numbers: UnsafeBufferPointer<Float>, in space: Closeness.Space, to point: UnsafeMutableBufferPointer<Float>
    ) {
        let mean = space == .centredDirection ? numbers.reduce(0.0) { $0 + Double($1) } / Double(numbers.count) : 0
        let squaredNorm = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        // A point without a direction stays at the origin; such an embedding scores 0 with all.
        let factor = space == .plain ? 1 : squaredNorm > 0 ? 1 / squaredNorm.squareRoot() : 0
        for place in numbers.indices { point[place] = Float((Double(numbers[place]) - mean) * factor) }
    }
}

/// Compares two embeddings in full.
private struct EmbeddingPairJudge: Sendable {
    private let plain: EmbeddingMatrix
    private let turned: EmbeddingMatrix
    private let closeness: Closeness
    private let norms: [Double]
    private let kernels: Kernels

    init(_ plain: EmbeddingMatrix, _ turned: EmbeddingMatrix, _ closeness: Closeness, kernels: Kernels) {
        self.plain = plain
        self.turned = turned
        self.closeness = closeness
        self.kernels = kernels
        norms = turned.withUnsafeBufferPointer {
            embeddingNorms(of: $0, dimension: turned.dimension, kernels: kernels)
        }
    }

    func query(_ row: Int) -> EmbeddingQueries {
        var query = EmbeddingMatrix(dimension: plain.dimension, capacity: 1)
        plain.withRow(row) { query.append($0) }
        return EmbeddingQueries(query, metric: closeness.metric, kernels: kernels)
    }

    /// The score of two embeddings, the first being `query`; nil where they are not alike enough, and not equal.
    func score(_ query: EmbeddingQueries, _ first: Int, _ second: Int) -> Double? {
        turned.withRow(second) { row in
            let score = query.score(of: row, norm: norms[second])
            if closeness.metric.meets(closeness.threshold, score) { return score }
            let isEqual = plain.withRow(first) { own in zip(own, row).allSatisfy { $0 == $1 } }
            return isEqual ? score : nil
        }
    }
}
