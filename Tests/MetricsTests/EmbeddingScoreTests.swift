import Embeddings
import Kernels
import Metrics
import TestSupport
import Testing

/// Scores of embeddings equal numpy's on 64-bit floats, far closer than the 10⁻⁶ that is promised.
struct EmbeddingScoreTests {
    @Test(arguments: try EmbeddingPair.all())
    func scoresEqualNumpys(pair: EmbeddingPair) throws {
        let (a, b) = pair.numbers()
        for kernels in Kernels.available {
            for metric in Metric.allCases {
                let expected = try #require(pair.score(metric.rawValue))
                let score = score(a, b, by: metric, kernels: kernels)
                let tolerance = metric.prefersLarger ? 1e-10 : 1e-13 * abs(expected)
                #expect(abs(score - expected) <= tolerance, "\(metric), \(kernels.instructionSet): \(score), not \(expected)")
            }
        }
    }

    /// Numbers that cancel, differ in magnitude, or hardly differ at all, against sums that carry what rounding takes.
    @Test(arguments: ["cancelling", "wide", "nearly constant", "subnormal"], [7, 512, 4096])
    func hostileNumbersKeepTheirDigits(kind: String, dimension: Int) throws {
        let kernels = try Kernels.selected()
        let (a, b) = (hostile(kind, dimension, seed: 1), hostile(kind, dimension, seed: 2))
        let oracle = Oracle(a, b)
        for metric in [Metric.l1, .l2, .mse] {
            let (score, expected) = (score(a, b, by: metric, kernels: kernels), oracle.score(metric))
            #expect(abs(score - expected) <= 1e-13 * expected, "\(metric): \(score), not \(expected)")
        }
        for metric in [Metric.cosine, .correlation] {
            let (score, expected) = (score(a, b, by: metric, kernels: kernels), oracle.score(metric))
            #expect(abs(score - expected) <= 1e-12, "\(metric): \(score), not \(expected)")
        }
    }

    @Test(arguments: Metric.allCases)
    func everyInstructionSetGivesTheSameBits(metric: Metric) throws {
        let (queries, rows) = (matrix(5, 77, seed: 3), matrix(40, 77, seed: 4))
        let expected = EmbeddingQueries(queries, metric: metric, kernels: .scalar).scores(of: rows)
        for kernels in Kernels.available {
            let scores = EmbeddingQueries(queries, metric: metric, kernels: kernels).scores(of: rows)
            #expect(scores.map(\.bitPattern) == expected.map(\.bitPattern), "\(kernels.instructionSet)")
        }
    }

    @Test(arguments: Metric.allCases)
    func aScoreDoesNotDependOnItsNeighbours(metric: Metric) throws {
        let kernels = try Kernels.selected()
        let (queries, rows) = (matrix(6, 33, seed: 5), matrix(37, 33, seed: 6))
        let together = EmbeddingQueries(queries, metric: metric, kernels: kernels).scores(of: rows)
        for query in 0..<queries.count {
            for row in 0..<rows.count {
                #expect(
                    score(queries.row(query), rows.row(row), by: metric, kernels: kernels)
                        == together[row * queries.count + query])
            }
        }
    }

    @Test func constantAndZeroEmbeddingsAreLikeNothing() throws {
        let kernels = try Kernels.selected()
        let (zero, constant) = ([Float](repeating: 0, count: 100), [Float](repeating: 0.1, count: 100))
        let other = linearCongruentialNumbers(seed: 9, count: 100)
        #expect(score(zero, other, by: .cosine, kernels: kernels) == 0)
        for flat in [zero, constant] {
            #expect(score(flat, other, by: .correlation, kernels: kernels) == 0)
            #expect(score(other, flat, by: .correlation, kernels: kernels) == 0)
        }
    }

    private func matrix(_ count: Int, _ dimension: Int, seed: UInt64) -> EmbeddingMatrix {
        EmbeddingMatrix(dimension: dimension, rows: linearCongruentialNumbers(seed: seed, count: count * dimension))
    }

    private func score(_ a: [Float], _ b: [Float], by metric: Metric, kernels: Kernels) -> Double {
        let query = EmbeddingMatrix(dimension: a.count, rows: a), row = EmbeddingMatrix(dimension: b.count, rows: b)
        return EmbeddingQueries(query, metric: metric, kernels: kernels).scores(of: row)[0]
    }

    private func hostile(_ kind: String, _ dimension: Int, seed: UInt64) -> [Float] {
        let numbers = linearCongruentialNumbers(seed: seed, count: dimension)
        return switch kind {
        case "cancelling": numbers.enumerated().map { $0 % 2 == 0 ? 1000 : -1000 + $1 / 100 }
        case "wide": numbers.enumerated().map { $1 * Float(sign: .plus, exponent: $0 % 121 - 60, significand: 1) }
        case "nearly constant": numbers.map { 1 + ($0 > 0 ? Float.ulpOfOne : 0) * ($0 * 8).rounded() }
        default: numbers.map { $0 * 0x1p-130 }
        }
    }
}

extension EmbeddingQueries {
    fileprivate func scores(of rows: EmbeddingMatrix) -> [Double] {
        var scores = [Double](repeating: .nan, count: rows.count * count)
        rows.withUnsafeBufferPointer { rows in scores.withUnsafeMutableBufferPointer { score(rows, into: $0) } }
        return scores
    }
}

/// Scores from the formulas, with sums that lose next to nothing.
private struct Oracle {
    private let a: [Double]
    private let b: [Double]

    init(_ a: [Float], _ b: [Float]) {
        self.a = a.map(Double.init)
        self.b = b.map(Double.init)
    }

    func score(_ metric: Metric) -> Double {
        let squares = Self.sum(zip(a, b).map { ($0 - $1) * ($0 - $1) })
        return switch metric {
        case .l1: Self.sum(zip(a, b).map { abs($0 - $1) })
        case .l2: squares.squareRoot()
        case .mse: squares / Double(a.count)
        case .cosine: Self.cosine(a, b)
        case .correlation: Self.cosine(Self.centred(a), Self.centred(b))
        }
    }

    private static func cosine(_ a: [Double], _ b: [Double]) -> Double {
        sum(zip(a, b).map(*)) / (sum(a.map { $0 * $0 }).squareRoot() * sum(b.map { $0 * $0 }).squareRoot() + .ulpOfOne)
    }

    /// Numbers much alike are taken off a first one, exactly, before their mean is.
    private static func centred(_ values: [Double]) -> [Double] {
        let differences = values.map { $0 - values[0] }
        let mean = sum(differences) / Double(values.count)
        return differences.map { $0 - mean }
    }

    /// Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974.
    private static func sum(_ values: [Double]) -> Double {
        var (sum, lost) = (0.0, 0.0)
        for value in values {
            let next = sum + value
            lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return sum + lost
    }
}
