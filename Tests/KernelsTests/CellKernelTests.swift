import CKernels
import Kernels
import TestSupport
import Testing

/// Sums over cells four pixels wide: in every set the same as in plain C.
struct CellKernelTests {
    @Test(arguments: Kernels.available.map(\.instructionSet), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 112])
    func cellsEqualThoseOfPlainLoops(set: Kernels.InstructionSet, cells: Int) throws {
        let kernels = try #require(Kernels(set))
        for (rows, gap) in [(1, 0), (2, 0), (3, 5), (4, 0), (64, 1), (65, 0), (129, 0)] {
            let stride = 12 * cells + gap
            let count = max((rows - 1) * stride + 12 * cells, 0)
            let samples = linearCongruentialBytes(seed: UInt64(cells * 1000 + rows), count: count)
            let found = try quadSums(samples, stride: stride, rows: rows, cells: cells, kernels)
            let expected = plainSums(samples, stride: stride, rows: rows, cells: cells)
            #expect(found.sums == expected.sums && found.squares == expected.squares, "\(rows) rows, \(gap) bytes apart")
        }
    }

    /// As high as a cell may be, and white: every lane is as full as it gets.
    @Test(arguments: Kernels.available.map(\.instructionSet))
    func noLaneOverflows(set: Kernels.InstructionSet) throws {
        let (rows, cells) = (16_384, 8)
        let white = [UInt8](repeating: 255, count: rows * cells * 12)
        let found = try quadSums(white, stride: 12 * cells, rows: rows, cells: cells, #require(Kernels(set)))
        #expect(found.sums.allSatisfy { $0 == UInt32(4 * rows * 255) })
        #expect(found.squares.allSatisfy { $0 == UInt32(4 * rows * 255 * 255) })
    }

    private struct Sums {
        var sums: [UInt32]
        var squares: [UInt32]
    }

    /// The samples end where readable memory ends, and nothing is written past the results.
    private func quadSums(_ samples: [UInt8], stride: Int, rows: Int, cells: Int, _ kernels: Kernels) throws -> Sums {
        let guarded = try GuardedBytes(samples)
        let marks = [UInt32](repeating: 0xdead_beef, count: 4)
        var sums = [UInt32](repeating: 0, count: 3 * cells) + marks
        var squares = sums
        withExtendedLifetime(guarded) {
            let first = guarded.last(samples.count).assumingMemoryBound(to: UInt8.self).baseAddress!  // Of a mapped page.
            kernels.functions.pointee.quad_sums(first, stride, Int32(rows), cells, &sums, &squares)
        }
        #expect(Array(sums.suffix(4)) == marks && Array(squares.suffix(4)) == marks)
        return Sums(sums: sums.dropLast(4), squares: squares.dropLast(4))
    }

    private func plainSums(_ samples: [UInt8], stride: Int, rows: Int, cells: Int) -> Sums {
        var found = Sums(sums: [UInt32](repeating: 0, count: 3 * cells), squares: [UInt32](repeating: 0, count: 3 * cells))
        for row in 0..<rows {
            for column in 0..<12 * cells {
                let sample = UInt32(samples[row * stride + column])
                let place = 3 * (column / 12) + column % 3
                found.sums[place] += sample
                found.squares[place] += sample * sample
            }
        }
        return found
    }
}
