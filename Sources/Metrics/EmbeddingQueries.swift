internal import CKernels
package import Embeddings
package import Kernels

/// Queries among embeddings, in the form in which rows of embeddings are compared with them.
///
/// Scores are those of the metrics' formulas on the float32 numbers, computed in 64-bit floats throughout, in the same order of
/// operations whatever the instruction set: the same bits on every machine.
package struct EmbeddingQueries: Sendable {
    package let metric: Metric
    package let count: Int
    package let dimension: Int
    private let stride: Int
    private let kernels: Kernels
    /// The numbers of the queries, zero filled up to `stride`; less their means for `correlation`.
    private let values: [Double]
    /// √Σa² of each, by `correlation` √Σ(a − mean a)²; empty where lengths have no part in the score.
    private let norms: [Double]
    /// Σ of what is left of each, by `correlation`.
    private let sums: [Double]

    /// - Parameter queries: Their dimension is that of the rows they are compared with.
    package init(_ queries: EmbeddingMatrix, metric: Metric, kernels: Kernels) {
        let (count, dimension) = (queries.count, queries.dimension)
        let lanes = Int(CK_FLOAT_LANES)
        let stride = (dimension + lanes - 1) / lanes * lanes
        var values = [Double](repeating: 0, count: count * stride)
        (norms, sums) = queries.withUnsafeBufferPointer { rows in
            let isCentred = metric.form == .angle(isCentred: true)
            let centred = isCentred ? CentredRows(rows, dimension: dimension, kernels: kernels) : nil
            for query in 0..<count {
                let shift = centred.map { Double($0.shifts[query]) } ?? 0
                for place in 0..<dimension {
                    values[query * stride + place] = Double(rows[query * dimension + place]) - shift
                }
            }
            let hasLengths = metric.form == .angle(isCentred: false)
            let lengths = hasLengths ? embeddingNorms(of: rows, dimension: dimension, kernels: kernels) : []
            return (centred?.norms ?? lengths, centred?.sums ?? [])
        }
        self.values = values
        self.metric = metric
        self.count = count
        self.dimension = dimension
        self.stride = stride
        self.kernels = kernels
    }

    /// The scores of every query with every one of `rows`: for the first row those of all queries, then for the next.
    ///
    /// - Parameters:
    ///   - rowNorms: What `embeddingNorms` makes of the rows, where that is known already; only `cosine` needs it.
    ///   - scores: Has room for as many scores as there are queries and rows.
    package func score(
        _ rows: UnsafeBufferPointer<Float>, norms rowNorms: UnsafeBufferPointer<Double>? = nil,
        into scores: UnsafeMutableBufferPointer<Double>
    ) {
        let rowCount = rows.count / dimension
        precondition(scores.count >= rowCount * count && rowNorms?.count ?? rowCount == rowCount)
        guard let start = rows.baseAddress, let output = scores.baseAddress, count > 0, rowCount > 0 else { return }
        let table = ck_float_rows(values: start, count: rowCount, dimension: dimension)
        let functions = kernels.functions.pointee
        values.withUnsafeBufferPointer { values in
            let queries = ck_float_queries(values: values.baseAddress!, count: count, stride: stride)  // Not none.
            switch metric.form {
            case .absoluteDifference:
                functions.float_l1(queries, table, output)
            case .squaredDistance(let distance):
                functions.float_squared_difference(queries, table, output)
                for place in 0..<rowCount * count { output[place] = distance.score(output[place], count: dimension) }
            case .angle(isCentred: false):
                functions.float_dot(queries, table, output)
                if let rowNorms {
                    divide(output, byNormsOf: rowNorms)
                } else {
                    embeddingNorms(of: rows, dimension: dimension, kernels: kernels).withUnsafeBufferPointer {
                        divide(output, byNormsOf: $0)
                    }
                }
            case .angle(isCentred: true):
                let centred = CentredRows(rows, dimension: dimension, kernels: kernels)
                functions.float_shifted_dot(queries, table, centred.shifts, output)
                for row in 0..<rowCount {
                    for query in 0..<count {
                        output[row * count + query] -= sums[query] * centred.sums[row] / Double(dimension)
                    }
                }
                centred.norms.withUnsafeBufferPointer { divide(output, byNormsOf: $0) }
            }
        }
    }

    /// The score of the only query with one row, whose norm is known.
    package func score(of row: UnsafeBufferPointer<Float>, norm: Double) -> Double {
        precondition(count == 1)
        var score = 0.0
        withUnsafePointer(to: norm) { norm in
            withUnsafeMutablePointer(to: &score) { score in
                self.score(
                    row, norms: UnsafeBufferPointer(start: norm, count: 1),
                    into: UnsafeMutableBufferPointer(start: score, count: 1))
            }
        }
        return score
    }

    private func divide(_ products: UnsafeMutablePointer<Double>, byNormsOf rows: UnsafeBufferPointer<Double>) {
        norms.withUnsafeBufferPointer { norms in
            for (row, norm) in rows.enumerated() {
                for query in 0..<count { products[row * count + query] /= norms[query] * norm + Metric.epsilon }
            }
        }
    }
}

/// √Σb² of each of some rows.
package func embeddingNorms(of rows: UnsafeBufferPointer<Float>, dimension: Int, kernels: Kernels) -> [Double] {
    let shifts = [Float](repeating: 0, count: rows.count / dimension)
    return moments(of: rows, dimension: dimension, less: shifts, kernels: kernels).squares.map { $0.squareRoot() }
}

/// Rows with their means taken off, as `correlation` compares them.
///
/// A variance as a difference of large sums would lose all digits where numbers are much alike. So a first pass finds the mean,
/// rounded to float32, and a second one sums what is left; what rounding the mean costs is put right at the end.
private struct CentredRows {
    /// The number that is subtracted from each row.
    let shifts: [Float]
    /// Σ(b − shift)
    let sums: [Double]
    /// √Σ(b − mean b)²
    let norms: [Double]

    init(_ rows: UnsafeBufferPointer<Float>, dimension: Int, kernels: Kernels) {
        let zeros = [Float](repeating: 0, count: rows.count / dimension)
        let means = moments(of: rows, dimension: dimension, less: zeros, kernels: kernels).sums
        shifts = means.map { Float($0 / Double(dimension)) }
        let (sums, squares) = moments(of: rows, dimension: dimension, less: shifts, kernels: kernels)
        self.sums = sums
        norms = zip(sums, squares).map { sum, squares in max(0, squares - sum * sum / Double(dimension)).squareRoot() }
    }
}

/// Σ(b − shift) and Σ(b − shift)² of each row.
private func moments(
    of rows: UnsafeBufferPointer<Float>, dimension: Int, less shifts: [Float], kernels: Kernels
) -> (sums: [Double], squares: [Double]) {
    var sums = [Double](repeating: 0, count: shifts.count), squares = sums
    guard let start = rows.baseAddress else { return (sums, squares) }
    kernels.functions.pointee.float_moments(
        ck_float_rows(values: start, count: shifts.count, dimension: dimension), shifts, &sums, &squares)
    return (sums, squares)
}
