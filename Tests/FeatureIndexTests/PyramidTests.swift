@testable import FeatureIndex
import Imaging
import Kernels
import TestSupport
import Testing

/// Block sums are what they say, by every instruction set.
struct PyramidTests {
    private static let scalar = Kernels.available[0]

    @Test(arguments: PyramidShapeTests.sizes)
    func allInstructionSetsAgree(size: PixelSize) {
        let shape = PyramidShape(size: size)
        for picture in [Picture.noise, .white, .gradient, .stripes] {
            let samples = picture.samples(size, seed: 5)
            let expected = Pyramid(samples, shape, Self.scalar)
            for kernels in Kernels.available.dropFirst() {
                #expect(Pyramid(samples, shape, kernels) == expected, "\(picture), \(kernels.instructionSet)")
            }
        }
    }

    @Test(arguments: [(448, 448), (97, 61), (127, 131), (1000, 16)])
    func cellSumsAreSums(width: Int, height: Int) {
        let size = PixelSize(width: width, height: height)
        let shape = PyramidShape(size: size)
        let samples = Picture.noise.samples(size, seed: 9)
        let pyramid = Pyramid(samples, shape, Self.scalar)
        for (level, sums) in zip(shape.levels, pyramid.sums) {
            #expect(sums == plainSums(samples, level.cells, width: width))
        }
    }

    @Test(arguments: [(97, 61), (113, 112), (112, 112)])
    func bytesAreRoundedMeansAndNormsNotTooSmall(width: Int, height: Int) {
        let size = PixelSize(width: width, height: height)
        let shape = PyramidShape(size: size)
        for picture in [Picture.noise, .blobs, .gradient, .checkers, .white] {
            let samples = picture.samples(size, seed: 3)
            let pyramid = Pyramid(samples, shape, Self.scalar)
            for (number, level) in shape.levels.enumerated() {
                let areas = level.cells.areas
                var (absolute, represented, squared) = (0, 0, 0.0)
                for place in 0..<level.meanCount {
                    let cell = level.order.isEmpty ? place / 3 : level.order[place / 3]
                    let sum = Int(pyramid.sums[number][3 * cell + place % 3])
                    let mean = Int(pyramid.levels[number][place])
                    let error = sum - areas[cell] * mean
                    absolute += abs(error)
                    represented += areas[cell] * mean
                    squared += Double(error * error) / Double(areas[cell])
                }
                let remainder = pyramid.remainders[number]
                #expect(absolute == Int(remainder.absoluteError) && represented == Int(remainder.represented))
                // But for the rounding of sums, which the bounds make up for.
                #expect(abs(remainder.meanErrorNorm - squared.squareRoot()) <= 1e-12 * squared.squareRoot() + 1e-300)
                // Rounding takes half a step at most.
                #expect(2 * absolute <= 3 * size.pixelCount + 3)
                expectNorms(samples, level, pyramid.levels[number], remainder, width: width, "\(picture), level \(number)")
            }
        }
    }

    private func plainSums(_ samples: [UInt8], _ grid: Grid, width: Int) -> [UInt32] {
        var sums: [UInt32] = []
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                for channel in 0..<3 {
                    var sum: UInt32 = 0
                    for y in grid.yEdges[row]..<grid.yEdges[row + 1] {
                        for x in grid.xEdges[column]..<grid.xEdges[column + 1] {
                            sum += UInt32(samples[3 * (Int(y) * width + Int(x)) + channel])
                        }
                    }
                    sums.append(sum)
                }
            }
        }
        return sums
    }

    private func expectNorms(
        _ samples: [UInt8], _ level: PyramidLevel, _ bytes: [UInt8], _ remainder: LevelRemainder, width: Int, _ what: String
    ) {
        let exact = residualEnergies(samples, level, width: width)
        for (place, energy) in exact.enumerated() {
            let stored = Double(bytes[level.meanCount + place]) * remainder.normScale
            #expect(stored >= energy.squareRoot(), "\(what), block \(place)")
            #expect(stored <= energy.squareRoot() + 1.01 * remainder.normScale + 0.1, "\(what), block \(place)")
        }
    }

    /// For each block and channel Σ(sample − mean of its cell)².
    private func residualEnergies(_ samples: [UInt8], _ level: PyramidLevel, width: Int) -> [Double] {
        let sums = plainSums(samples, level.cells, width: width)
        let squares = plainSums(samples.map { $0 }, level.cells, width: width, squared: true)
        let areas = level.cells.areas
        let edges = level.blocks.edges(in: level.cells)
        var energies = [Double](repeating: 0, count: level.normCount)
        for row in 0..<level.blocks.rows {
            for column in 0..<level.blocks.columns {
                for y in edges.y[row]..<edges.y[row + 1] {
                    for x in edges.x[column]..<edges.x[column + 1] {
                        let cell = Int(y) * level.cells.columns + Int(x)
                        for channel in 0..<3 {
                            let (sum, area) = (Int(sums[3 * cell + channel]), areas[cell])
                            // Whole numbers up to the division.
                            energies[3 * (row * level.blocks.columns + column) + channel] +=
                                Double(Int(squares[3 * cell + channel]) * area - sum * sum) / Double(area)
                        }
                    }
                }
            }
        }
        return energies
    }

    private func plainSums(_ samples: [UInt8], _ grid: Grid, width: Int, squared: Bool) -> [UInt32] {
        // The high and the low digit of the squares, since samples are bytes.
        let squares = samples.map { Int($0) * Int($0) }
        let high = plainSums(squares.map { UInt8($0 >> 8) }, grid, width: width)
        let low = plainSums(squares.map { UInt8($0 & 255) }, grid, width: width)
        return zip(high, low).map { $0 << 8 + $1 }
    }
}
