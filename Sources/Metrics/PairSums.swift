internal import CKernels
public import Kernels

/// Sums over samples of every pair of an image of one list and an image of another.
///
/// Comparing many with many is bound by memory when it is done pair by pair. Here the samples go through the caches in
/// chunks, each chunk compared with all others at once, four images by four where the kernels have registers for it.
public struct PairSums: Sendable {
    /// Samples of a chunk: those of some thirty images fit the second-level cache, those of four the first-level one.
    private static let chunk = 1 << 12
    private static let four = Int(CK_TILE_ROWS)

    private let columnCount: Int
    /// The kinds of sum, and for each of them the sums, row by row.
    private var sums: [(kind: PairSum, values: [UInt64])]

    /// The sum over image `row` of the first list and image `column` of the second.
    ///
    /// - Parameter kind: One of those that were asked for.
    public subscript(kind: PairSum, row: Int, column: Int) -> UInt64 {
        for sum in sums where sum.kind == kind { return sum.values[row * columnCount + column] }
        preconditionFailure("no such sum was computed")
    }

    /// Compares every image of `rows` with every image of `columns`, all of `count` samples, by all of `kinds`.
    ///
    /// - Parameter columns: The shorter list, which is to stay in the caches: some thirty images at most.
    public init(
        of kinds: [PairSum], _ rows: [UnsafePointer<UInt8>], _ columns: [UnsafePointer<UInt8>], count: Int, kernels: Kernels
    ) {
        columnCount = columns.count
        sums = kinds.map { ($0, Array(repeating: 0, count: rows.count * columns.count)) }
        let chunk = rows.count * columns.count == 1 ? count : Self.chunk
        for start in stride(from: 0, to: count, by: chunk) {
            addChunk(rows.map { $0 + start }, columns.map { $0 + start }, count: min(chunk, count - start), kernels: kernels)
        }
    }

    private mutating func addChunk(
        _ rows: [UnsafePointer<UInt8>], _ columns: [UnsafePointer<UInt8>], count: Int, kernels: Kernels
    ) {
        // Four rows with all columns; then four columns with the rows that are left; then what is left of both.
        let wholeRows = rows.count & ~(Self.four - 1), wholeColumns = columns.count & ~(Self.four - 1)
        for row in stride(from: 0, to: wholeRows, by: Self.four) {
            for place in sums.indices {
                let tile = sums[place].kind.tile(rows[row..<row + Self.four], columns[...], count: count, kernels: kernels)
                for (pair, sum) in tile.enumerated() { add(sum, place, row + pair % Self.four, pair / Self.four) }
            }
        }
        if wholeRows == rows.count { return }
        for column in stride(from: 0, to: wholeColumns, by: Self.four) {
            for place in sums.indices {
                let tile = sums[place].kind.tile(
                    columns[column..<column + Self.four], rows[wholeRows...], count: count, kernels: kernels)
                for (pair, sum) in tile.enumerated() {
                    add(sum, place, wholeRows + pair / Self.four, column + pair % Self.four)
                }
            }
        }
        for row in wholeRows..<rows.count {
            for column in wholeColumns..<columns.count {
                for place in sums.indices {
                    add(sums[place].kind(rows[row], columns[column], count: count, kernels: kernels), place, row, column)
                }
            }
        }
    }

    private mutating func add(_ sum: UInt64, _ place: Int, _ row: Int, _ column: Int) {
        sums[place].values[row * columnCount + column] += sum
    }
}

extension PairSum {
    /// The sums of each of four images with each of some others: four for the first of these, then four for the next.
    fileprivate func tile(
        _ four: ArraySlice<UnsafePointer<UInt8>>, _ others: ArraySlice<UnsafePointer<UInt8>>, count: Int, kernels: Kernels
    ) -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: four.count * others.count)
        let functions = kernels.functions.pointee
        let kernel =
            switch self {
            case .absoluteDifference: functions.l1_tile
            case .product: functions.dot_tile
            case .squaredDifference: preconditionFailure("squares have no kernel for tiles; they follow from products")
            }
        four.withUnsafeBufferPointer { four in
            others.withUnsafeBufferPointer { others in
                // Neither list is empty.
                kernel(four.baseAddress!, others.baseAddress!, others.count, count, &sums)
            }
        }
        return sums
    }
}
