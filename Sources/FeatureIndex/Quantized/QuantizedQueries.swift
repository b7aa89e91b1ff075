internal import CKernels
package import Embeddings
package import Kernels
package import Metrics

/// Queries among quantised embeddings, and the bounds that these set on their scores.
///
/// Write a for the query's numbers, by correlation without their mean, u for a / ‖a‖, and b = μ + s·q + e for an embedding, as in
/// `QuantizedEmbeddings`. The query is quantised too, to 16 bits: u = t·p + f with whole numbers p. Then
///
///     Σub  =  Σuμ + s·t·Σpq + s·Σfq + Σue,   where |Σfq| ≤ ‖f‖·127·√N and |Σue| ≤ ‖e‖       (Cauchy-Schwarz)
///
/// Σuμ is the same for all embeddings of a segment, Σpq is exact in whole numbers, and what is left is the bound's width. All
/// metrics but `l1` follow from Σub and norms: the cosine is Σub / ‖b‖, the correlation Σub / ‖b − mean b‖, and the squared
/// distance ‖a‖² + ‖b‖² − 2·‖a‖·Σub.
///
/// Bounds are told as *closeness*, which grows as images get more alike: the cosine, the correlation, or minus the squared distance.
/// `QuantizationSlack` outweighs what norms lose as float32, 6 parts in 10⁸, and ε and all rounding besides, which
/// are less by far.
package struct QuantizedQueries: Sendable {
    /// Whether quantised embeddings say anything about `metric`.
    package static func canBound(_ metric: Metric) -> Bool {
        switch metric.form {
        case .absoluteDifference: false
        case .squaredDistance, .angle: true
        }
    }

    package let metric: Metric
    package let count: Int
    let dimension: Int
    private let stride: Int
    private let kernels: Kernels
    private let queries: [Query]
    /// p of all queries, each filled up with zeros.
    private let numbers: [Int16]

    fileprivate struct Query: Sendable {
        /// u
        let direction: [Double]
        /// t
        let step: Double
        /// t·Σp·128, which is subtracted, as codes are stored with 128 added.
        let excess: Double
        /// An upper bound of ‖f‖·127·√N; infinite where there is no direction.
        let residual: Double
        /// ‖a‖²
        let squaredNorm: Double
    }

    /// - Parameter metric: One that can be bounded.
    package init(_ queries: EmbeddingMatrix, metric: Metric, kernels: Kernels) {
        precondition(Self.canBound(metric))
        self.metric = metric
        self.kernels = kernels
        (count, dimension) = (queries.count, queries.dimension)
        stride = QuantizedEmbeddings.stride(dimension: queries.dimension)
        var numbers: [Int16] = []
        var quantized: [Query] = []
        for number in 0..<queries.count {
            let (query, row) = Query.quantized(queries.row(number).map(Double.init), metric: metric)
            quantized.append(query)
            numbers += row + [Int16](repeating: 0, count: stride - row.count)
        }
        self.numbers = numbers
        self.queries = quantized
    }

    /// Σuμ of each query, and ‖μ‖.
    package struct Centre: Sendable {
        fileprivate let products: [Double]
        fileprivate let norm: Double
    }

    package func centre(_ numbers: [Float]) -> Centre {
        Centre(
            products: queries.map { query in
                zip(query.direction, numbers).reduce(0) { $0 + $1.0 * Double($1.1) }
            }, norm: numbers.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
    }

    /// Converts a closeness to a score.
    package func score(_ closeness: Double) -> Double {
        switch metric.form {
        case .squaredDistance(let distance): distance.score(max(0, -closeness), count: dimension)
        case .absoluteDifference, .angle: closeness
        }
    }

    /// The closeness of something that scores `score`.
    package func closeness(_ score: Double) -> Double {
        switch metric.form {
        case .squaredDistance(let distance): -distance.squared(score, count: dimension)
        case .absoluteDifference, .angle: score
        }
    }

    /// Room to work in for one worker.
    package struct Workspace {
        fileprivate var sums: [Int32]
        fileprivate var rows: QuantizedBlock
        fileprivate var best: [Double]

        package init(queryCount: Int) {
            sums = [Int32](repeating: 0, count: queryCount * SegmentLayout.embeddingBlock)
            rows = QuantizedBlock()
            best = [Double](repeating: 0, count: SegmentLayout.embeddingBlock)
        }
    }

    /// Finds the rows that may be closer to a query than its floor.
    ///
    /// - Parameters:
    ///   - codes, facts: Of at most as many rows as a block has.
    ///   - floor: The closeness that a row has to reach to be of use to a query.
    ///   - body: Is called with a query, a row, the closest it may be, and the closest it is in any case.
    package func forEachCandidate(
        _ codes: UnsafePointer<UInt8>, _ facts: UnsafeBufferPointer<QuantizationParameters>, _ centre: Centre,
        in workspace: inout Workspace, floor: (_ query: Int) -> Double,
        _ body: (_ query: Int, _ row: Int, _ best: Double, _ certain: Double) -> Void
    ) {
        let rowCount = facts.count
        numbers.withUnsafeBufferPointer { numbers in
            kernels.functions.pointee.quantized_dot(
                // There are queries.
                ck_quantized_queries(values: numbers.baseAddress!, count: count, stride: stride), codes, rowCount,
                &workspace.sums)
        }
        workspace.rows.load(facts, metric: metric, centreNorm: centre.norm)
        for (number, query) in queries.enumerated() {
            let bounds = QuantizedBounds(
                metric: metric, squaredNorm: query.squaredNorm, centreProduct: centre.products[number], step: query.step,
                excess: query.excess, residual: query.residual)
            bounds.best(workspace.rows, workspace.sums, from: number * rowCount, count: rowCount, into: &workspace.best)
            let floor = floor(number)
            // What is no number is kept.
            for row in 0..<rowCount where !(workspace.best[row] < floor) {
                let certain = bounds.certain(workspace.rows, row, sum: workspace.sums[number * rowCount + row])
                body(number, row, workspace.best[row], certain)
            }
        }
    }
}

extension QuantizedQueries.Query {
    /// Quantises a query.
    fileprivate static func quantized(
        _ values: [Double], metric: Metric
    ) -> (query: QuantizedQueries.Query, numbers: [Int16]) {
        let mean = metric.form == .angle(isCentred: true) ? values.reduce(0, +) / Double(values.count) : 0
        let centred = values.map { $0 - mean }
        let squaredNorm = centred.reduce(0) { $0 + $1 * $1 }
        let norm = squaredNorm.squareRoot()
        guard norm.isFinite, norm >= QuantizationSlack.leastNorm else {
            let query = QuantizedQueries.Query(
                direction: values.map { _ in 0 }, step: 0, excess: 0, residual: .infinity, squaredNorm: squaredNorm)
            return (query, values.map { _ in 0 })
        }
        let direction = centred.map { $0 / norm }
        let largest = direction.reduce(0) { max($0, abs($1)) }
        let total = direction.reduce(0) { $0 + abs($1) }
        // As fine as 16 bits and the kernel's sums allow; rounding adds at most a half to each number.
        let room = Double(Int(CK_QUANTIZED_QUERY_SUM) - values.count)
        let step = max(largest / Double(Int16.max), total / room)
        let numbers = direction.map { Int16(($0 / step).rounded()) }
        let squaredResidual = zip(direction, numbers).reduce(0) { sum, pair in
            let rest = pair.0 - step * Double(pair.1)
            return sum + rest * rest
        }
        let largestCodes = Double(QuantizedEmbeddings.largestCode) * Double(values.count).squareRoot()
        let sum = numbers.reduce(0) { $0 + Int($1) }
        let query = QuantizedQueries.Query(
            direction: direction, step: step, excess: step * Double(sum * QuantizedEmbeddings.zero),
            residual: squaredResidual.squareRoot() * largestCodes * (1 + 1e-9), squaredNorm: squaredNorm)
        return (query, numbers)
    }
}
