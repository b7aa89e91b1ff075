/// How two images are compared.
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

    /// Whether a larger score means more alike.
    public var prefersLarger: Bool {
        switch self {
        case .l1, .l2, .mse: false
        case .cosine, .correlation: true
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

    /// What keeps a division by the norm of a black image from failing: the difference between 1 and the next double.
    static let epsilon = Double.ulpOfOne
}
