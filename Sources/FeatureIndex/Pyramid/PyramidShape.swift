package import Imaging
import Synchronization

/// The grids over which block sums of images of one size are taken, coarse to fine.
///
/// Each level divides the picture into cells, about 14 × 14, 28 × 28 and 84 × 84 of them, or 56 × 56 where 84 × 84 are hardly
/// fewer than the pixels, and into blocks of whole cells for what the cells' means leave over. Cell i of n along an axis of N
/// pixels begins at ⌊i·N/n⌋: cells of a level may differ by one pixel, edges of a coarse level are edges of every finer one, and
/// any size is covered without gaps.
package struct PyramidShape: Sendable, Equatable {
    package let size: PixelSize
    /// Empty where an image is too small for block sums to be worth it.
    package let levels: [PyramidLevel]

    /// Cells and blocks a side, at most: of each level the first choice that is of use.
    private static let choices: [[(cells: Int, blocks: Int)]] = [[(14, 14)], [(28, 28)], [(84, 28), (56, 56)]]
    /// The same in segments of versions before 4.
    private static let firstChoices: [[(cells: Int, blocks: Int)]] = [[(14, 14)], [(28, 28)], [(56, 56)], [(112, 28)]]
    /// The least number of pixels per cell: a smaller cell is hardly smaller than its pixels.
    private static let minimumPixelsPerCell = 4
    /// The greatest number of pixels per cell, so that sums of squares fit 32 bits.
    private static let maximumPixelsPerCell = 65_536

    /// The grids of segments that are written now.
    package init(size: PixelSize) { self.init(size: size, version: SegmentLayout.latestVersion) }

    /// - Parameter version: Of the segment that holds the levels.
    init(size: PixelSize, version: UInt32) {
        self.size = size
        levels = (version < 4 ? Self.firstChoices : Self.choices).compactMap { choices in
            choices.lazy.map { PyramidLevel(size: size, cellsPerSide: $0.cells, blocksPerSide: $0.blocks) }
                .first { level in
                    level.cells.count * Self.minimumPixelsPerCell <= size.pixelCount
                        && level.cells.largestArea <= Self.maximumPixelsPerCell
                }
        }
    }

    private static let latest = Mutex<(shape: PyramidShape, version: UInt32)?>(nil)

    /// The same, made once for all segments that are opened one after the other.
    static func shared(size: PixelSize, version: UInt32) -> PyramidShape {
        latest.withLock { latest in
            if let latest, latest.shape.size == size, latest.version == version { return latest.shape }
            let shape = PyramidShape(size: size, version: version)
            latest = (shape, version)
            return shape
        }
    }

    /// The size in bytes of all levels of one image.
    var byteCount: Int { levels.reduce(0) { $0 + $1.stride } }
}

/// One level of a pyramid: means of cells, and norms of the remainders in blocks, one byte each per channel.
package struct PyramidLevel: Sendable, Equatable {
    let cells: Grid
    let blocks: Grid
    /// Runs of cells of equal area, in the order in which they are stored.
    let runs: [CellRun]
    /// The cell stored at each place; empty where cells are stored row by row.
    let order: [Int]

    init(size: PixelSize, cellsPerSide: Int, blocksPerSide: Int) {
        cells = Grid(size: size, cellsPerSide: cellsPerSide)
        blocks = Grid(size: size, cellsPerSide: blocksPerSide)
        if cells.isEven {
            runs = [CellRun(area: cells.largestArea, range: 0..<3 * cells.count)]
            order = []
        } else {
            let areas = cells.areas
            var (order, runs) = ([Int](), [CellRun]())
            order.reserveCapacity(areas.count)
            // There are four at most.
            for area in Set(areas).sorted() {
                let start = order.count
                order.append(contentsOf: areas.indices.lazy.filter { areas[$0] == area })
                runs.append(CellRun(area: area, range: 3 * start..<3 * order.count))
            }
            (self.order, self.runs) = (order, runs)
        }
    }

    /// The size of the means in bytes.
    var meanCount: Int { 3 * cells.count }
    /// The size in bytes of the norms, which follow the means.
    var normCount: Int { 3 * blocks.count }
    var byteCount: Int { meanCount + normCount }
    /// The distance in bytes from one image to the next: whole cache lines.
    package var stride: Int { (byteCount + 63) & ~63 }
}

/// Cells of equal area that are stored side by side.
struct CellRun: Sendable, Equatable {
    /// Pixels per cell.
    let area: Int
    /// Places of their means.
    let range: Range<Int>
}

/// A division of a picture into cells.
struct Grid: Sendable, Equatable {
    let columns: Int
    let rows: Int
    /// The edges in pixels; one more than there are columns, or rows.
    let xEdges: [Int32]
    let yEdges: [Int32]

    init(size: PixelSize, cellsPerSide: Int) {
        columns = min(cellsPerSide, size.width)
        rows = min(cellsPerSide, size.height)
        xEdges = gridEdges(count: columns, extent: size.width)
        yEdges = gridEdges(count: rows, extent: size.height)
    }

    var count: Int { columns * rows }

    /// Pixels of each cell, row by row.
    var areas: [Int] {
        (0..<rows).flatMap { row in
            let height = Int(yEdges[row + 1] - yEdges[row])
            return (0..<columns).map { Int(xEdges[$0 + 1] - xEdges[$0]) * height }
        }
    }

    var largestArea: Int { largestStep(xEdges) * largestStep(yEdges) }

    /// Whether all cells are of one area.
    var isEven: Bool { largestArea * count == Int(xEdges[columns]) * Int(yEdges[rows]) }

    /// The edges of this grid counted in cells of `fine`, whose edges include them.
    func edges(in fine: Grid) -> (x: [Int32], y: [Int32]) {
        (places(of: xEdges, in: fine.xEdges), places(of: yEdges, in: fine.yEdges))
    }
}

private func gridEdges(count: Int, extent: Int) -> [Int32] { (0...count).map { Int32($0 * extent / count) } }

private func largestStep(_ edges: [Int32]) -> Int { zip(edges, edges.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) } }

private func places(of edges: [Int32], in fine: [Int32]) -> [Int32] {
    var place = 0
    return edges.map { edge in
        while fine[place] < edge { place += 1 }
        precondition(fine[place] == edge, "a grid's edges are edges of every finer grid")
        return Int32(place)
    }
}
