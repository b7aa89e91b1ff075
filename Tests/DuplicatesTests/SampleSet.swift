import Imaging
import Kernels
import Metrics
import TestSupport

@testable import Duplicates

/// Made-up images of one size to look for pairs among, and the pairs that comparing all of them finds.
struct SampleSet: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case noise
        /// Copies of a few pictures with a little noise.
        case clustered
        /// All the same.
        case equal
        /// Flat, of few colours.
        case constant
        /// On the edge: pictures that differ by single steps, extremes, one bright sample on black.
        case adversarial
        /// Copies that are turned and mirrored as well.
        case turned
    }

    let matrix: SampleMatrix

    init(_ kind: Kind, count: Int, size: PixelSize) {
        matrix = SampleMatrix(count: count, size: size)
        var random = SeededGenerator(seed: UInt64(count * 31 + size.width))
        let samples = size.sampleCount
        let pictures = (0..<12).map { _ in Self.picture(size, &random) }
        for row in 0..<count {
            let output = matrix[row]
            let picture = pictures[Int.random(in: 0..<pictures.count, using: &random)]
            for place in 0..<samples {
                output[place] =
                    switch kind {
                    case .noise: UInt8.random(in: 0...255, using: &random)
                    case .equal: pictures[0][place]
                    case .constant: UInt8(row % 5 * 60)
                    case .clustered, .turned: Self.near(picture[place], by: row % 4 * 9, &random)
                    case .adversarial: Self.edge(row, place, samples, picture)
                    }
            }
            if kind == .turned, size.width == size.height {
                let plain = Array(UnsafeBufferPointer(start: output, count: samples))
                SampleTurn(Symmetry.allCases[row % 8], size: size)(plain, to: output)
            }
        }
    }

    /// Something smooth.
    private static func picture(_ size: PixelSize, _ random: inout SeededGenerator) -> [UInt8] {
        let slopes = (0..<9).map { _ in Double.random(in: -200...200, using: &random) }
        return (0..<size.sampleCount).map { place in
            let (x, y) = (
                Double(place / 3 % size.width) / Double(size.width), Double(place / 3 / size.width) / Double(size.height)
            )
            let channel = 3 * (place % 3)
            return UInt8(
                min(
                    max(128 + slopes[channel] * (x - 0.5) + slopes[channel + 1] * (y - 0.5) + slopes[channel + 2] * x * y, 0),
                    255))
        }
    }

    private static func near(_ sample: UInt8, by amount: Int, _ random: inout SeededGenerator) -> UInt8 {
        UInt8(min(max(Int(sample) + Int.random(in: -amount...amount, using: &random), 0), 255))
    }

    private static func edge(_ row: Int, _ place: Int, _ count: Int, _ picture: [UInt8]) -> UInt8 {
        switch row % 5 {
        case 0: place == row % count ? 255 : 0
        case 1: place == row % count ? 254 : 255
        case 2: place % 2 == row / 5 % 2 ? 255 : 0
        case 3: UInt8(min(255, Int(picture[place]) + (place == row % count ? 1 : 0)))
        default: 0
        }
    }

    /// Worst scores that count, from none to nearly all pairs: among them scores that pairs have.
    func thresholds(_ metric: Metric) -> [Double] {
        let scores = [(0, 1), (2, 7), (3, 35)].map { score($0.0, $0.1, metric, .none) }
        let count = Double(matrix.size.sampleCount)
        return switch metric {
        case .l1: [0, 1, 4 * count] + scores
        case .l2: [0, 1, 5 * count.squareRoot()] + scores
        case .mse: [0, 0.5, 60] + scores
        case .cosine: [0.999, 1, -1] + scores
        case .correlation: [0.9, 0.99, 1, 0] + scores
        }
    }

    private func score(_ first: Int, _ second: Int, _ metric: Metric, _ symmetry: Symmetry) -> Double {
        score(Row(samples(first)), Row(turned(second, symmetry)), metric)
    }

    /// The samples of an image, and the sums that scores want of each image alone.
    private struct Row {
        let samples: [UInt8]
        let moments: Moments

        init(_ samples: [UInt8]) {
            self.samples = samples
            moments = Moments(
                sum: samples.reduce(0) { $0 + UInt64($1) }, sumOfSquares: samples.reduce(0) { $0 + UInt64($1) * UInt64($1) })
        }
    }

    private func samples(_ number: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: matrix[number], count: matrix.size.sampleCount))
    }

    /// Pixel by pixel by the definition, not by the tables that the join uses.
    private func turned(_ number: Int, _ symmetry: Symmetry) -> [UInt8] {
        let orientation: Orientation =
            switch symmetry {
            case .none: .topLeft
            case .mirrored: .topRight
            case .flipped: .bottomLeft
            case .turned180: .bottomRight
            case .turned90: .rightTop
            case .turned270: .leftBottom
            case .transposed: .leftTop
            case .transversed: .rightBottom
            }
        return RGBImage(size: matrix.size, samples: samples(number)).oriented(orientation).samples
    }

    private func score(_ a: Row, _ b: Row, _ metric: Metric) -> Double {
        var sum: UInt64 = 0
        for place in a.samples.indices {
            let (x, y) = (Int(a.samples[place]), Int(b.samples[place]))
            switch metric.pairSum {
            case .absoluteDifference: sum += UInt64(abs(x - y))
            case .product: sum += UInt64(x * y)
            case .squaredDifference: sum += UInt64((x - y) * (x - y))
            }
        }
        return metric.score(pairSum: sum, a.moments, b.moments, count: a.samples.count)
    }

    /// What comparing each with each finds, for each of `thresholds`.
    func bruteForcePairs(_ metric: Metric, _ thresholds: [Double], _ symmetries: Symmetry.Choice = .none) -> [[SimilarPair]] {
        let turns = symmetries.symmetries.map { symmetry in (symmetry, (0..<matrix.count).map { Row(turned($0, symmetry)) }) }
        let rows = (0..<matrix.count).map { Row(samples($0)) }
        var pairs = thresholds.map { _ in [SimilarPair]() }
        for first in 0..<matrix.count {
            for second in first + 1..<max(first + 1, matrix.count) {
                let scores = turns.map { turn, turned in
                    (turn, score(rows[first], turned[second], metric), rows[first].samples == turned[second].samples)
                }
                for (number, threshold) in thresholds.enumerated() {
                    var best: SimilarPair?
                    for (symmetry, score, isEqual) in scores where metric.meets(threshold, score) || isEqual {
                        if let best, !metric.isBetter(score, than: best.score) { continue }
                        best = SimilarPair(first: first, second: second, score: score, symmetry: symmetry)
                    }
                    if let best { pairs[number].append(best) }
                }
            }
        }
        return pairs
    }
}
