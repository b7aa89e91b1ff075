internal import CKernels
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
        /// The runs of cells of the means.
        let runs: [ck_cell_run]
        /// The run of the norms.
        let norms: ck_cell_run
        /// The quantised means q, then the norms.
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
                    runs: level.runs.map(ck_cell_run.init),
                    norms: ck_cell_run(start: level.meanCount, count: level.normCount, area: 1), bytes: Array(bytes),
                    fractions: fractions, remainder: remainder, spread: squaredSpread.squareRoot() * (1 + Self.slack)))
        }
        self.levels = levels.reversed()
    }

    /// For each of some images the best score that it can have, of which level `number` is in `rows`.
    ///
    /// - Parameters:
    ///   - scores: Has room for a score per image.
    ///   - facts: What is known of an image besides.
    func bestScores(
        level number: Int, of rows: ck_level_rows, into scores: UnsafeMutablePointer<Double>,
        facts: (_ image: Int) -> (remainder: LevelRemainder, moments: Moments)
    ) {
        let level = levels[number]
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 3 * rows.count) { sums in
            guard let sums = sums.baseAddress else { return }
            func largestProduct(_ image: Int, _ remainder: LevelRemainder, _ other: Moments) -> Double {
                self.largestProduct(
                    level, (sums[image], sums[rows.count + image], sums[2 * rows.count + image]), remainder, other)
            }
            switch metric.pairSum {
            case .absoluteDifference: level.sumDifferences(rows, into: sums, kernels)
            case .squaredDifference, .product: level.sumProducts(rows, into: sums, kernels)
            }
            for image in 0..<rows.count {
                let (remainder, other) = facts(image)
                let bound: UInt64
                switch metric.pairSum {
                case .absoluteDifference:
                    let errors = level.remainder.absoluteError + remainder.absoluteError
                    bound = sums[image] > errors ? sums[image] - errors : 0
                case .squaredDifference: bound = smallestSquaredDifference(largestProduct(image, remainder, other), other)
                case .product: bound = UInt64(max(0, largestProduct(image, remainder, other)).rounded(.up))
                }
                scores[image] = metric.score(pairSum: bound, moments, other, count: sampleCount)
            }
        }
    }

    private func smallestSquaredDifference(_ product: Double, _ other: Moments) -> UInt64 {
        // Both sums of squares are below 2^53, so their sum is exact.
        UInt64(max(0, Double(moments.sumOfSquares + other.sumOfSquares) - 2 * product).rounded(.down))
    }

    private func largestProduct(
        _ level: Level, _ sums: (whole: UInt64, fractions: UInt64, norms: UInt64), _ remainder: LevelRemainder,
        _ other: Moments
    ) -> Double {
        let represented = Double(remainder.represented)
        // Fractions are half a step off at most; a little more is allowed for means that were rounded the wrong way.
        let fractions = Double(sums.fractions) - (Double(Self.fractionOffset) - 0.6) * represented
        let means = Double(sums.whole) + fractions / Self.fractionSteps

        let errorOfMeans = Double(other.sum) - represented
        let mean = Double(moments.sum) / Double(sampleCount)
        return means + mean * errorOfMeans + level.spread * remainder.meanErrorNorm
            + level.remainder.normScale * remainder.normScale * Double(sums.norms)
            + Self.slack * Double(moments.sumOfSquares + other.sumOfSquares) + 1
    }
}

extension PyramidQuery.Level {
    /// For each image Σ of area · |q_a − q_b| over all means.
    fileprivate func sumDifferences(_ rows: ck_level_rows, into sums: UnsafeMutablePointer<UInt64>, _ kernels: Kernels) {
        withRuns { ck_level_differences(kernels.functions, bytes, rows, $0, sums) }
    }

    /// For each image Σ of area · q_a · q_b over all means; then for each the same with the query's fractions; then for each Σ
    /// of the products of norms.
    fileprivate func sumProducts(_ rows: ck_level_rows, into sums: UnsafeMutablePointer<UInt64>, _ kernels: Kernels) {
        withRuns { runs in
            ck_level_products(kernels.functions, bytes, rows, runs, sums)
            ck_level_products(kernels.functions, fractions, rows, runs, sums + rows.count)
        }
        withUnsafePointer(to: norms) {
            ck_level_products(kernels.functions, bytes, rows, ck_cell_runs(runs: $0, count: 1), sums + 2 * rows.count)
        }
    }

    private func withRuns(_ body: (ck_cell_runs) -> Void) {
        // Not nil: a level has at least one cell.
        runs.withUnsafeBufferPointer { body(ck_cell_runs(runs: $0.baseAddress!, count: $0.count)) }
    }
}

extension ck_cell_run {
    fileprivate init(_ run: CellRun) {
        self.init(start: run.range.lowerBound, count: run.range.count, area: UInt64(run.area))
    }
}
