internal import CKernels
import Workers

/// Points in codes of 8 bits, ordered along a line, in panels as the kernels want them.
///
/// A point x is moved and scaled, w = (x − μ) / M with M so that no |w| exceeds 1, and written as w = s·q + e with whole numbers q
/// from −127 to 127. For two points,
///
///     w_a·w_b  =  s_a·s_b·Σq_a·q_b + (s_a·q_a)·e_b + e_a·w_b
///              ≤  s_a·s_b·Σq_a·q_b + n_a·‖e_b‖ + ‖e_a‖·n_b        (Cauchy-Schwarz)
///
/// with n no less than ‖w‖ and ‖s·q‖. They are at most R apart only if w_a·w_b ≥ h_a + h_b, where h = ‖w‖²/2 − (R/M)²/4, for
/// ‖w_a − w_b‖² = ‖w_a‖² + ‖w_b‖² − 2·w_a·w_b. So a pair whose bound falls short of h_a + h_b is too far apart, and only such a pair is dropped.
///
/// Points are ordered by the place of w along one direction of length 1: points at most R apart are at most R/M apart along it, which
/// rules out whole blocks of pairs.
struct CodedPoints: Sendable {
    /// Rows of a block; blocks are compared with blocks.
    static let blockRows = Int(CK_PANEL_ROWS * CK_PANELS_AT_ONCE)
    /// An upper bound of the error of single precision in a sum of terms that are at most 1: each of ten operations errs by
    /// 2⁻²⁴ of it.
    private static let slack: Float = 4e-6
    /// An upper bound of the error of computing w in single precision, relative to its length of at most 1.
    private static let pointError = 1e-6
    /// An upper bound of the error of rounding x to single precision, relative to its length.
    private static let roundingError = 0x1p-23

    let count: Int
    let dimension: Int
    /// Steps of a panel.
    let steps: Int
    /// The point that each row was made of.
    let order: [Int32]
    /// Along the direction, ascending: a place for each row.
    let places: [Float]
    let codes: [Int8]
    let scales: [Float]
    let errors: [Float]
    let norms: [Float]
    let heights: [Float]
    /// The greatest distance of any w from its exact value.
    let largestError: Double

    /// The frame that several sets of points share, so that they can be compared with one another.
    struct Frame: Sendable {
        let spread: PointSpread
        /// M
        let scale: Double
        /// R/M
        let radius: Double

        /// Points that lie closer together than this are all taken for one.
        private static let leastScale = 1e-30

        init(_ points: [PointMatrix], squaredRadius: Double) {
            spread = PointSpread(points[0])
            var largest = 0.0
            for matrix in points {
                for row in 0..<matrix.count {
                    let norm = zip(matrix[row], spread.centre).reduce(0.0) { sum, pair in
                        let rest = Double(pair.0) - Double(pair.1)
                        return sum + rest * rest
                    }
                    largest = max(largest, norm)
                }
            }
            scale = max(largest.squareRoot(), Self.leastScale)
            radius = squaredRadius.squareRoot() / scale
        }
    }

    /// - Parameter uncertainties: For each point how far it may be from where it should be; none where they are exact up to single
    ///   precision.
    init(_ points: PointMatrix, in frame: Frame, uncertainties: [Float] = [], threads: Int) {
        count = points.count
        dimension = points.dimension
        steps = (dimension + Int(CK_PANEL_STEP) - 1) / Int(CK_PANEL_STEP)
        precondition(steps <= Int(CK_PANEL_STEPS))
        let spread = frame.spread
        let inverse = Float(1 / frame.scale)
        var along = [Float](repeating: 0, count: count)
        var ownErrors = [Double](repeating: 0, count: count)
        for row in 0..<count {
            let point = points[row]
            var place = 0.0
            var squaredNorm = 0.0
            for column in 0..<dimension {
                place += Double((point[column] - spread.centre[column]) * inverse) * Double(spread.direction[column])
                squaredNorm += Double(point[column]) * Double(point[column])
            }
            along[row] = Float(place)
            let uncertainty = uncertainties.isEmpty ? 0 : Double(uncertainties[row])
            ownErrors[row] = Self.pointError + (squaredNorm.squareRoot() * Self.roundingError + uncertainty) / frame.scale
        }
        largestError = ownErrors.max() ?? 0
        let order = (0..<count).sorted { (along[$0], $0) < (along[$1], $1) }
        self.order = order.map(Int32.init)
        places = order.map { along[$0] }

        let panels = (count + Self.blockRows - 1) / Self.blockRows * Int(CK_PANELS_AT_ONCE)
        let rows = panels * Int(CK_PANEL_ROWS)
        let output = CodeRows(rows: rows, steps: steps)
        let quarter = frame.radius * frame.radius / 4
        let queue = WorkQueue(count: count)
        let pointErrors = ownErrors
        _ = withWorkers(max(1, threads)) { _ in
            while let range = queue.take(atMost: 256) {
                for row in range {
                    let point = points[order[row]]
                    output.write(row, point, spread.centre, inverse, quarter: quarter, error: pointErrors[order[row]])
                }
            }
        }
        codes = output.codes
        scales = output.scales
        errors = output.errors
        norms = output.norms
        var heights = output.heights
        for row in heights.indices { heights[row] = row < order.count ? heights[row] - Self.slack : .infinity }
        self.heights = heights
    }

    var blockCount: Int { (count + Self.blockRows - 1) / Self.blockRows }

    /// The first and the last place of the rows of a block.
    func extent(ofBlock block: Int) -> (first: Float, last: Float) {
        (places[block * Self.blockRows], places[min(count, (block + 1) * Self.blockRows) - 1])
    }
}

/// The memory that workers write the codes of rows to; each row is written by one of them.
private final class CodeRows: @unchecked Sendable {
    private let steps: Int
    private let codeBuffer: UnsafeMutableBufferPointer<Int8>
    private let facts: UnsafeMutableBufferPointer<Float>
    private let rows: Int

    init(rows: Int, steps: Int) {
        self.rows = rows
        self.steps = steps
        codeBuffer = .allocate(capacity: rows * steps * Int(CK_PANEL_STEP))
        codeBuffer.initialize(repeating: 0)
        facts = .allocate(capacity: 4 * rows)
        facts.initialize(repeating: 0)
    }

    deinit {
        codeBuffer.deallocate()
        facts.deallocate()
    }

    var codes: [Int8] { Array(codeBuffer) }
    var scales: [Float] { Array(facts[0..<rows]) }
    var errors: [Float] { Array(facts[rows..<2 * rows]) }
    var norms: [Float] { Array(facts[2 * rows..<3 * rows]) }
    var heights: [Float] { Array(facts[3 * rows..<4 * rows]) }

    /// - Parameters:
    ///   - quarter: (R/M)²/4
    ///   - error: How far w may be off.
    func write(
        _ row: Int, _ point: UnsafeMutableBufferPointer<Float>, _ centre: [Float], _ inverse: Float, quarter: Double,
        error: Double
    ) {
        let (panelRows, panelStep) = (Int(CK_PANEL_ROWS), Int(CK_PANEL_STEP))
        let base = row / panelRows * steps * panelRows * panelStep + row % panelRows * panelStep
        var largest: Float = 0
        for place in 0..<point.count { largest = max(largest, abs((point[place] - centre[place]) * inverse)) }
        // Below this the codes are zero and all is error.
        let scale: Float = largest > 1e-30 ? largest / 127 : 0
        let steps = scale > 0 ? 1 / scale : 0
        var squaredError = 0.0
        var squaredNorm = 0.0
        for place in 0..<point.count {
            let value = (point[place] - centre[place]) * inverse
            let code = min(max((value * steps).rounded(), -127), 127)
            codeBuffer[base + place / panelStep * panelRows * panelStep + place % panelStep] = Int8(code)
            let rest = Double(value) - Double(scale) * Double(code)
            squaredError += rest * rest
            squaredNorm += Double(value) * Double(value)
        }
        // The square of a length that is off by `error` at most is off by less than twice that, as lengths are at most about 1.
        let total = (squaredError.squareRoot() + error) * (1 + 1e-6)
        let norm = squaredNorm.squareRoot()
        let leastNorm = max(0, norm - error)
        facts[row] = scale
        facts[rows + row] = Float(total).nextUp
        facts[2 * rows + row] = Float((norm + total + error) * (1 + 1e-6)).nextUp
        facts[3 * rows + row] = Float(leastNorm * leastNorm / 2 - quarter).nextDown
    }
}
