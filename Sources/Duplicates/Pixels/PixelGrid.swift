internal import CKernels
import Imaging
import Kernels

/// The conversion of images of one size to points that are no farther apart than the images.
///
/// Samples are divided into cells, about 8 × 8 for each channel, and cells into blocks of about 2 × 2. Write P for taking every sample to
/// the mean of its cell, and r = a − Pa for what that leaves over. P is an orthogonal projection, so
///
///     ‖a − b‖²  =  ‖Pa − Pb‖² + ‖r_a − r_b‖²
///               ≥  Σ over cells A·(m_a − m_b)² + Σ over blocks (‖r_a‖ − ‖r_b‖)²
///
/// by the triangle inequality in every block, with A for the area of a cell and m for its mean. The right side is the squared distance between
/// the points whose numbers are √A·m for the cells and ‖r‖ for the blocks. The length of a point is that of the image. So the same holds after both are
/// divided by their lengths, and after the mean of all samples is taken off, which is the mean of all A·m.
struct PixelGrid: Sendable {
    let size: PixelSize
    private let columns: Edges
    private let rows: Edges

    private static let cellsPerSide = 8
    /// The longest side of a cell, so that it has at most 65,536 pixels.
    private static let longestSide = 256
    private static let blockSide = 2

    private struct Edges: Sendable {
        let values: [Int32]
        var count: Int { values.count - 1 }

        init(_ length: Int) {
            let parts = min(length, max(cellsPerSide, (length + longestSide - 1) / longestSide))
            values = (0...parts).map { Int32($0 * length / parts) }
        }

        func length(_ part: Int) -> Int { Int(values[part + 1] - values[part]) }
        var blocks: Int { (count + blockSide - 1) / blockSide }
    }

    init(size: PixelSize) {
        self.size = size
        columns = Edges(size.width)
        rows = Edges(size.height)
    }

    private var cellCount: Int { 3 * columns.count * rows.count }
    private var blockCount: Int { 3 * columns.blocks * rows.blocks }

    /// The number of components of a point.
    var dimension: Int { cellCount + blockCount }

    /// The memory that a worker needs to make points.
    struct Workspace {
        fileprivate var sums: [UInt32]
        fileprivate var squares: [UInt32]
        fileprivate var scratch: [UInt32]
        fileprivate var energies: [Double]

        init(_ grid: PixelGrid) {
            sums = [UInt32](repeating: 0, count: grid.cellCount)
            squares = sums
            scratch = [UInt32](repeating: 0, count: 6 * grid.size.width + 32)
            energies = [Double](repeating: 0, count: grid.blockCount)
        }
    }

    /// Writes the point of the image in `samples`.
    func write(
        _ samples: UnsafePointer<UInt8>, in space: Closeness.Space, to point: UnsafeMutableBufferPointer<Float>,
        _ workspace: inout Workspace, kernels: Kernels
    ) {
        columns.values.withUnsafeBufferPointer { x in
            rows.values.withUnsafeBufferPointer { y in
                let grid = ck_grid(
                    columns: Int32(columns.count), rows: Int32(rows.count), x_edges: x.baseAddress!, y_edges: y.baseAddress!)
                ck_cell_sums(
                    kernels.functions, samples, grid, &workspace.scratch, &workspace.sums, &workspace.squares)
            }
        }
        let moments = ck_total_moments(workspace.sums, workspace.squares, cellCount)
        let count = Double(size.sampleCount)
        let mean = space == .centredDirection ? Double(moments.sum) / count : 0
        let squaredNorm = squaredNorm(moments, space)
        // A point without a direction stays at the origin; such an image scores 0 with all.
        guard squaredNorm > 0 else { return point.update(repeating: 0) }
        let factor = space == .plain ? 1 : 1 / squaredNorm.squareRoot()
        writeMeans(workspace, mean: mean, factor: factor, to: point)
        writeNorms(&workspace, factor: factor, to: point)
    }

    private func squaredNorm(_ moments: ck_moments, _ space: Closeness.Space) -> Double {
        guard space == .centredDirection else { return space == .plain ? 1 : Double(moments.sum_of_squares) }
        let count = Int128(size.sampleCount)
        let sum = Int128(moments.sum)
        return Double(count * Int128(moments.sum_of_squares) - sum * sum) / Double(size.sampleCount)
    }

    private func writeMeans(
        _ workspace: Workspace, mean: Double, factor: Double, to point: UnsafeMutableBufferPointer<Float>
    ) {
        var place = 0
        for row in 0..<rows.count {
            for column in 0..<columns.count {
                let area = Double(rows.length(row) * columns.length(column))
                let weight = factor / area.squareRoot()
                for _ in 0..<3 {
                    point[place] = Float((Double(workspace.sums[place]) - area * mean) * weight)
                    place += 1
                }
            }
        }
    }

    private func writeNorms(_ workspace: inout Workspace, factor: Double, to point: UnsafeMutableBufferPointer<Float>) {
        for block in 0..<blockCount { workspace.energies[block] = 0 }
        var place = 0
        for row in 0..<rows.count {
            for column in 0..<columns.count {
                let area = Double(rows.length(row) * columns.length(column))
                let block = 3 * (row / Self.blockSide * columns.blocks + column / Self.blockSide)
                for channel in 0..<3 {
                    let sum = Double(workspace.sums[place])
                    workspace.energies[block + channel] += max(0, Double(workspace.squares[place]) - sum * sum / area)
                    place += 1
                }
            }
        }
        for block in 0..<blockCount { point[cellCount + block] = Float(workspace.energies[block].squareRoot() * factor) }
    }
}
