internal import CKernels
import Imaging
package import Kernels
import Metrics

/// The remainder that rounding a level to bytes leaves, in the form that bounds need.
struct LevelRemainder: Equatable, Sendable {
    /// Σ over cells of |sum − area · mean|.
    var absoluteError: UInt64 = 0
    /// Σ over cells of area · mean.
    var represented: UInt64 = 0
    /// An upper bound of √Σ over cells of (sum − area · mean)² / area.
    var meanErrorNorm = 0.0
    /// The norm of a block's residual is at most its byte times this.
    var normScale = 0.0
}

/// Takes the block sums of images of one size; not to be shared between threads.
package final class PyramidBuilder {
    private let shape: PyramidShape
    private let kernels: Kernels
    private var scratch: [UInt32]
    // Sums and sums of squares of the cells of the level in hand, and of the next finer one.
    private var sums: [UInt32]
    private var squares: [UInt32]
    private var finerSums: [UInt32]
    private var finerSquares: [UInt32]
    /// The sums in the order in which a level's means are stored.
    private var orderedSums: [UInt32]
    private var energies: [Double]
    private var blockEnergies: [Double]
    private var rowEnergies: [Double]
    /// The inverse of the area of each cell of each level, channel by channel.
    private let inverseAreas: [[Double]]

    package init(shape: PyramidShape, kernels: Kernels) {
        self.shape = shape
        self.kernels = kernels
        let cells = shape.levels.map { 3 * $0.cells.count }.max() ?? 0
        scratch = [UInt32](repeating: 0, count: 6 * shape.size.width + 32)
        sums = [UInt32](repeating: 0, count: cells)
        squares = sums
        finerSums = sums
        finerSquares = sums
        orderedSums = sums
        energies = [Double](repeating: 0, count: cells)
        blockEnergies = energies
        rowEnergies = [Double](repeating: 0, count: 3 * shape.size.width)
        inverseAreas = shape.levels.map { level in
            level.cells.areas.flatMap { [Double](repeating: 1 / Double($0), count: 3) }
        }
    }

    /// Calls `body` with each level of the image in `samples`, finest first: the sums of its cells row by row, its bytes with
    /// those that fill up the last cache line, and what rounding left over. Answers the image's moments, nil without levels.
    @discardableResult
    func build(
        _ samples: UnsafePointer<UInt8>,
        _ body: (_ level: Int, _ sums: [UInt32], _ bytes: UnsafeRawBufferPointer, _ remainder: LevelRemainder) -> Void
    ) -> Moments? {
        guard let finest = shape.levels.last else { return nil }
        finest.cells.withGrid { ck_cell_sums(kernels.functions, samples, $0, &scratch, &sums, &squares) }
        for (number, level) in shape.levels.enumerated().reversed() {
            if level != finest { merge(shape.levels[number + 1].cells, into: level.cells) }
            withUnsafeTemporaryAllocation(byteCount: level.stride, alignment: 64) { bytes in
                UnsafeMutableRawBufferPointer(rebasing: bytes[level.byteCount...]).initializeMemory(
                    as: UInt8.self, repeating: 0)
                var remainder = quantize(level, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<level.meanCount]))
                remainder.normScale = quantizeNorms(
                    number, into: UnsafeMutableRawBufferPointer(rebasing: bytes[level.meanCount..<level.byteCount]))
                body(number, sums, UnsafeRawBufferPointer(bytes), remainder)
            }
        }
        let moments = ck_total_moments(sums, squares, shape.levels[0].meanCount)
        return Moments(sum: moments.sum, sumOfSquares: moments.sum_of_squares)
    }

    private func merge(_ fine: Grid, into cells: Grid) {
        swap(&sums, &finerSums)
        swap(&squares, &finerSquares)
        cells.withGrid(cells.edges(in: fine)) { grid in
            ck_merge_cells(finerSums, Int32(fine.columns), grid, &scratch, &sums)
            ck_merge_cells(finerSquares, Int32(fine.columns), grid, &scratch, &squares)
        }
    }

    private func quantize(_ level: PyramidLevel, into bytes: UnsafeMutableRawBufferPointer) -> LevelRemainder {
        let means = bytes.assumingMemoryBound(to: UInt8.self).baseAddress!  // A level has at least one cell.
        if !level.order.isEmpty { putInOrder(level.order) }
        var remainder = LevelRemainder()
        var squaredNorm = 0.0
        (level.order.isEmpty ? sums : orderedSums).withUnsafeBufferPointer { sums in
            for run in level.runs {
                let start = run.range.lowerBound
                let rounded = kernels.functions.pointee.quantize(
                    sums.baseAddress! + start, run.range.count, UInt32(run.area), means + start)
                remainder.absoluteError += rounded.absolute_error
                remainder.represented += rounded.represented
                squaredNorm += Double(rounded.squared_error) / Double(run.area)
            }
        }
        remainder.meanErrorNorm = squaredNorm.squareRoot().nextUp
        return remainder
    }

    private func putInOrder(_ cells: [Int]) {
        sums.withUnsafeBufferPointer { sums in
            orderedSums.withUnsafeMutableBufferPointer { ordered in
                for (place, cell) in cells.enumerated() {
                    for channel in 0..<3 { ordered[3 * place + channel] = sums[3 * cell + channel] }
                }
            }
        }
    }

    private func quantizeNorms(_ number: Int, into bytes: UnsafeMutableRawBufferPointer) -> Double {
        let level = shape.levels[number]
        let functions = kernels.functions.pointee
        functions.residual_energies(sums, squares, inverseAreas[number], level.meanCount, &energies)
        let norms = bytes.assumingMemoryBound(to: UInt8.self).baseAddress!  // A level has at least one block.
        let isMerged = level.blocks != level.cells
        if isMerged {
            level.blocks.withGrid(level.blocks.edges(in: level.cells)) {
                ck_merge_energies(energies, Int32(level.cells.columns), $0, &rowEnergies, &blockEnergies)
            }
        }
        let blocks = isMerged ? blockEnergies : energies
        let scale = ck_norm_scale(blocks, level.normCount)
        functions.quantize_norms(blocks, level.normCount, scale, norms)
        return scale
    }
}

extension Grid {
    fileprivate func withGrid<Result>(_ body: (ck_grid) -> Result) -> Result { withGrid((x: xEdges, y: yEdges), body) }

    /// Calls `body` with a grid whose edges are counted in other units than pixels.
    fileprivate func withGrid<Result>(_ edges: (x: [Int32], y: [Int32]), _ body: (ck_grid) -> Result) -> Result {
        edges.x.withUnsafeBufferPointer { x in
            edges.y.withUnsafeBufferPointer { y in
                // Not nil: a grid has at least two edges a side.
                body(ck_grid(columns: Int32(columns), rows: Int32(rows), x_edges: x.baseAddress!, y_edges: y.baseAddress!))
            }
        }
    }
}
