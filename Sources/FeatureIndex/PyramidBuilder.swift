internal import CKernels
import Imaging
package import Kernels

/// What rounding a level to bytes left over, as bounds need it.
struct LevelRemainder: Equatable, Sendable {
    /// Σ over cells of |sum − area · mean|.
    var absoluteError: UInt64 = 0
    /// Σ over cells of area · mean.
    var represented: UInt64 = 0
    /// At least √Σ over cells of (sum − area · mean)² / area.
    var meanErrorNorm = 0.0
    /// The norm of a block's residual is at most its byte times this.
    var normScale = 0.0
}

/// Takes the block sums of images of one size; not to be shared between threads.
package final class PyramidBuilder {
    private let shape: PyramidShape
    private let kernels: Kernels
    private var scratch: [UInt32]
    // Sums and sums of squares of the finest level's cells, and of the cells of the level in hand.
    private var finestSums: [UInt32]
    private var finestSquares: [UInt32]
    private var sums: [UInt32]
    private var squares: [UInt32]
    private var energies: [Double]
    private var blockEnergies: [Double]

    package init(shape: PyramidShape, kernels: Kernels) {
        self.shape = shape
        self.kernels = kernels
        let cells = shape.levels.map { 3 * $0.cells.count }.max() ?? 0
        scratch = [UInt32](repeating: 0, count: 6 * shape.size.width + 32)
        finestSums = [UInt32](repeating: 0, count: cells)
        finestSquares = finestSums
        sums = finestSums
        squares = finestSums
        energies = [Double](repeating: 0, count: cells)
        blockEnergies = energies
    }

    /// Calls `body` with each level of the image in `samples`, finest first: the sums of its cells row by row, its bytes,
    /// and what they leave over.
    func build(
        _ samples: UnsafePointer<UInt8>,
        _ body: (_ level: Int, _ sums: [UInt32], _ bytes: UnsafeRawBufferPointer, _ remainder: LevelRemainder) -> Void
    ) {
        guard let last = shape.levels.last else { return }
        last.cells.withGrid { ck_cell_sums(kernels.functions, samples, $0, &scratch, &finestSums, &finestSquares) }
        for (number, level) in shape.levels.enumerated().reversed() {
            let isFinest = number == shape.levels.count - 1
            if isFinest {
                (sums, squares) = (finestSums, finestSquares)
            } else {
                merge(last.cells, into: level.cells)
            }
            withUnsafeTemporaryAllocation(byteCount: level.byteCount, alignment: 64) { bytes in
                var remainder = quantize(level, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<level.meanCount]))
                remainder.normScale = quantizeNorms(
                    level, into: UnsafeMutableRawBufferPointer(rebasing: bytes[level.meanCount...]))
                body(number, sums, UnsafeRawBufferPointer(bytes), remainder)
            }
        }
    }

    private func merge(_ fine: Grid, into cells: Grid) {
        let edges = cells.edges(in: fine)
        cells.withGrid(edges) { grid in
            ck_merge_cells(finestSums, Int32(fine.columns), grid, &sums)
            ck_merge_cells(finestSquares, Int32(fine.columns), grid, &squares)
        }
    }

    private func quantize(_ level: PyramidLevel, into bytes: UnsafeMutableRawBufferPointer) -> LevelRemainder {
        let means = bytes.assumingMemoryBound(to: UInt8.self).baseAddress!  // A level has at least one cell.
        let sums = level.order.isEmpty ? self.sums : level.order.flatMap { self.sums[3 * $0..<3 * $0 + 3] }
        var remainder = LevelRemainder()
        var squaredNorm = 0.0
        sums.withUnsafeBufferPointer { sums in
            for run in level.runs {
                let start = run.range.lowerBound
                let rounded = ck_quantize(sums.baseAddress! + start, run.range.count, UInt32(run.area), means + start)
                remainder.absoluteError += rounded.absolute_error
                remainder.represented += rounded.represented
                squaredNorm += Double(rounded.squared_error) / Double(run.area)
            }
        }
        remainder.meanErrorNorm = squaredNorm.squareRoot().nextUp
        return remainder
    }

    private func quantizeNorms(_ level: PyramidLevel, into bytes: UnsafeMutableRawBufferPointer) -> Double {
        level.cells.withGrid { ck_residual_energies(sums, squares, $0, &energies) }
        let norms = bytes.assumingMemoryBound(to: UInt8.self).baseAddress!  // A level has at least one block.
        guard level.blocks != level.cells else { return ck_quantize_norms(energies, level.normCount, norms) }
        let edges = level.blocks.edges(in: level.cells)
        level.blocks.withGrid(edges) { ck_merge_energies(energies, Int32(level.cells.columns), $0, &blockEnergies) }
        return ck_quantize_norms(blockEnergies, level.normCount, norms)
    }
}

extension Grid {
    fileprivate func withGrid<Result>(_ body: (ck_grid) -> Result) -> Result { withGrid((x: xEdges, y: yEdges), body) }

    /// With edges counted otherwise than in pixels.
    fileprivate func withGrid<Result>(_ edges: (x: [Int32], y: [Int32]), _ body: (ck_grid) -> Result) -> Result {
        edges.x.withUnsafeBufferPointer { x in
            edges.y.withUnsafeBufferPointer { y in
                // Not nil: a grid has at least two edges a side.
                body(ck_grid(columns: Int32(columns), rows: Int32(rows), x_edges: x.baseAddress!, y_edges: y.baseAddress!))
            }
        }
    }
}
