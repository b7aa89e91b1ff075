import Imaging
import Kernels
import Metrics
import TestSupport
import Testing

@testable import Duplicates

/// The join of images with themselves: just the pairs that comparing all of them finds.
struct PixelPairsTests {
    private let kernels = Kernels.available.last ?? .scalar

    @Test(arguments: Metric.allCases, SampleSet.Kind.allCases)
    func findsJustThePairsThatComparingAllFinds(metric: Metric, kind: SampleSet.Kind) {
        for size in [PixelSize(width: 9, height: 7), PixelSize(width: 8, height: 8), PixelSize(width: 1, height: 1)] {
            let set = SampleSet(kind, count: 70, size: size)
            let thresholds = set.thresholds(metric)
            for (threshold, expected) in zip(thresholds, set.bruteForcePairs(metric, thresholds)) {
                let closeness = Closeness(metric: metric, threshold: threshold)
                let found = PixelPairs(closeness: closeness, threads: 2, kernels: kernels).pairs(among: set.matrix)
                #expect(found == expected, "\(metric) \(threshold) \(kind) \(size): \(found.count) of \(expected.count)")
            }
        }
    }

    @Test(arguments: [Metric.l1, .correlation], Symmetry.Choice.allCases)
    func findsTurnedAndMirroredCopies(metric: Metric, symmetries: Symmetry.Choice) {
        let size = PixelSize(width: 8, height: 8)
        let set = SampleSet(.turned, count: 40, size: size)
        let thresholds = set.thresholds(metric)
        for (threshold, expected) in zip(thresholds, set.bruteForcePairs(metric, thresholds, symmetries)) {
            let closeness = Closeness(metric: metric, threshold: threshold)
            let found = PixelPairs(closeness: closeness, symmetries: symmetries, threads: 2, kernels: kernels)
                .pairs(among: set.matrix)
            #expect(found == expected)
        }
    }

    @Test(arguments: Kernels.available.map(\.instructionSet))
    func theAnswerDependsOnNoInstructionSetAndNoThreads(set: Kernels.InstructionSet) throws {
        let kernels = try #require(Kernels(set))
        let samples = SampleSet(.clustered, count: 150, size: PixelSize(width: 8, height: 8))
        let closeness = Closeness(metric: .correlation, threshold: 0.9)
        let expected = PixelPairs(closeness: closeness, threads: 1, kernels: .scalar).pairs(among: samples.matrix)
        #expect(!expected.isEmpty)
        for threads in [1, 3] {
            #expect(
                PixelPairs(closeness: closeness, threads: threads, kernels: kernels).pairs(among: samples.matrix) == expected)
        }
    }

    @Test func flatImagesOfOneColourAreTheSamePicture() {
        let size = PixelSize(width: 8, height: 8)
        let matrix = SampleMatrix(count: 3, size: size)
        for place in 0..<size.sampleCount {
            matrix[0][place] = 200
            matrix[1][place] = 200
            matrix[2][place] = 90
        }
        let pairs = PixelPairs(closeness: Closeness(metric: .correlation, threshold: 0.9), threads: 1, kernels: .scalar)
            .pairs(among: matrix)
        #expect(pairs == [SimilarPair(first: 0, second: 1, score: 0)])
    }

    @Test func onlyPairsThatAreWantedAreFound() {
        let set = SampleSet(.equal, count: 8, size: PixelSize(width: 8, height: 8))
        let pairs = PixelPairs(closeness: Closeness(metric: .l1, threshold: 0), threads: 1, kernels: .scalar)
            .pairs(among: set.matrix, isWanted: { $0 == 0 && $1 == 3 })
        #expect(pairs == [SimilarPair(first: 0, second: 3, score: 0)])
    }

    @Test func mostPairsOfDifferentImagesAreRuledOutByTheirCodes() {
        let size = PixelSize(width: 8, height: 8)
        let set = SampleSet(.clustered, count: 256, size: size)
        let grid = PixelGrid(size: size)
        let points = PointMatrix(count: set.matrix.count, dimension: grid.dimension)
        var workspace = PixelGrid.Workspace(grid)
        for row in 0..<set.matrix.count {
            grid.write(set.matrix[row], in: .centredDirection, to: points[row], &workspace, kernels: .scalar)
        }
        let squaredRadius = Closeness(metric: .correlation, threshold: 0.95).squaredRadius(sampleCount: size.sampleCount)
        let frame = CodedPoints.Frame([points], squaredRadius: squaredRadius)
        let coded = CodedPoints(points, in: frame, threads: 1)
        let effort = SimilarityJoin(kernels: .scalar, threads: 1).run(
            coded, coded, isSame: true, radius: frame.radius, makeState: { 0 }, visit: { _, _ in }
        ).effort
        #expect(effort.candidates < 256 * 255 / 2 / 4)
    }
}
