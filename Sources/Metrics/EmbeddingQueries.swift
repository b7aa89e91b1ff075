internal import CKernels
package import Embeddings
package import Kernels

/// Queries among embeddings, in the form in which rows of embeddings are compared with them.
///
/// Scores are those of the metrics' formulas on the float32 numbers, computed in 64-bit floats throughout, in the same order of
/// operations whatever the instruction set: the same bits on every machine.
package struct EmbeddingQueries: Sendable {
    /// Rows that are compared together: those of usual dimensions stay in the first-level cache while they are.
    package static let rowsAtOnce = 16

    package let metric: Metric
    package let count: Int
    private let dimension: Int
    private let stride: Int
    private let kernels: Kernels
    /// Zero filled up to `stride`; by `correlation` without their means.
    private var values: [Double]
    /// √Σa² of each, by `correlation` √Σ(a − mean a)².
    private var norms: [Double]
    /// Σ of what is left of each, by `correlation`.
    private var sums: [Double]

    /// - Parameter queries: Their dimension is that of the rows they are compared with.
    package init(_ queries: EmbeddingMatrix, metric: Metric, kernels: Kernels) {
        self.metric = metric
        self.kernels = kernels
        count = queries.count
        dimension = queries.dimension
        let lanes = Int(CK_FLOAT_LANES)
        stride = (dimension + lanes - 1) / lanes * lanes
        values = [Double](repeating: 0, count: count * stride)
        norms = []
        sums = []
        guard count > 0 else { return }
        queries.withUnsafeBufferPointer { rows in
            let moments = RowMoments(rows, count: count, metric: metric, kernels: kernels)
            for query in 0..<count {
                for place in 0..<dimension {
                    values[query * stride + place] =
                        Double(rows[query * dimension + place]) - Double(moments.shifts[query])
                }
            }
            if metric.comparesDirections {
                norms = moments.norms(dimension: dimension)
                sums = moments.sums
            }
        }
    }

    /// The scores of every query with every one of `rows`: for the first row those of all queries, then for the next.
    package func scores(of rows: UnsafeBufferPointer<Float>) -> [Double] {
        var scores: [Double] = []
        let size = Self.rowsAtOnce * dimension
        scores.reserveCapacity(rows.count / dimension * count)
        for start in Swift.stride(from: 0, to: rows.count, by: size) {
            let part = UnsafeBufferPointer(rebasing: rows[start..<min(start + size, rows.count)])
            appendScores(of: part, to: &scores)
        }
        return scores
    }

    private func appendScores(of rows: UnsafeBufferPointer<Float>, to scores: inout [Double]) {
        let rowCount = rows.count / dimension
        guard count > 0, let start = rows.baseAddress else { return }
        let table = ck_float_rows(values: start, count: rowCount, dimension: dimension)
        let functions = kernels.functions.pointee
        let moments = metric.comparesDirections ? RowMoments(rows, count: rowCount, metric: metric, kernels: kernels) : nil
        let norms = moments?.norms(dimension: dimension) ?? []
        withUnsafeTemporaryAllocation(of: Double.self, capacity: rowCount * count) { pairs in
            let pairSums = pairs.baseAddress!  // Neither queries nor rows are none.
            values.withUnsafeBufferPointer { values in
                let queries = ck_float_queries(values: values.baseAddress!, count: count, stride: stride)
                switch metric {
                case .l1: functions.float_l1(queries, table, pairSums)
                case .l2, .mse: functions.float_squared_difference(queries, table, pairSums)
                case .cosine: functions.float_dot(queries, table, pairSums)
                case .correlation: functions.float_shifted_dot(queries, table, moments?.shifts ?? [], pairSums)
                }
            }
            for row in 0..<rowCount {
                for query in 0..<count {
                    let sum = pairSums[row * count + query]
                    scores.append(
                        moments.map { score(sum, query, rowSum: $0.sums[row], rowNorm: norms[row]) } ?? score(sum))
                }
            }
        }
    }

    private func score(_ sum: Double) -> Double {
        switch metric {
        case .l1: sum
        case .l2: sum.squareRoot()
        case .mse: sum / Double(dimension)
        case .cosine, .correlation: preconditionFailure("directions are compared with norms")
        }
    }

    private func score(_ product: Double, _ query: Int, rowSum: Double, rowNorm: Double) -> Double {
        let centred = metric == .correlation ? product - sums[query] * rowSum / Double(dimension) : product
        return centred / (norms[query] * rowNorm + Metric.epsilon)
    }
}

extension Metric {
    /// Whether lengths have no part in it, so that it takes the norms of both.
    fileprivate var comparesDirections: Bool { prefersLarger }
}

/// Σb and Σb² of some rows; by `correlation` of what is left when about the mean is taken off.
///
/// A variance as a difference of large sums would lose all digits where numbers are much alike. So a first pass finds the mean,
/// rounded to float32, and a second one sums what is left; what rounding the mean costs is put right at the end.
private struct RowMoments {
    private(set) var shifts: [Float]
    private(set) var sums: [Double]
    private(set) var squares: [Double]
    private let isCentred: Bool

    init(_ values: UnsafeBufferPointer<Float>, count: Int, metric: Metric, kernels: Kernels) {
        shifts = [Float](repeating: 0, count: count)
        sums = [Double](repeating: 0, count: count)
        squares = sums
        isCentred = metric == .correlation
        guard metric.comparesDirections, let start = values.baseAddress else { return }
        let dimension = values.count / count
        let rows = ck_float_rows(values: start, count: count, dimension: dimension)
        kernels.functions.pointee.float_moments(rows, shifts, &sums, &squares)
        guard isCentred else { return }
        shifts = sums.map { Float($0 / Double(dimension)) }
        kernels.functions.pointee.float_moments(rows, shifts, &sums, &squares)
    }

    /// √Σb², or √Σ(b − mean b)².
    func norms(dimension: Int) -> [Double] {
        zip(sums, squares).map { sum, squares in
            isCentred ? max(0, squares - sum * sum / Double(dimension)).squareRoot() : squares.squareRoot()
        }
    }
}
