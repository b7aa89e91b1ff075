/// The metrics that compare two images.
public enum Metric: String, CaseIterable, Sendable {
    /// Σ|a − b|
    case l1
    /// √Σ(a − b)²
    case l2
    /// Σ(a − b)² / N
    case mse
    /// Σab / (√Σa² · √Σb² + ε)
    case cosine
    /// The cosine of a − mean(a) and b − mean(b).
    case correlation

    /// The form of the score: the sums it is a function of.
    public var form: Form {
        switch self {
        case .l1: .absoluteDifference
        case .l2: .squaredDistance(.root)
        case .mse: .squaredDistance(.mean)
        case .cosine: .angle(isCentred: false)
        case .correlation: .angle(isCentred: true)
        }
    }

    /// The forms of scores. Kernels, bounds and stores are made for forms: a metric of an existing form needs only to be named
    /// in `form`.
    public enum Form: Hashable, Sendable {
        /// Σ|a − b|
        case absoluteDifference
        /// Σ(a − b)²
        case squaredDistance(SquaredDistance)
        /// Σab / (‖a‖·‖b‖), the means of a and b subtracted first where it is centred.
        case angle(isCentred: Bool)
    }

    /// The functions of a squared distance that metrics use.
    public enum SquaredDistance: Sendable {
        /// √Σ(a − b)²
        case root
        /// Σ(a − b)² / N
        case mean

        /// The score at the squared distance `squared` of `count` numbers.
        @inline(__always)
        package func score(_ squared: Double, count: Int) -> Double {
            switch self {
            case .root: squared.squareRoot()
            case .mean: squared / Double(count)
            }
        }

        /// The squared distance of `count` numbers at `score`.
        package func squared(_ score: Double, count: Int) -> Double {
            switch self {
            case .root: score * score
            case .mean: score * Double(count)
            }
        }
    }

    /// Whether a larger score means more alike.
    public var prefersLarger: Bool {
        switch form {
        case .absoluteDifference, .squaredDistance: false
        case .angle: true
        }
    }

    /// Whether `score` is better than `other`, not merely as good.
    public func isBetter(_ score: Double, than other: Double) -> Bool {
        prefersLarger ? score > other : score < other
    }

    /// Whether `score` is at least as good as `threshold`.
    public func meets(_ threshold: Double, _ score: Double) -> Bool {
        prefersLarger ? score >= threshold : score <= threshold
    }

    /// The number that keeps a division by the norm of a black image from failing: the difference between 1 and the next
    /// double.
    static let epsilon = Double.ulpOfOne
}
