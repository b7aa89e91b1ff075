import Kernels
import Metrics
import TestSupport
import Testing

/// Scores equal numpy's on 64-bit floats.
struct ScoreGoldenTests {
    @Test(arguments: try ScorePair.all())
    func scoresEqualNumpys(pair: ScorePair) throws {
        let (a, b) = pair.samples()
        for kernels in Kernels.available {
            for metric in Metric.allCases {
                let expected = try #require(pair.scores[metric.rawValue]?.value)
                let score = score(a, b, by: metric, kernels: kernels)
                if metric == .correlation {
                    #expect(abs(score - expected) <= 1e-12, "\(metric), \(kernels.instructionSet)")
                } else {
                    #expect(
                        score.bitPattern == expected.bitPattern,
                        "\(metric), \(kernels.instructionSet): \(score), not \(expected)")
                }
            }
        }
    }

    @Test func theOrderOfTheImagesDoesNotMatter() throws {
        let kernels = try Kernels.selected()
        for pair in try ScorePair.all() where pair.length <= 1000 {
            let (a, b) = pair.samples()
            for metric in Metric.allCases {
                #expect(score(a, b, by: metric, kernels: kernels) == score(b, a, by: metric, kernels: kernels))
            }
        }
    }

    @Test func anImageIsMostLikeItself() throws {
        let kernels = try Kernels.selected()
        let a = linearCongruentialBytes(seed: 50, count: 3 * 448 * 448)
        for metric in [Metric.l1, .l2, .mse] { #expect(score(a, a, by: metric, kernels: kernels) == 0) }
        for metric in [Metric.cosine, .correlation] { #expect(abs(score(a, a, by: metric, kernels: kernels) - 1) < 1e-12) }
    }

    @Test(arguments: [0, 1, 128, 255] as [UInt8])
    func aConstantImageCorrelatesWithNothing(value: UInt8) throws {
        let kernels = try Kernels.selected()
        let flat = [UInt8](repeating: value, count: 1000), other = linearCongruentialBytes(seed: 51, count: 1000)
        for b in [flat, other] { #expect(score(flat, b, by: .correlation, kernels: kernels) == 0) }
        if value == 0 { #expect(score(flat, other, by: .cosine, kernels: kernels) == 0) }
    }

    /// The largest sums that an image within the size limit can have leave nothing to overflow.
    @Test func theLargestImagesHaveFiniteScores() {
        let count = 3 << 24
        let white = Moments(sum: UInt64(count) * 255, sumOfSquares: UInt64(count) * 255 * 255)
        for metric in Metric.allCases {
            #expect(metric.score(pairSum: white.sumOfSquares, white, white, count: count).isFinite)
        }
        #expect(Metric.correlation.score(pairSum: white.sumOfSquares, white, white, count: count) == 0)
    }

    private func score(_ a: [UInt8], _ b: [UInt8], by metric: Metric, kernels: Kernels) -> Double {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                metric.score(
                    // Not empty.
                    pairSum: metric.pairSum(a.baseAddress!, b.baseAddress!, count: a.count, kernels: kernels),
                    Moments(of: a, kernels: kernels), Moments(of: b, kernels: kernels), count: a.count)
            }
        }
    }
}
