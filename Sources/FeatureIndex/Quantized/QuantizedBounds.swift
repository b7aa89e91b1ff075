import Metrics

/// The slack that bounds are widened by, so that no rounding makes them wrong.
enum QuantizationSlack {
    /// Relative to the largest cosine, or to ‖a‖² + ‖b‖².
    static let closeness = 1e-6
    /// Relative to the norms of what is multiplied.
    static let product = 1e-9
    /// The least norm that bounds are made for: with smaller ones the ε of the metrics is not negligible.
    static let leastNorm = 1e-5
}

/// The parameters of the rows of a block, in columns.
struct QuantizedBlock {
    private(set) var scales = column
    /// Upper bounds of |Σue|, including the errors of rounding.
    private(set) var errors = column
    /// The factors of Σub: 1 / ‖b‖, 1 / ‖b − mean b‖, or 1 for distances.
    private(set) var weights = column
    /// ‖b‖² for distances, else 0.
    private(set) var squaredNorms = column

    private static var column: [Double] { [Double](repeating: 0, count: SegmentLayout.embeddingBlock) }

    mutating func load(_ facts: UnsafeBufferPointer<QuantizationParameters>, metric: Metric, centreNorm: Double) {
        for (row, fact) in facts.enumerated() {
            let norm = Double(fact.norm)
            scales[row] = Double(fact.scale)
            errors[row] = Double(fact.error) + QuantizationSlack.product * (norm + centreNorm)
            switch metric.form {
            case .angle(let isCentred):
                let divisor = isCentred ? Double(fact.spread) : norm
                if divisor < QuantizationSlack.leastNorm { errors[row] = .infinity }
                weights[row] = 1 / divisor
                squaredNorms[row] = 0
            case .absoluteDifference, .squaredDistance:
                if !norm.isFinite { errors[row] = .infinity }
                weights[row] = 1
                squaredNorms[row] = norm * norm
            }
        }
    }
}

/// The conversion of products with codes to bounds of the closeness to one query; `QuantizedQueries` has the reasons.
struct QuantizedBounds {
    /// Σuμ
    private let centreProduct: Double
    private let step: Double
    private let excess: Double
    private let residual: Double
    /// 2·‖a‖ for distances, else 1.
    private let factor: Double
    /// Minus ‖a‖² for distances, and slack on the one side and on the other.
    private let added: (best: Double, certain: Double)
    /// Parts of ‖b‖² that are taken off, likewise.
    private let taken: (best: Double, certain: Double)

    init(metric: Metric, squaredNorm: Double, centreProduct: Double, step: Double, excess: Double, residual: Double) {
        self.centreProduct = centreProduct
        self.step = step
        self.excess = excess
        self.residual = residual
        let slack = QuantizationSlack.closeness
        taken = (1 - slack, 1 + slack)
        switch metric.form {
        case .angle:
            factor = 1
            added = (slack, -slack)
        case .absoluteDifference, .squaredDistance:
            factor = 2 * squaredNorm.squareRoot()
            added = (-squaredNorm * taken.best, -squaredNorm * taken.certain)
        }
    }

    /// The closest that the rows of `block` may be.
    ///
    /// - Parameter sums: Σp(q + 128) of the first row from `start` on.
    func best(_ block: QuantizedBlock, _ sums: [Int32], from start: Int, count: Int, into best: inout [Double]) {
        precondition(start >= 0 && start + count <= sums.count && count <= best.count)
        let (scales, errors) = (block.scales.span, block.errors.span)
        let (weights, squaredNorms) = (block.weights.span, block.squaredNorms.span)
        let sums = sums.span
        var output = best.mutableSpan
        // Checked above, so that the loop can be made of vectors.
        for row in 0..<count {
            let steps = step * Double(sums[unchecked: start + row]) - excess + residual
            let product = centreProduct + scales[unchecked: row] * steps
            output[unchecked: row] =
                factor * (product + errors[unchecked: row]) * weights[unchecked: row] + added.best
                - squaredNorms[unchecked: row] * taken.best
        }
    }

    /// The closest that a row is in any case.
    func certain(_ block: QuantizedBlock, _ row: Int, sum: Int32) -> Double {
        let product = centreProduct + block.scales[row] * (step * Double(sum) - excess - residual)
        return factor * (product - block.errors[row]) * block.weights[row] + added.certain
            - block.squaredNorms[row] * taken.certain
    }
}
