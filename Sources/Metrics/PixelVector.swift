internal import CKernels
public import Kernels

/// Sum and sum of squares of the samples of an image.
public struct Moments: Hashable, Sendable {
    public var sum: UInt64
    public var sumOfSquares: UInt64

    public init(sum: UInt64, sumOfSquares: UInt64) {
        self.sum = sum
        self.sumOfSquares = sumOfSquares
    }

    /// Computes the moments of `samples`.
    public init(of samples: UnsafeBufferPointer<UInt8>, kernels: Kernels) {
        self.init(sum: 0, sumOfSquares: 0)
        guard let start = samples.baseAddress else { return }
        let moments = kernels.functions.pointee.moments(start, samples.count)
        sum = moments.sum
        sumOfSquares = moments.sum_of_squares
    }
}

/// The one sum over pairs of samples that a metric is made of; with the moments of both images it gives the score.
public enum PairSum: Sendable {
    /// Σ|a − b|
    case absoluteDifference
    /// Σ(a − b)²
    case squaredDifference
    /// Σab
    case product

    /// The sum over `count` samples from `a` and `b`, exactly.
    @inline(__always)
    public func callAsFunction(
        _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int, kernels: Kernels
    ) -> UInt64 {
        switch self {
        case .absoluteDifference: kernels.functions.pointee.l1(a, b, count)
        case .squaredDifference: kernels.functions.pointee.squared_difference(a, b, count)
        case .product: kernels.functions.pointee.dot(a, b, count)
        }
    }
}

extension Metric {
    /// The sum over the samples of both images that the score needs.
    public var pairSum: PairSum {
        switch form {
        case .absoluteDifference: .absoluteDifference
        case .squaredDistance: .squaredDifference
        case .angle: .product
        }
    }

    /// The sum over the samples of both images that the score needs where the moments of both are known: one of two sums for
    /// all metrics.
    public var tiledSum: PairSum {
        switch form {
        case .absoluteDifference: .absoluteDifference
        case .squaredDistance, .angle: .product
        }
    }

    /// The score from the sum that `tiledSum` names: the same as from `pairSum`, for Σ(a − b)² = Σa² + Σb² − 2Σab, and
    /// all of these are whole numbers.
    public func score(tiledSum: UInt64, _ a: Moments, _ b: Moments, count: Int) -> Double {
        let sum =
            switch pairSum {
            case .absoluteDifference, .product: tiledSum
            case .squaredDifference: a.sumOfSquares + b.sumOfSquares - 2 * tiledSum
            }
        return score(pairSum: sum, a, b, count: count)
    }

    /// Whether the score takes the moments of both images besides the pair sum.
    public var needsMoments: Bool { pairSum == .product }

    /// The score of two images of `count` samples.
    ///
    /// All sums are exact integers, so all but `correlation` round just as numpy does on 64-bit floats. For `correlation`,
    /// Σ(a − mean a)(b − mean b) is (N·Σab − Σa·Σb) / N, whose numerator is computed without rounding.
    ///
    /// - Parameters:
    ///   - pairSum: The sum that `pairSum` names.
    ///   - a, b: The moments of both images; not looked at unless `needsMoments`.
    public func score(pairSum: UInt64, _ a: Moments, _ b: Moments, count: Int) -> Double {
        switch form {
        case .absoluteDifference: Double(pairSum)
        case .squaredDistance(let distance): distance.score(Double(pairSum), count: count)
        case .angle(isCentred: false):
            Double(pairSum)
                / (Double(a.sumOfSquares).squareRoot() * Double(b.sumOfSquares).squareRoot() + Self.epsilon)
        case .angle(isCentred: true):
            centred(pairSum, a.sum, b.sum, count: count)
                / (centred(a.sumOfSquares, a.sum, a.sum, count: count).squareRoot()
                    * centred(b.sumOfSquares, b.sum, b.sum, count: count).squareRoot() + Self.epsilon)
        }
    }
}

/// Σ(a − mean a)(b − mean b) from Σab, Σa and Σb.
private func centred(_ product: UInt64, _ sumA: UInt64, _ sumB: UInt64, count: Int) -> Double {
    let (products, productsOverflow) = UInt64(count).multipliedReportingOverflow(by: product)
    let (sums, sumsOverflow) = sumA.multipliedReportingOverflow(by: sumB)
    // Pictures are rarely so large that more is needed, and 128 bits take long to convert.
    if !productsOverflow, !sumsOverflow, let products = Int64(exactly: products), let sums = Int64(exactly: sums) {
        return Double(products - sums) / Double(count)
    }
    return Double(Int128(count) * Int128(product) - Int128(sumA) * Int128(sumB)) / Double(count)
}
