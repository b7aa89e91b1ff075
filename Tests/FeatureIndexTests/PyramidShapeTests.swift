@testable import FeatureIndex
import Imaging
import Testing

/// The grids cover a picture of any size, and the edges of a coarse one are edges of every finer one.
struct PyramidShapeTests {
    static let sizes = [
        (448, 448), (97, 61), (31, 449), (113, 112), (1000, 16), (28, 28), (29, 27), (57, 56), (127, 131), (449, 13), (3600, 1),
        (1, 784), (113, 113), (224, 448), (2039, 3), (640, 480),
    ].map { PixelSize(width: $0.0, height: $0.1) }

    @Test(arguments: sizes)
    func gridsCoverThePictureWithoutGaps(size: PixelSize) {
        for grid in PyramidShape(size: size).levels.flatMap({ [$0.cells, $0.blocks] }) {
            for (edges, count, extent) in [(grid.xEdges, grid.columns, size.width), (grid.yEdges, grid.rows, size.height)] {
                #expect(edges.count == count + 1)
                #expect(edges.first == 0 && edges.last == Int32(extent))
                #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 })
            }
            #expect(grid.areas.count == grid.count)
            #expect(grid.areas.reduce(0, +) == size.pixelCount)
        }
    }

    @Test(arguments: sizes)
    func edgesNest(size: PixelSize) {
        let levels = PyramidShape(size: size).levels
        for (coarse, fine) in zip(levels, levels.dropFirst()) {
            #expect(Set(coarse.cells.xEdges).isSubset(of: fine.cells.xEdges))
            #expect(Set(coarse.cells.yEdges).isSubset(of: fine.cells.yEdges))
            #expect(coarse.cells.count < fine.cells.count)
        }
        for level in levels {
            #expect(Set(level.blocks.xEdges).isSubset(of: level.cells.xEdges))
            #expect(Set(level.blocks.yEdges).isSubset(of: level.cells.yEdges))
        }
    }

    @Test(arguments: sizes)
    func everyMeanIsStoredOnceAmongThoseOfItsArea(size: PixelSize) {
        for level in PyramidShape(size: size).levels {
            let areas = level.cells.areas
            let order = level.order.isEmpty ? Array(areas.indices) : level.order
            #expect(order.sorted() == Array(areas.indices))
            #expect(level.runs.first?.range.lowerBound == 0 && level.runs.last?.range.upperBound == level.meanCount)
            #expect(zip(level.runs, level.runs.dropFirst()).allSatisfy { $0.range.upperBound == $1.range.lowerBound })
            for run in level.runs {
                #expect(run.range.allSatisfy { areas[order[$0 / 3]] == run.area })
            }
        }
    }

    @Test func aPictureAtTheUsualSizeHasThreeLevels() {
        let levels = PyramidShape(size: PixelSize(width: 448, height: 448)).levels
        #expect(levels.map(\.cells.count) == [14 * 14, 28 * 28, 84 * 84])
        #expect(levels.map(\.blocks.count) == [14 * 14, 28 * 28, 28 * 28])
        #expect(levels.map(\.runs.count) == [1, 1, 3])
        #expect(levels.allSatisfy { $0.stride % 64 == 0 && $0.stride >= $0.byteCount })
    }

    @Test func whereFineCellsAreHardlyFewerThanPixelsTheyAreWider() {
        let levels = PyramidShape(size: PixelSize(width: 112, height: 112)).levels
        #expect(levels.map(\.cells.count) == [14 * 14, 28 * 28, 56 * 56])
    }

    @Test(arguments: [1, 2, 3] as [UInt32])
    func aPictureAtTheUsualSizeHadFourEvenLevels(version: UInt32) {
        let levels = PyramidShape(size: PixelSize(width: 448, height: 448), version: version).levels
        #expect(levels.map(\.cells.count) == [14 * 14, 28 * 28, 56 * 56, 112 * 112])
        #expect(levels.map(\.blocks.count) == [14 * 14, 28 * 28, 56 * 56, 28 * 28])
        #expect(levels.allSatisfy { $0.order.isEmpty && $0.runs.count == 1 })
        #expect(levels.allSatisfy { $0.stride % 64 == 0 && $0.stride >= $0.byteCount })
    }

    @Test func anImageAtTheUsualSizeTakesAtMost32KB() {
        let shape = PyramidShape(size: PixelSize(width: 448, height: 448))
        let row = SegmentRow.size(version: SegmentLayout.latestVersion) + shape.levels.count * SegmentLayout.levelRowSize
        let path = 255
        #expect(shape.byteCount + row + path <= 32_000)
    }

    @Test func smallPicturesHaveNoLevels() {
        #expect(PyramidShape(size: PixelSize(width: 27, height: 29)).levels.isEmpty)
        #expect(PyramidShape(size: PixelSize(width: 1, height: 1)).levels.isEmpty)
        #expect(PyramidShape(size: PixelSize(width: 28, height: 28)).levels.map(\.cells.count) == [196])
    }

    @Test func cellsStaySmallEnoughForTheirSums() {
        let huge = PyramidShape(size: PixelSize(width: 12_000, height: 12_000))
        #expect(huge.levels.map(\.cells.count) == [84 * 84])
        #expect(huge.levels.allSatisfy { $0.cells.largestArea <= 65_536 })
        // At most 65,536 · 255² fits 32 bits.
        #expect(UInt32(exactly: 65_536 * 255 * 255) != nil)
    }
}
