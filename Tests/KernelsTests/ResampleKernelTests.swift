import Imaging
import Kernels
import TestSupport
import Testing

/// The two passes of a resize give the same samples by every instruction set.
struct ResampleKernelTests {
    static let filters = ResampleFilter.allCases

    @Test(arguments: filters)
    func everySetEqualsScalarAtRandomSizes(filter: ResampleFilter) throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<10 {
            let source = PixelSize(width: .random(in: 1...110, using: &random), height: .random(in: 1...110, using: &random))
            let target = PixelSize(width: .random(in: 1...110, using: &random), height: .random(in: 1...110, using: &random))
            try expectSame(noise(source, seed: random.next()), to: target, filter: filter)
        }
    }

    /// Vectors end within a row, at its end and beyond it.
    @Test func everySetEqualsScalarAtEveryWidth() throws {
        for width in 1...70 {
            try expectSame(noise(PixelSize(width: width, height: 5), seed: UInt64(width)), to: PixelSize(width: 9, height: 3))
            try expectSame(noise(PixelSize(width: 6, height: 3), seed: UInt64(width)), to: PixelSize(width: width, height: 5))
        }
    }

    @Test func everySetEqualsScalarAtEveryHeight() throws {
        for height in 1...40 {
            try expectSame(noise(PixelSize(width: 5, height: height), seed: UInt64(height)), to: PixelSize(width: 7, height: 9))
            try expectSame(noise(PixelSize(width: 3, height: 6), seed: UInt64(height)), to: PixelSize(width: 5, height: height))
        }
    }

    @Test(arguments: [
        (PixelSize(width: 4000, height: 1), PixelSize(width: 3, height: 5)),
        (PixelSize(width: 1, height: 4000), PixelSize(width: 5, height: 3)),
        (PixelSize(width: 2, height: 1), PixelSize(width: 1, height: 900)),
        (PixelSize(width: 1, height: 2), PixelSize(width: 900, height: 1)),
        (PixelSize(width: 3000, height: 2), PixelSize(width: 2, height: 300)),
    ])
    func everySetEqualsScalarAtExtremeShapes(source: PixelSize, target: PixelSize) throws {
        for filter in Self.filters { try expectSame(noise(source, seed: 12), to: target, filter: filter) }
    }

    /// Black and white pixels side by side drive sums of negative weights furthest out of range.
    @Test(arguments: [ResampleFilter.bicubic, .lanczos])
    func everySetClampsAsScalarDoes(filter: ResampleFilter) throws {
        let size = PixelSize(width: 67, height: 50)
        let extremes = linearCongruentialBytes(seed: 13, count: size.sampleCount).map { $0 < 128 ? UInt8(0) : 255 }
        for target in [PixelSize(width: 90, height: 77), PixelSize(width: 31, height: 29)] {
            try expectSame(RGBImage(size: size, samples: extremes), to: target, filter: filter)
        }
    }

    private func noise(_ size: PixelSize, seed: UInt64) -> RGBImage {
        RGBImage(size: size, samples: linearCongruentialBytes(seed: seed, count: size.sampleCount))
    }

    private func expectSame(_ image: RGBImage, to target: PixelSize, filter: ResampleFilter = .bicubic) throws {
        let scalar = try #require(Kernels(.scalar))
        let expected = Resampler(to: target, filter: filter, kernels: scalar).resample(image)
        for kernels in Kernels.available where kernels.instructionSet != .scalar {
            let actual = Resampler(to: target, filter: filter, kernels: kernels).resample(image)
            if actual != expected {
                let difference = firstDifference(actual.samples, expected.samples, width: target.width)
                Issue.record("\(kernels.instructionSet), \(filter), \(image.size) to \(target): \(difference)")
            }
        }
    }
}
