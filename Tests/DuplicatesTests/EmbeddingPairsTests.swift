import Embeddings
import Kernels
import Metrics
import TestSupport
import Testing

@testable import Duplicates

/// The join of embeddings with themselves: just the pairs that comparing all of them finds.
struct EmbeddingPairsTests {
    enum Kind: CaseIterable, Sendable {
        case noise, clustered, cone, equal, tiny, outlier, zero
    }

    @Test(arguments: Metric.allCases, Kind.allCases)
    func findsJustThePairsThatComparingAllFinds(metric: Metric, kind: Kind) throws {
        for dimension in [1, 7, 40] {
            let embeddings = Self.embeddings(kind, count: 70, dimension: dimension)
            let scores = Self.scores(embeddings, metric)
            for threshold in Self.thresholds(metric) + [scores[3], scores[700], scores[2_000]] {
                let closeness = Closeness(metric: metric, threshold: threshold)
                let found = EmbeddingPairs(closeness: closeness, threads: 2, kernels: .scalar).pairs(among: embeddings)
                #expect(
                    found == Self.bruteForcePairs(embeddings, scores, closeness), "\(metric) \(kind) \(dimension) \(threshold)")
            }
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func theAnswerDependsOnNoInstructionSet(set: Kernels.InstructionSet) throws {
        let embeddings = Self.embeddings(.clustered, count: 150, dimension: 50)
        let closeness = Closeness(metric: .cosine, threshold: 0.95)
        let expected = EmbeddingPairs(closeness: closeness, threads: 1, kernels: .scalar).pairs(among: embeddings)
        #expect(!expected.isEmpty)
        let kernels = try #require(Kernels(set))
        #expect(EmbeddingPairs(closeness: closeness, threads: 3, kernels: kernels).pairs(among: embeddings) == expected)
    }

    private static func thresholds(_ metric: Metric) -> [Double] {
        metric.prefersLarger ? [0.9, 0.999, 1, 0, -0.5] : [0, 1e-3, 0.5]
    }

    private static func embeddings(_ kind: Kind, count: Int, dimension: Int) -> EmbeddingMatrix {
        var random = SeededGenerator(seed: UInt64(dimension))
        let centres = (0..<9).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) } }
        var matrix = EmbeddingMatrix(dimension: dimension)
        for row in 0..<count {
            let centre = centres[row % centres.count]
            matrix.append(
                (0..<dimension).map { place in
                    let noise = Float.random(in: -1...1, using: &random)
                    return switch kind {
                    case .noise: noise
                    case .clustered: centre[place] + noise * Float(row % 3) * 0.1
                    case .cone: 3 + noise * 0.01
                    case .equal: centres[0][place]
                    case .tiny: noise * 1e-12
                    case .outlier: place == row % dimension ? 1000 : noise
                    case .zero: row % 4 == 0 ? 0 : centre[place]
                    }
                })
        }
        return matrix
    }

    /// Of every pair, the first one being the query.
    private static func scores(_ embeddings: EmbeddingMatrix, _ metric: Metric) -> [Double] {
        var scores: [Double] = []
        for first in 0..<embeddings.count {
            let query = EmbeddingQueries(
                EmbeddingMatrix(dimension: embeddings.dimension, rows: embeddings.row(first)), metric: metric, kernels: .scalar)
            for second in first + 1..<max(first + 1, embeddings.count) {
                var score = [0.0]
                embeddings.withRow(second) { row in score.withUnsafeMutableBufferPointer { query.score(row, into: $0) } }
                scores.append(score[0])
            }
        }
        return scores
    }

    private static func bruteForcePairs(
        _ embeddings: EmbeddingMatrix, _ scores: [Double], _ closeness: Closeness
    ) -> [SimilarPair] {
        var pairs: [SimilarPair] = []
        var place = 0
        for first in 0..<embeddings.count {
            for second in first + 1..<max(first + 1, embeddings.count) {
                let isAlike =
                    closeness.metric.meets(closeness.threshold, scores[place])
                    || embeddings.row(first) == embeddings.row(second)
                if isAlike { pairs.append(SimilarPair(first: first, second: second, score: scores[place])) }
                place += 1
            }
        }
        return pairs
    }
}
