import Imaging
package import Kernels
package import Metrics

/// A query's block sums, and the bounds they set.
///
/// Write a for the query's samples, b for a gallery image's, A for the area of a cell, m for a cell's mean and r for what is
/// left of its samples, so that a = m_a + r_a with r_a summing to zero in every cell. Then
///
///     Σ|a − b|  ≥  Σ over cells of A·|m_a − m_b|
///     Σab       =  Σ over cells of A·m_a·m_b + Σ r_a·r_b
///               ≤  Σ over cells of A·m_a·m_b + Σ over blocks of ‖r_a‖·‖r_b‖        (Cauchy-Schwarz, block by block)
///
/// and since Σ(a − b)² = Σa² + Σb² − 2Σab, and cosine and correlation grow with Σab, the upper bound of Σab bounds all but
/// `l1`. Stored are not the means but bytes q with m = q + d, and bytes at least as large as the norms ‖r‖:
///
///     A·|m_a − m_b|  ≥  A·|q_a − q_b| − A·|d_a| − A·|d_b|
///     A·m_a·m_b      =  A·m_a·q_b + A·m_a·d_b
///     Σ A·m_a·d_b    =  c·Σ A·d_b + Σ A·(m_a − c)·d_b  ≤  c·Σ A·d_b + √Σ A·(m_a − c)² · √Σ A·d_b²
///
/// for any c, here the mean of a. Sums of bytes are exact; the rest is computed in 64-bit floats, whose errors, a few parts
/// in 2^50 of numbers no larger than Σa² + Σb², `slack` outweighs. The bounds are rounded to whole numbers on the safe
/// side and go through `Metric.score` as the sums themselves do. That function rounds, but never reverses an order, so the
/// score of a bound is at least as good as the score of the image, ties included.
package struct PyramidQuery: Sendable {
    /// Parts of a mean's remainder that its byte counts.
    private static let fractionSteps = 255.0
    /// The remainder that stands for byte 0.
    private static let fractionOffset = 128
    /// Relative to Σa² + Σb².
    private static let slack = 0x1p-40

    private let metric: Metric
    private let sampleCount: Int
    private let moments: Moments
    private let kernels: Kernels
    private let levels: [Level]

    fileprivate struct Level: Sendable {
        let runs: [CellRun]
        let meanCount: Int
        let normCount: Int
        /// q, then the norms.
        let bytes: [UInt8]
        /// d in steps of 1/255, 128 standing for none.
        let fractions: [UInt8]
        let remainder: LevelRemainder
        /// √Σ A·(m − c)², not less.
        let spread: Double
    }

    package init(
        _ samples: UnsafePointer<UInt8>, moments: Moments, metric: Metric, shape: PyramidShape, builder: PyramidBuilder,
        kernels: Kernels
    ) {
        self.metric = metric
        self.moments = moments
        self.kernels = kernels
        sampleCount = shape.size.sampleCount
        let mean = Double(moments.sum) / Double(sampleCount)
        var levels: [Level] = []
        builder.build(samples) { number, sums, bytes, remainder in
            let level = shape.levels[number]
            var fractions = [UInt8](repeating: 0, count: level.meanCount)
            var squaredSpread = 0.0
            for run in level.runs {
                for place in run.range {
                    let sum = sums[level.order.isEmpty ? place : 3 * level.order[place / 3] + place % 3]
                    let exact = Double(sum) / Double(run.area)
                    let steps = ((exact - Double(bytes[place])) * Self.fractionSteps).rounded() + Double(Self.fractionOffset)
                    fractions[place] = UInt8(min(max(steps, 0), 255))
                    squaredSpread += Double(run.area) * (exact - mean) * (exact - mean)
                }
            }
            levels.append(
                Level(
                    runs: level.runs, meanCount: level.meanCount, normCount: level.normCount, bytes: Array(bytes),
                    fractions: fractions, remainder: remainder, spread: squaredSpread.squareRoot() * (1 + Self.slack)))
        }
        self.levels = levels.reversed()
    }

    /// The best score that an image can have of which level `number` is `bytes` and `remainder`.
    func bestScore(
        level number: Int, bytes: UnsafePointer<UInt8>, remainder: LevelRemainder, moments other: Moments
    ) -> Double {
        let level = levels[number]
        let bound =
            switch metric.pairSum {
            case .absoluteDifference: smallestAbsoluteDifference(level, bytes, remainder)
            case .squaredDifference: smallestSquaredDifference(largestProduct(level, bytes, remainder, other), other)
            case .product: UInt64(max(0, largestProduct(level, bytes, remainder, other)).rounded(.up))
            }
        return metric.score(pairSum: bound, moments, other, count: sampleCount)
    }

    private func smallestAbsoluteDifference(
        _ level: Level, _ bytes: UnsafePointer<UInt8>, _ remainder: LevelRemainder
    ) -> UInt64 {
        let sum = level.sum(of: .absoluteDifference, level.bytes, bytes, kernels: kernels)
        let errors = level.remainder.absoluteError + remainder.absoluteError
        return sum > errors ? sum - errors : 0
    }

    private func smallestSquaredDifference(_ product: Double, _ other: Moments) -> UInt64 {
        // Both sums of squares are below 2^53, so their sum is exact.
        UInt64(max(0, Double(moments.sumOfSquares + other.sumOfSquares) - 2 * product).rounded(.down))
    }

    private func largestProduct(
        _ level: Level, _ bytes: UnsafePointer<UInt8>, _ remainder: LevelRemainder, _ other: Moments
    ) -> Double {
        let represented = Double(remainder.represented)
        let whole = Double(level.sum(of: .product, level.bytes, bytes, kernels: kernels))
        let fractions = Double(level.sum(of: .product, level.fractions, bytes, kernels: kernels))
        // Fractions are half a step off at most; a little more is allowed for means that were rounded the wrong way.
        let means = whole + (fractions - (Double(Self.fractionOffset) - 0.6) * represented) / Self.fractionSteps

        let errorOfMeans = Double(other.sum) - represented
        let mean = Double(moments.sum) / Double(sampleCount)
        let products = level.normProducts(bytes, kernels: kernels)
        return means + mean * errorOfMeans + level.spread * remainder.meanErrorNorm
            + level.remainder.normScale * remainder.normScale * Double(products)
            + Self.slack * Double(moments.sumOfSquares + other.sumOfSquares) + 1
    }
}

extension PyramidQuery.Level {
    /// Over all means, weighted with the areas of their cells.
    fileprivate func sum(
        of pairSum: PairSum, _ own: [UInt8], _ other: UnsafePointer<UInt8>, kernels: Kernels
    ) -> UInt64 {
        own.withUnsafeBufferPointer { own in
            runs.reduce(0) { sum, run in
                let start = run.range.lowerBound
                // Not nil: a level has at least one cell.
                return sum + UInt64(run.area)
                    * pairSum(own.baseAddress! + start, other + start, count: run.range.count, kernels: kernels)
            }
        }
    }

    fileprivate func normProducts(_ other: UnsafePointer<UInt8>, kernels: Kernels) -> UInt64 {
        bytes.withUnsafeBufferPointer { own in
            PairSum.product(own.baseAddress! + meanCount, other + meanCount, count: normCount, kernels: kernels)
        }
    }
}
