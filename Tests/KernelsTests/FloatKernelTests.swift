import CKernels
import Kernels
import TestSupport
import Testing

/// The sums over embeddings: every set of kernels equals the scalar one to the last bit, so that scores that are equal on one
/// machine are equal on all.
struct FloatKernelTests {
    @Test(arguments: Kernels.available.map(\.instructionSet))
    func everySetEqualsScalarAtEveryShortDimension(set: Kernels.InstructionSet) throws {
        let (kernels, scalar) = try (#require(Kernels(set)), #require(Kernels(.scalar)))
        for dimension in 1...67 {
            for (queries, rows) in [(1, 1), (1, 4), (3, 5), (4, 4), (9, 6)] {
                let table = Table(queries: queries, rows: rows, dimension: dimension, seed: UInt64(dimension))
                #expect(table.sums(by: kernels) == table.sums(by: scalar), "\(queries) × \(rows) of \(dimension)")
            }
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet), [512, 513, 768, 4099])
    func everySetEqualsScalarAtLargeDimensions(set: Kernels.InstructionSet, dimension: Int) throws {
        let (kernels, scalar) = try (#require(Kernels(set)), #require(Kernels(.scalar)))
        let table = Table(queries: 5, rows: 7, dimension: dimension, seed: 99)
        #expect(table.sums(by: kernels) == table.sums(by: scalar))
    }

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func nothingIsReadPastTheEnd(set: Kernels.InstructionSet) throws {
        let (kernels, scalar) = try (#require(Kernels(set)), #require(Kernels(.scalar)))
        for dimension in 1...40 {
            let table = Table(queries: 1, rows: 3, dimension: dimension, seed: 5)
            let guarded = try GuardedBytes(table.rows.withUnsafeBytes(Array.init))
            let bytes = guarded.last(table.rows.count * MemoryLayout<Float>.stride)
            let rows = bytes.bindMemory(to: Float.self)
            #expect(table.sums(of: rows, by: kernels) == table.sums(by: scalar), "\(dimension)")
        }
    }

    @Test func scalarSumsEqualTheirDefinitionOnWholeNumbers() throws {
        let scalar = try #require(Kernels(.scalar))
        let (a, b): ([Double], [Float]) = ([1, -2, 3, 4, 5, -6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0], [2, 2, -1, 0, 1, 1, 3, -8, 5])
        let table = Table(queries: a, queryCount: 1, rows: b, rowCount: 1, shifts: [2])
        let sums = table.sums(by: scalar)
        #expect(sums.l1 == [1 + 4 + 4 + 4 + 4 + 7 + 4 + 16 + 4])
        #expect(sums.squaredDifference == [1 + 16 + 16 + 16 + 16 + 49 + 16 + 256 + 16])
        #expect(sums.dot == [2 - 4 - 3 + 0 + 5 - 6 + 21 - 64 + 45])
        #expect(sums.shiftedDot == [0 + 0 - 9 - 8 - 5 + 6 + 7 - 80 + 27])
        #expect(sums.moments == [-13])
        #expect(sums.squares == [0 + 0 + 9 + 4 + 1 + 1 + 1 + 100 + 9])
    }
}

/// Queries, rows and shifts to be summed over.
private struct Table {
    let queries: [Double]
    let queryCount: Int
    let rows: [Float]
    let rowCount: Int
    let shifts: [Float]

    struct Sums: Equatable {
        var l1, squaredDifference, dot, shiftedDot, moments, squares: [Double]
    }

    init(queries: [Double], queryCount: Int, rows: [Float], rowCount: Int, shifts: [Float]) {
        self.queries = queries
        self.queryCount = queryCount
        self.rows = rows
        self.rowCount = rowCount
        self.shifts = shifts
    }

    /// Numbers of very different magnitudes.
    init(queries: Int, rows: Int, dimension: Int, seed: UInt64) {
        let stride = (dimension + 7) / 8 * 8
        let numbers = linearCongruentialNumbers(seed: seed, count: queries * dimension)
        let padded = (0..<queries).flatMap { query in
            (0..<stride).map { $0 < dimension ? Double(numbers[query * dimension + $0]) : 0 }
        }
        let values = linearCongruentialNumbers(seed: seed + 1, count: rows * dimension).enumerated().map {
            $1 * Float(sign: .plus, exponent: $0 % 23 - 11, significand: 1)
        }
        self.init(
            queries: padded, queryCount: queries, rows: values, rowCount: rows,
            shifts: linearCongruentialNumbers(seed: seed + 2, count: rows))
    }

    func sums(by kernels: Kernels) -> Sums { rows.withUnsafeBufferPointer { sums(of: $0, by: kernels) } }

    func sums(of rows: UnsafeBufferPointer<Float>, by kernels: Kernels) -> Sums {
        let functions = kernels.functions.pointee
        let none = [Double](repeating: .nan, count: queryCount * rowCount)
        let noneOfRows = [Double](repeating: .nan, count: rowCount)
        var sums = Sums(
            l1: none, squaredDifference: none, dot: none, shiftedDot: none, moments: noneOfRows, squares: noneOfRows)
        queries.withUnsafeBufferPointer { values in
            // Neither is empty.
            let queries = ck_float_queries(
                values: values.baseAddress!, count: queryCount, stride: values.count / queryCount)
            let table = ck_float_rows(values: rows.baseAddress!, count: rowCount, dimension: rows.count / rowCount)
            functions.float_l1(queries, table, &sums.l1)
            functions.float_squared_difference(queries, table, &sums.squaredDifference)
            functions.float_dot(queries, table, &sums.dot)
            functions.float_shifted_dot(queries, table, shifts, &sums.shiftedDot)
            functions.float_moments(table, shifts, &sums.moments, &sums.squares)
        }
        return sums
    }
}
