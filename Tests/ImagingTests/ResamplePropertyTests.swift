import Imaging
import Kernels
import TestSupport
import Testing

/// What holds for every resize.
struct ResamplePropertyTests {
    static let sizes = [(1, 1), (1, 30), (30, 1), (7, 5), (16, 16), (17, 33), (40, 3)].map(PixelSize.init)

    @Test(arguments: ResampleFilter.allCases, [0, 1, 127, 254, 255] as [UInt8])
    func aConstantImageStaysConstant(filter: ResampleFilter, value: UInt8) {
        for kernels in Kernels.available {
            for (source, target) in Self.sizes.flatMap({ source in Self.sizes.map { (source, $0) } }) {
                let image = RGBImage(size: source, samples: [UInt8](repeating: value, count: source.sampleCount))
                let resized = Resampler(to: target, filter: filter, kernels: kernels).resample(image)
                if resized.samples.contains(where: { $0 != value }) {
                    Issue.record("\(kernels.instructionSet), \(source) to \(target)")
                }
            }
        }
    }

    @Test(arguments: ResampleFilter.allCases)
    func theSameSizeCopies(filter: ResampleFilter) {
        for kernels in Kernels.available {
            for size in Self.sizes {
                let image = noise(size, seed: 40)
                #expect(Resampler(to: size, filter: filter, kernels: kernels).resample(image) == image)
            }
        }
    }

    @Test func channelsDoNotMix() {
        let size = PixelSize(width: 23, height: 19), target = PixelSize(width: 11, height: 31)
        let base = noise(size, seed: 41)
        for kernels in Kernels.available {
            let resampler = Resampler(to: target, filter: .lanczos, kernels: kernels)
            let expected = resampler.resample(base).samples
            for channel in 0..<3 {
                let only = base.samples.enumerated().map { $0.offset % 3 == channel ? $0.element : 0 }
                let resized = resampler.resample(RGBImage(size: size, samples: only)).samples
                for (index, sample) in resized.enumerated() {
                    if sample != (index % 3 == channel ? expected[index] : 0) {
                        Issue.record("channel \(channel), sample \(index)")
                    }
                }
            }
        }
    }

    @Test func nearestTakesSamplesOfTheInputOnly() {
        let image = noise(PixelSize(width: 13, height: 9), seed: 42)
        let pixels = Set(image.pixels)
        for target in Self.sizes {
            for kernels in Kernels.available {
                let resized = Resampler(to: target, filter: .nearest, kernels: kernels).resample(image)
                #expect(pixels.isSuperset(of: resized.pixels))
            }
        }
    }

    /// A resampler keeps buffers and weights between images; none of that shows.
    @Test func aUsedResamplerIsAsGoodAsANewOne() {
        var random = SeededGenerator(seed: 43)
        for kernels in Kernels.available {
            let target = PixelSize(width: 20, height: 15)
            let used = Resampler(to: target, filter: .bicubic, kernels: kernels)
            for _ in 0..<20 {
                let size = PixelSize(width: .random(in: 1...90, using: &random), height: .random(in: 1...90, using: &random))
                let image = noise(size, seed: random.next())
                #expect(used.resample(image) == Resampler(to: target, filter: .bicubic, kernels: kernels).resample(image))
            }
        }
    }

    private func noise(_ size: PixelSize, seed: UInt64) -> RGBImage {
        RGBImage(size: size, samples: linearCongruentialBytes(seed: seed, count: size.sampleCount))
    }
}

extension RGBImage {
    fileprivate var pixels: [[UInt8]] { stride(from: 0, to: samples.count, by: 3).map { Array(samples[$0..<$0 + 3]) } }
}
