package import Imaging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Makes patterns of pictures: where they are light and dark, in coarse waves, whatever their colours, brightness and contrast.
///
/// A pattern is made of 32 × 32 pixels:
///
/// 1. Y = 0.299·R + 0.587·G + 0.114·B, as ITU-R BT.601 has it.
/// 2. Y' = (Y − ΣWY/ΣW)·W with W = w(x)·w(y). Within a tenth of a side from the edge w is ½ − ½·cos(π·d / 0.1), d being the
///    distance from the edge as a share of the side; elsewhere it is 1. So a frame counts for little.
/// 3. The two-dimensional cosine transform (DCT-II), of which the 63 numbers with u, v < 8 other than (0, 0) are kept.
/// 4. Each is multiplied by √(u² + v²), for pictures have the less of a wave the finer it is, and replaced by the fourth root of its size,
///    with its sign: what few waves are strong does not outweigh where all the others point.
///
/// Patterns are compared by their cosine. `Benchmarks/duplicates` compares it with the common hashes, which keep little more than the signs.
package struct PatternMaker: Sendable {
    /// The size that pictures are resized to.
    package static let size = PixelSize(width: side, height: side)
    /// The number of components of a pattern.
    package static let dimension = waves * waves - 1

    private static let side = 32
    private static let waves = 8
    private static let margin = 0.1

    /// W, row by row.
    private let window: [Double]
    private let windowSum: Double
    /// cos(π·(2x + 1)·u / 64) times the norm of its wave, for each u all x.
    private let cosines: [Double]
    /// √(u² + v²), for each v all u.
    private let weights: [Double]

    package init() {
        let (side, waves) = (Self.side, Self.waves)
        let edge = (0..<side).map { place in
            let share = (Double(place) + 0.5) / Double(side)
            let distance = min(share, 1 - share)
            return distance < Self.margin ? 0.5 - 0.5 * cos(.pi * distance / Self.margin) : 1
        }
        window = edge.flatMap { y in edge.map { $0 * y } }
        windowSum = window.reduce(0, +)
        cosines = (0..<waves).flatMap { wave in
            let norm = ((wave == 0 ? 1 : 2) / Double(side)).squareRoot()
            return (0..<side).map { norm * cos(.pi * Double((2 * $0 + 1) * wave) / Double(2 * side)) }
        }
        weights = (0..<waves).flatMap { v in (0..<waves).map { Double($0 * $0 + v * v).squareRoot() } }
    }

    /// The pattern of a picture of 32 × 32 pixels.
    package func pattern(_ samples: UnsafePointer<UInt8>) -> [Float] {
        let (side, waves) = (Self.side, Self.waves)
        var luma = [Double](repeating: 0, count: side * side)
        var sum = 0.0
        for place in luma.indices {
            let pixel = samples + 3 * place
            luma[place] = 0.299 * Double(pixel[0]) + 0.587 * Double(pixel[1]) + 0.114 * Double(pixel[2])
            sum += luma[place] * window[place]
        }
        let mean = sum / windowSum
        // Along rows, then along columns.
        var rows = [Double](repeating: 0, count: side * waves)
        for y in 0..<side {
            for u in 0..<waves {
                var total = 0.0
                for x in 0..<side {
                    let place = y * side + x
                    total += (luma[place] - mean) * window[place] * cosines[u * side + x]
                }
                rows[y * waves + u] = total
            }
        }
        var pattern: [Float] = []
        pattern.reserveCapacity(Self.dimension)
        for v in 0..<waves {
            for u in 0..<waves where u + v > 0 {
                var total = 0.0
                for y in 0..<side { total += rows[y * waves + u] * cosines[v * side + y] }
                pattern.append(Self.compressed(total * weights[v * waves + u]))
            }
        }
        return pattern
    }

    /// The amplitude below which the waves of a flat picture are rounding, not a pattern.
    private static let leastWave = 1e-6

    private static func compressed(_ wave: Double) -> Float {
        guard abs(wave) > leastWave else { return 0 }
        let root = abs(wave).squareRoot().squareRoot()
        return Float(wave < 0 ? -root : root)
    }
}
