import CKernels
import Kernels
import TestSupport
import Testing

/// Sums over pairs of several images with several: in every set the same as pair by pair.
struct TileKernelTests {
    private static let four = Int(CK_TILE_ROWS)

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func tilesEqualPairsAtEveryShortLength(set: Kernels.InstructionSet) throws {
        let kernels = try #require(Kernels(set))
        for count in 0...130 { try expectPairs(kernels, count: count, others: 1 + count % 9) }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet), [1, 2, 3, 4, 5, 7, 8, 11])
    func anyNumberOfOthersMayBeCompared(set: Kernels.InstructionSet, others: Int) throws {
        try expectPairs(#require(Kernels(set)), count: 4099, others: others)
    }

    /// The largest products fill 32-bit lanes fastest.
    @Test(arguments: Kernels.available.map(\.instructionSet), [UInt8(0), 127, 128, 255])
    func noLaneOverflows(set: Kernels.InstructionSet, other: UInt8) throws {
        let kernels = try #require(Kernels(set))
        let count = Int(CK_TILE_SAMPLES)
        let white = try GuardedBytes([UInt8](repeating: 255, count: count))
        let second = try GuardedBytes([UInt8](repeating: other, count: count))
        let sums = tiles([white, white, white, white], [second, second, second], count: count, kernels: kernels)
        #expect(sums.l1.allSatisfy { $0 == UInt64(count) * UInt64(255 - other) })
        #expect(sums.dot.allSatisfy { $0 == UInt64(count) * 255 * UInt64(other) })
    }

    /// Images end where readable memory ends.
    private func expectPairs(_ kernels: Kernels, count: Int, others: Int) throws {
        let a = try (0..<Self.four).map { try GuardedBytes(linearCongruentialBytes(seed: UInt64(100 + $0), count: count)) }
        let b = try (0..<others).map { try GuardedBytes(linearCongruentialBytes(seed: UInt64(200 + $0), count: count)) }
        let sums = tiles(a, b, count: count, kernels: kernels)
        let scalar = try #require(Kernels(.scalar)).functions.pointee
        for (j, second) in b.enumerated() {
            for (i, first) in a.enumerated() {
                #expect(sums.l1[Self.four * j + i] == scalar.l1(samples(first, count), samples(second, count), count))
                #expect(sums.dot[Self.four * j + i] == scalar.dot(samples(first, count), samples(second, count), count))
            }
        }
    }

    private func tiles(_ a: [GuardedBytes], _ b: [GuardedBytes], count: Int, kernels: Kernels) -> (l1: [UInt64], dot: [UInt64])
    {
        let (first, second) = (a.map { samples($0, count) }, b.map { samples($0, count) })
        // Sums are added to what is there.
        var l1 = [UInt64](repeating: 5, count: a.count * b.count), dot = l1
        withExtendedLifetime((a, b)) {
            kernels.functions.pointee.l1_tile(first, second, second.count, count, &l1)
            kernels.functions.pointee.dot_tile(first, second, second.count, count, &dot)
        }
        return (l1.map { $0 - 5 }, dot.map { $0 - 5 })
    }

    private func samples(_ bytes: GuardedBytes, _ count: Int) -> UnsafePointer<UInt8> {
        bytes.last(count).assumingMemoryBound(to: UInt8.self).baseAddress!  // Of a mapped page.
    }
}
