import CKernels
import Kernels
import TestSupport
import Testing

/// The sums over samples: the scalar kernels equal their definition, every other set equals the scalar one.
struct ScoreKernelTests {
    @Test func scalarSumsEqualTheirDefinition() throws {
        let scalar = try #require(Kernels(.scalar))
        for count in 0...67 {
            let a = linearCongruentialBytes(seed: 1, count: count), b = linearCongruentialBytes(seed: 2, count: count)
            let sums = Sums(of: a, b, by: scalar)
            let pairs = zip(a, b).map { (Int($0), Int($1)) }
            #expect(sums.l1 == UInt64(pairs.reduce(0) { $0 + abs($1.0 - $1.1) }))
            #expect(sums.squaredDifference == UInt64(pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }))
            #expect(sums.dot == UInt64(pairs.reduce(0) { $0 + $1.0 * $1.1 }))
            #expect(sums.sum == UInt64(pairs.reduce(0) { $0 + $1.0 }))
            #expect(sums.sumOfSquares == UInt64(pairs.reduce(0) { $0 + $1.0 * $1.0 }))
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func everySetEqualsScalarAtEveryShortLengthAndAlignment(set: Kernels.InstructionSet) throws {
        let (kernels, scalar) = try (#require(Kernels(set)), #require(Kernels(.scalar)))
        let a = linearCongruentialBytes(seed: 3, count: 160), b = linearCongruentialBytes(seed: 4, count: 160)
        let offsets = [0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 63]
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                for count in 0...67 {
                    for (offsetA, offsetB) in offsets.flatMap({ first in offsets.map { (first, $0) } }) {
                        let (first, second) = (a.baseAddress! + offsetA, b.baseAddress! + offsetB)  // Not empty.
                        let sums = Sums(of: first, second, count: count, by: kernels)
                        let expected = Sums(of: first, second, count: count, by: scalar)
                        if sums != expected {
                            Issue.record("\(count) samples at \(offsetA) and \(offsetB): \(sums) in place of \(expected)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet), [1000, 4099, 49152, 602_112, 1 << 19 + 17])
    func everySetEqualsScalarAtLargeLengths(set: Kernels.InstructionSet, count: Int) throws {
        let (kernels, scalar) = try (#require(Kernels(set)), #require(Kernels(.scalar)))
        // One byte more, so that both start at odd addresses.
        let a = linearCongruentialBytes(seed: 5, count: count + 1), b = linearCongruentialBytes(seed: 6, count: count + 3)
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                let (first, second) = (a.baseAddress! + 1, b.baseAddress! + 3)  // Not empty.
                #expect(Sums(of: first, second, count: count, by: kernels) == Sums(of: first, second, count: count, by: scalar))
            }
        }
    }

    /// The largest products fill 32-bit lanes fastest: these lengths end before, at and after the sample where the lanes are
    /// added to wider ones.
    @Test(arguments: Kernels.available.map(\.instructionSet), [1 << 18 - 1, 1 << 18, 1 << 18 + 65, 1 << 19 + 17])
    func noLaneOverflows(set: Kernels.InstructionSet, count: Int) throws {
        let kernels = try #require(Kernels(set))
        let white = [UInt8](repeating: 255, count: count), black = [UInt8](repeating: 0, count: count)
        let squares = UInt64(count) * 255 * 255
        let same = Sums(of: white, white, by: kernels)
        #expect(same == Sums(l1: 0, squaredDifference: 0, dot: squares, sum: UInt64(count) * 255, sumOfSquares: squares))
        for (a, b) in [(white, black), (black, white)] {
            let opposite = Sums(of: a, b, by: kernels)
            #expect(opposite.l1 == UInt64(count) * 255)
            #expect(opposite.squaredDifference == squares)
            #expect(opposite.dot == 0)
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func nothingIsReadPastTheEnd(set: Kernels.InstructionSet) throws {
        let (kernels, scalar) = try (#require(Kernels(set)), #require(Kernels(.scalar)))
        let a = linearCongruentialBytes(seed: 7, count: 300), b = linearCongruentialBytes(seed: 8, count: 300)
        let guardedA = try GuardedBytes(a), guardedB = try GuardedBytes(b)
        for count in 0...300 {
            let first = guardedA.last(count).assumingMemoryBound(to: UInt8.self).baseAddress!  // Of a mapped page.
            let second = guardedB.last(count).assumingMemoryBound(to: UInt8.self).baseAddress!
            #expect(Sums(of: first, second, count: count, by: kernels) == Sums(of: first, second, count: count, by: scalar))
        }
    }
}

/// All that the score kernels sum up.
private struct Sums: Equatable {
    var l1, squaredDifference, dot, sum, sumOfSquares: UInt64
}

extension Sums {
    init(of a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int, by kernels: Kernels) {
        let functions = kernels.functions.pointee
        let moments = functions.moments(a, count)
        self.init(
            l1: functions.l1(a, b, count), squaredDifference: functions.squared_difference(a, b, count),
            dot: functions.dot(a, b, count), sum: moments.sum, sumOfSquares: moments.sum_of_squares)
    }

    init(of a: [UInt8], _ b: [UInt8], by kernels: Kernels) {
        // An array's pointer is never nil here, even when it is empty.
        self = a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                let none = UnsafePointer<UInt8>(bitPattern: 1)!
                return Sums(of: a.baseAddress ?? none, b.baseAddress ?? none, count: a.count, by: kernels)
            }
        }
    }
}
