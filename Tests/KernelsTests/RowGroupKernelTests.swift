import CKernels
import Kernels
import TestSupport
import Testing

/// Rows become groups of four and rows again: in every set the same as in plain C.
struct RowGroupKernelTests {
    static let widths = Array(0...67) + [127, 128, 129, 300, 1500]

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func groupsHoldTheBytesOfAColumnSideBySide(set: Kernels.InstructionSet) throws {
        let kernels = try #require(Kernels(set)).functions.pointee
        for columns in Self.widths {
            for gap in [Int(CK_ROW_PADDING), 129] {
                let stride = columns + gap
                let rows = linearCongruentialBytes(seed: UInt64(columns), count: 3 * stride + columns + Int(CK_ROW_PADDING))
                let size = 4 * columns
                var group = [UInt8](repeating: 0, count: size + Int(CK_GROUP_PADDING))
                let guarded = try GuardedBytes(rows)
                withExtendedLifetime(guarded) {
                    let first = guarded.last(rows.count).assumingMemoryBound(to: UInt8.self).baseAddress!  // Of a mapped page.
                    kernels.group_rows(first, stride, columns, &group)
                }
                let expected = (0..<size).map { rows[$0 % 4 * stride + $0 / 4] }
                #expect(Array(group[..<size]) == expected, "\(columns) columns, \(gap) bytes apart")
            }
        }
    }

    /// Nothing is written beside the rows asked for.
    @Test(arguments: Kernels.available.map(\.instructionSet), 1...4)
    func rowsAreTakenOutOfAGroup(set: Kernels.InstructionSet, count: Int) throws {
        let kernels = try #require(Kernels(set)).functions.pointee
        for columns in Self.widths {
            let stride = columns + 3
            let group = linearCongruentialBytes(seed: UInt64(columns), count: 4 * columns + Int(CK_GROUP_PADDING))
            var rows = [UInt8](repeating: 0xaa, count: 4 * stride)
            let guarded = try GuardedBytes(group)
            withExtendedLifetime(guarded) {
                let first = guarded.last(group.count).assumingMemoryBound(to: UInt8.self).baseAddress!  // Of a mapped page.
                kernels.separate_rows(first, columns, Int32(count), &rows, stride)
            }
            let expected = rows.indices.map { index in
                let (row, column) = index.quotientAndRemainder(dividingBy: stride)
                return row < count && column < columns ? group[4 * column + row] : 0xaa
            }
            #expect(rows == expected, "\(columns) columns")
        }
    }
}
