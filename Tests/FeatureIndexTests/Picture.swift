import Imaging
import TestSupport

/// Samples drawn by a rule: what block sums describe well, badly, and at their limits.
enum Picture: CaseIterable, Sendable {
    case black, white, grey, noise, darkNoise, checkers, stripes, gradient, blobs, halfAndHalf, singlePixel

    /// Samples of an RGB picture, three a pixel.
    func samples(_ size: PixelSize, seed: UInt64 = 1) -> [UInt8] {
        let count = size.sampleCount
        switch self {
        case .black: return [UInt8](repeating: 0, count: count)
        case .white: return [UInt8](repeating: 255, count: count)
        case .grey: return [UInt8](repeating: UInt8(60 + seed % 90), count: count)
        case .noise: return linearCongruentialBytes(seed: seed, count: count)
        case .darkNoise: return linearCongruentialBytes(seed: seed, count: count).map { $0 >> 6 }
        case .checkers: return drawn(size) { x, y, _ in (x + y) % 2 == 0 ? 0 : 255 }
        case .stripes: return drawn(size) { x, _, channel in x % 3 == channel ? 255 : 0 }
        case .gradient:
            return drawn(size) { x, y, channel in UInt8((x * 255 / size.width + channel * y * 64 / size.height) & 255) }
        case .blobs: return blobs(size, seed: seed)
        case .halfAndHalf: return drawn(size) { x, _, _ in 2 * x < size.width ? 0 : 255 }
        case .singlePixel:
            var samples = [UInt8](repeating: 0, count: count)
            samples[Int(seed) * 7919 % count] = 255
            return samples
        }
    }

    private func drawn(_ size: PixelSize, _ sample: (_ x: Int, _ y: Int, _ channel: Int) -> UInt8) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size.sampleCount) { buffer, count in
            for y in 0..<size.height {
                for x in 0..<size.width {
                    for channel in 0..<3 { buffer[3 * (y * size.width + x) + channel] = sample(x, y, channel) }
                }
            }
            count = size.sampleCount
        }
    }

    /// Squares of one colour each, and a little noise: the nearest of these to a photograph.
    private func blobs(_ size: PixelSize, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        let colours = (0..<48).map { _ in UInt8.random(in: 0...230, using: &generator) }
        let noise = linearCongruentialBytes(seed: seed, count: size.sampleCount)
        let samples = drawn(size) { x, y, channel in colours[(4 * x / size.width + 4 * y / size.height * 4) * 3 + channel] }
        return zip(samples, noise).map { $0 + $1 / 12 }
    }
}

/// `samples` with one of them changed by one.
func nudged(_ samples: [UInt8], at place: Int) -> [UInt8] {
    var samples = samples
    samples[place % samples.count] ^= 1
    return samples
}

/// A PNG of `picture`.
func png(_ picture: Picture, _ size: PixelSize = PixelSize(width: 40, height: 30), seed: UInt64 = 1) -> [UInt8] {
    PNGFile(width: size.width, height: size.height, samples: picture.samples(size, seed: seed)).bytes
}
