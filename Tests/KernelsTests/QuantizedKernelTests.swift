import CKernels
import Kernels
import TestSupport
import Testing

/// Products of queries with quantised embeddings: the same integers in every set.
struct QuantizedKernelTests {
    @Test(arguments: Kernels.available.map(\.instructionSet), [64, 128, 512, 576, 1088])
    func everySetEqualsTheDefinition(set: Kernels.InstructionSet, stride: Int) throws {
        let kernels = try #require(Kernels(set))
        for (queryCount, rowCount) in [(1, 1), (1, 4), (2, 7), (3, 64), (4, 4), (5, 3), (9, 13)] {
            let bytes = linearCongruentialBytes(seed: UInt64(stride + rowCount), count: rowCount * stride)
            let queries = queries(count: queryCount, stride: stride)
            let sums = try sums(queries, count: queryCount, GuardedBytes(bytes), rows: rowCount, stride: stride, kernels)
            for query in 0..<queryCount {
                for row in 0..<rowCount {
                    let expected = (0..<stride).reduce(0) {
                        $0 + Int(queries[query * stride + $1]) * Int(bytes[row * stride + $1])
                    }
                    #expect(
                        sums[query * rowCount + row] == expected, "query \(query) of \(queryCount), row \(row) of \(rowCount)")
                }
            }
        }
    }

    /// The largest numbers a query may have, in the places that share a lane, and the largest bytes.
    @Test(arguments: Kernels.available.map(\.instructionSet), [Int16.max, -Int16.max])
    func noLaneOverflows(set: Kernels.InstructionSet, extreme: Int16) throws {
        let stride = 512
        let extremes = Int(CK_QUANTIZED_QUERY_SUM) / Int(Int16.max)
        var query = [Int16](repeating: 0, count: stride)
        for place in 0..<extremes { query[(place * 64 + place / 8) % stride] = extreme }
        let total = query.reduce(0) { $0 + Int($1) }
        let white = try GuardedBytes([UInt8](repeating: 255, count: 4 * stride))
        let sums = try sums(query, count: 1, white, rows: 4, stride: stride, #require(Kernels(set)))
        #expect(sums == [Int](repeating: 255 * total, count: 4))
    }

    private func queries(count: Int, stride: Int) -> [Int16] {
        let bytes = linearCongruentialBytes(seed: 77, count: 2 * count * stride)
        // Within what a query's numbers may add up to.
        let limit = min(Int(Int16.max), Int(CK_QUANTIZED_QUERY_SUM) / stride)
        return (0..<count * stride).map { place in
            let number = Int(bytes[2 * place]) << 8 | Int(bytes[2 * place + 1])
            return Int16(number % (2 * limit + 1) - limit)
        }
    }

    /// Rows end where readable memory ends.
    private func sums(
        _ queries: [Int16], count: Int, _ rows: GuardedBytes, rows rowCount: Int, stride: Int, _ kernels: Kernels
    ) throws -> [Int] {
        var sums = [Int32](repeating: 7, count: count * rowCount)
        queries.withUnsafeBufferPointer { queries in
            kernels.functions.pointee.quantized_dot(
                ck_quantized_queries(values: queries.baseAddress!, count: count, stride: stride),  // Not none.
                rows.last(rowCount * stride).assumingMemoryBound(to: UInt8.self).baseAddress!, rowCount, &sums)
        }
        return sums.map(Int.init)
    }
}
