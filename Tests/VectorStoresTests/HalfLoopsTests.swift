import CHNSW
import CInstructionSets
import Kernels
import TestSupport
import Testing
@testable import VectorStores

/// Loops over halves, of every instruction set that has them.
struct HalfLoopsTests {
    private static let counts = [32, 64, 96, 512, 1024]

    /// What a half's bits stand for.
    private func value(_ half: UInt16) -> Float {
        let (exponent, fraction) = (Int(half >> 10) & 31, Float(half & 1023) / 1024)
        let size =
            exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        return half >> 15 == 0 ? size : -size
    }

    /// Of the size that numbers of vectors of length 1 have, some of them very small.
    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { $0 % 7 == 3 ? 0x1p-20 * Float($0) : Float.random(in: -1...1, using: &random) }
    }

    @Test(arguments: Kernels.available, counts)
    func numbersAreRoundedToTheNearestHalf(kernels: Kernels, count: Int) {
        guard let narrow = chnsw_half_loops_for(kernels.instructionSet.code).narrow else { return }
        let numbers = numbers(count, seed: 1)
        var halves = [UInt16](repeating: 0xffff, count: count + 1)
        narrow(numbers, &halves, count)
        for (number, half) in zip(numbers, halves) {
            #expect(abs(value(half) - number) <= max(abs(number) * 0x1p-11, 0x1p-25))
        }
        #expect(halves[count] == 0xffff, "nothing is written behind them")
    }

    @Test(arguments: Kernels.available, counts)
    func sumsAreThoseOfTheHalves(kernels: Kernels, count: Int) {
        let loops = chnsw_half_loops_for(kernels.instructionSet.code)
        guard let narrow = loops.narrow, let dot = loops.dot, let mixed = loops.mixed_dot else { return }
        let (a, b) = (numbers(count, seed: 2), numbers(count, seed: 3))
        var (halfA, halfB) = ([UInt16](repeating: 0, count: count), [UInt16](repeating: 0, count: count))
        narrow(a, &halfA, count)
        narrow(b, &halfB, count)
        func sum(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        let (valuesA, valuesB) = (halfA.map(value), halfB.map(value))
        #expect(abs(Double(dot(halfA, halfB, count)) - sum(valuesA, valuesB)) < 1e-4)
        #expect(abs(Double(mixed(a, halfB, count)) - sum(a, valuesB)) < 1e-4)
    }

    @Test func processorsOfTodayHaveThem() {
        for kernels in Kernels.available where kernels.instructionSet != .scalar {
            #expect(chnsw_half_loops_for(kernels.instructionSet.code).dot != nil)
        }
        #expect(chnsw_half_loops_for(CIS_SCALAR).dot == nil)
    }
}
