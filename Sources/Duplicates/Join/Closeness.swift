package import Metrics

/// The condition for two images to be similar: a metric and the worst score that still counts.
///
/// The join works on distances in space: each metric has one that is no greater than `radius` wherever the score is good
/// enough. With â for a / ‖a‖, by `correlation` after its mean is taken off:
///
///     l2            ‖a − b‖ is the score itself
///     mse           ‖a − b‖² is N times the score
///     l1, samples   ‖a − b‖² = Σ|a − b|² ≤ 255·Σ|a − b|, for no difference exceeds 255
///     l1, floats    ‖a − b‖ ≤ Σ|a − b|
///     cosine        ‖â − b̂‖² = 2 − 2·Σâb̂
///     correlation   likewise
///
/// The ε of the cosine's divisor, 2⁻⁵², and rounding make less than `slack`.
package struct Closeness: Hashable, Sendable {
    package let metric: Metric
    /// Scores at least as good as this count.
    package let threshold: Double

    /// An upper bound of what ε and rounding do to a squared distance between points of length 1.
    private static let slack = 1e-9
    private static let largestDifference = 255.0
    /// An upper bound of the squared distance of any two points of length 1.
    private static let wholeSphere = 5.0

    package init(metric: Metric, threshold: Double) {
        precondition(!threshold.isNaN)
        self.metric = metric
        self.threshold = threshold
    }

    /// The space in which images are points.
    enum Space: Sendable {
        /// The numbers as they are.
        case plain
        /// Divided by their length.
        case direction
        /// The numbers less their mean, then divided by their length.
        case centredDirection
    }

    var space: Space {
        switch metric.form {
        case .absoluteDifference, .squaredDistance: .plain
        case .angle(let isCentred): isCentred ? .centredDirection : .direction
        }
    }

    /// The largest squared distance between the points of two images of `count` samples that are alike.
    func squaredRadius(sampleCount count: Int) -> Double {
        metric.form == .absoluteDifference
            ? Self.largestDifference * max(0, threshold) * (1 + Self.slack) : squaredRadius(dimension: count)
    }

    /// The largest squared distance between the points of two embeddings of `count` numbers that are alike.
    func squaredRadius(dimension count: Int) -> Double {
        switch metric.form {
        case .absoluteDifference: threshold * threshold * (1 + Self.slack)
        case .squaredDistance(let distance): max(0, distance.squared(threshold, count: count)) * (1 + Self.slack)
        // Scores that are no better than 0 are let through whatever the distance, as ε moves them towards 0.
        case .angle: threshold > 0 ? max(0, 2 - 2 * threshold) + Self.slack : Self.wholeSphere
        }
    }
}
