@testable import FeatureIndex
import Imaging
import Kernels
import Metrics
import TestSupport
import Testing

/// What makes the index exact: no picture scores better than the bounds of its block sums.
struct BoundTests {
    /// Pictures that bounds must hold for, each against each.
    private static func pictures(_ size: PixelSize) -> [[UInt8]] {
        let drawn = Picture.allCases.map { $0.samples(size, seed: 11) }
        let others = [Picture.noise, .blobs, .grey, .singlePixel].map { $0.samples(size, seed: 12) }
        // Nearly the same as one before, so that a bound must be all but exact.
        let near = [Picture.noise, .blobs, .white, .gradient].map { nudged($0.samples(size, seed: 11), at: 104_729) }
        let brighter = Picture.blobs.samples(size, seed: 11).map { $0 + 1 }
        return drawn + others + near + [brighter]
    }

    private static let sizes = [
        (97, 61), (31, 449), (113, 112), (1000, 16), (127, 131), (28, 28), (57, 56), (61, 97), (449, 13), (1, 784), (113, 113),
    ].map { PixelSize(width: $0.0, height: $0.1) }

    @Test(arguments: sizes)
    func noPictureScoresBetterThanItsBound(size: PixelSize) {
        let all = Kernels.available
        // One size by every set; that they agree is tested for all.
        let sets = size == Self.sizes[0] ? all : [all[all.count - 1]]
        for kernels in sets { expectBounds(of: Self.pictures(size), size, kernels) }
    }

    @Test func noPictureScoresBetterThanItsBoundAtTheUsualSize() {
        let size = PixelSize(width: 448, height: 448)
        let pictures = [Picture.noise, .blobs, .black, .checkers, .gradient].map { $0.samples(size, seed: 4) }
        let near = [nudged(pictures[0], at: 5), nudged(pictures[1], at: 300_000), Picture.blobs.samples(size, seed: 5)]
        for kernels in Kernels.available { expectBounds(of: pictures + near, size, kernels) }
    }

    @Test func randomPicturesOfRandomSizesHaveTrueBounds() {
        var generator = SeededGenerator(seed: 2024)
        for seed in 0..<60 as Range<UInt64> {
            let size = PixelSize(
                width: .random(in: 1...200, using: &generator), height: .random(in: 14...200, using: &generator))
            let shape = PyramidShape(size: size)
            if shape.levels.isEmpty { continue }
            let a = Picture.noise.samples(size, seed: seed)
            let spread = UInt8.random(in: 1...255, using: &generator)
            let b = zip(a, Picture.noise.samples(size, seed: seed + 1000)).map {
                UInt8(clamping: Int($0) + Int($1 % spread) - Int(spread) / 2)
            }
            let kernels = Kernels.available[Int(seed) % Kernels.available.count]
            for metric in Metric.allCases { expectBound(a, b, Pyramid(b, shape, kernels), metric, shape, kernels) }
        }
    }

    @Test func theBoundOfAnEqualPictureMeetsAThresholdSetByItsScore() {
        let size = PixelSize(width: 113, height: 112)
        let shape = PyramidShape(size: size)
        let kernels = Kernels.available[Kernels.available.count - 1]
        for picture in Picture.allCases {
            let samples = picture.samples(size)
            let pyramid = Pyramid(samples, shape, kernels)
            for metric in Metric.allCases {
                let own = score(samples, samples, metric, kernels)
                let bounds = PyramidQuery(samples, metric, shape, kernels).bestScores(pyramid)
                #expect(bounds.allSatisfy { metric.meets(own, $0) }, "\(picture), \(metric)")
            }
        }
    }

    @Test func finerLevelsTellMore() {
        // No promise for a single picture, but what the levels are for.
        let size = PixelSize(width: 448, height: 448)
        let shape = PyramidShape(size: size)
        let kernels = Kernels.available[Kernels.available.count - 1]
        let query = Picture.gradient.samples(size)
        let other = Pyramid(Picture.blobs.samples(size), shape, kernels)
        for metric in Metric.allCases {
            let bounds = PyramidQuery(query, metric, shape, kernels).bestScores(other)
            #expect(zip(bounds, bounds.dropFirst()).allSatisfy { !metric.isBetter($1, than: $0) }, "\(metric)")
        }
    }

    private func expectBounds(of pictures: [[UInt8]], _ size: PixelSize, _ kernels: Kernels) {
        let shape = PyramidShape(size: size)
        #expect(!shape.levels.isEmpty)
        let pyramids = pictures.map { Pyramid($0, shape, kernels) }
        for metric in Metric.allCases {
            for query in pictures {
                let pyramid = PyramidQuery(query, metric, shape, kernels)
                for (other, features) in zip(pictures, pyramids) {
                    let bounds = pyramid.bestScores(features)
                    let exact = score(query, other, metric, kernels)
                    guard bounds.allSatisfy({ !metric.isBetter(exact, than: $0) }) else {
                        Issue.record("\(metric) at \(size) by \(kernels.instructionSet): \(exact) is better than \(bounds)")
                        return
                    }
                }
            }
        }
    }

    private func expectBound(
        _ a: [UInt8], _ b: [UInt8], _ features: Pyramid, _ metric: Metric, _ shape: PyramidShape, _ kernels: Kernels
    ) {
        let bounds = PyramidQuery(a, metric, shape, kernels).bestScores(features)
        let exact = score(a, b, metric, kernels)
        #expect(bounds.allSatisfy { !metric.isBetter(exact, than: $0) }, "\(metric) at \(shape.size): \(exact), \(bounds)")
    }
}
