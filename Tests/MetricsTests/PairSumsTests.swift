import Kernels
import Metrics
import TestSupport
import Testing

/// Many images compared with many: the same sums, and so the same scores, as pair by pair.
struct PairSumsTests {
    /// Numbers of images around the four that are compared at once, and lengths around a chunk.
    @Test(arguments: Kernels.available.map(\.instructionSet), [(1, 1), (1, 9), (3, 5), (4, 4), (6, 7), (9, 1), (13, 8)])
    func sumsAndScoresAreThoseOfPairs(set: Kernels.InstructionSet, shape: (rows: Int, columns: Int)) throws {
        let kernels = try #require(Kernels(set))
        for count in [1, 63, 4095, 4096, 4097, 9000] {
            let a = images(shape.rows, seed: 1, count: count), b = images(shape.columns, seed: 50, count: count)
            defer { (a + b).forEach { $0.deallocate() } }
            let (rows, columns) = (a.map(start), b.map(start))
            let sums = PairSums(of: [.product, .absoluteDifference], rows, columns, count: count, kernels: kernels)
            for (row, first) in a.enumerated() {
                for (column, second) in b.enumerated() {
                    for metric in Metric.allCases {
                        let (own, other) = (Moments(of: first, kernels: kernels), Moments(of: second, kernels: kernels))
                        let pair = metric.pairSum(rows[row], columns[column], count: count, kernels: kernels)
                        let score = metric.score(pairSum: pair, own, other, count: count)
                        let tiled = metric.score(tiledSum: sums[metric.tiledSum, row, column], own, other, count: count)
                        #expect(tiled.bitPattern == score.bitPattern, "\(metric), \(count) samples")
                    }
                }
            }
        }
    }

    @Test func nothingComparedIsNoTrouble() {
        _ = PairSums(of: [.product], [], [], count: 5, kernels: Kernels.available[0])
    }

    private func images(_ images: Int, seed: UInt64, count: Int) -> [UnsafeBufferPointer<UInt8>] {
        (0..<images).map { image in
            let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
            _ = bytes.initialize(from: linearCongruentialBytes(seed: seed + UInt64(image), count: count))
            return UnsafeBufferPointer(bytes)
        }
    }

    private func start(_ image: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8> { image.baseAddress! }  // Not empty.
}
