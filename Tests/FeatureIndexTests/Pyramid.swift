import CKernels
@testable import FeatureIndex
import Imaging
import Kernels
import Metrics

/// The block sums of one picture, as an index keeps them.
struct Pyramid: Equatable {
    var moments: Moments
    /// Coarsest first.
    var levels: [[UInt8]]
    var sums: [[UInt32]]
    var remainders: [LevelRemainder]

    init(_ samples: [UInt8], _ shape: PyramidShape, _ kernels: Kernels) {
        let builder = PyramidBuilder(shape: shape, kernels: kernels)
        var (levels, sums) = (shape.levels.map { _ in [UInt8]() }, shape.levels.map { _ in [UInt32]() })
        var remainders = shape.levels.map { _ in LevelRemainder() }
        moments = samples.withUnsafeBufferPointer { buffer in
            let moments = builder.build(buffer.baseAddress!) { level, cells, bytes, remainder in  // Not empty.
                levels[level] = Array(bytes)
                sums[level] = Array(cells[..<(3 * shape.levels[level].cells.count)])
                remainders[level] = remainder
            }
            return moments ?? Moments(of: buffer, kernels: kernels)
        }
        (self.levels, self.sums, self.remainders) = (levels, sums, remainders)
    }
}

extension PyramidQuery {
    /// A query with these samples.
    init(_ samples: [UInt8], _ metric: Metric, _ shape: PyramidShape, _ kernels: Kernels) {
        self = samples.withUnsafeBufferPointer { buffer in
            PyramidQuery(
                // Not empty.
                buffer.baseAddress!, moments: Moments(of: buffer, kernels: kernels), metric: metric, shape: shape,
                builder: PyramidBuilder(shape: shape, kernels: kernels), kernels: kernels)
        }
    }

    /// The best scores that a picture can have, level by level.
    func bestScores(_ pyramid: Pyramid) -> [Double] {
        pyramid.levels.indices.map { level in
            pyramid.levels[level].withUnsafeBufferPointer { bytes in
                var score = 0.0
                let rows = ck_level_rows(bytes: bytes.baseAddress!, stride: bytes.count, count: 1)  // Not empty.
                bestScores(level: level, of: rows, into: &score) { _ in (pyramid.remainders[level], pyramid.moments) }
                return score
            }
        }
    }
}

/// The score of two pictures, sample by sample.
func score(_ a: [UInt8], _ b: [UInt8], _ metric: Metric, _ kernels: Kernels) -> Double {
    a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            metric.score(
                pairSum: metric.pairSum(a.baseAddress!, b.baseAddress!, count: a.count, kernels: kernels),  // Not empty.
                Moments(of: a, kernels: kernels), Moments(of: b, kernels: kernels), count: a.count)
        }
    }
}
