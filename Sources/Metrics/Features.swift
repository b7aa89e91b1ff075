/// Which features of images are compared.
public enum Features: String, CaseIterable, Sendable {
    /// The samples of images resized to a common size.
    case pixels
    /// What a model makes of them. `clip` is the word in baselines and results, from when there were no other models.
    case embedding = "clip"

    /// How they are compared unless told otherwise.
    public var standardMetric: Metric {
        switch self {
        case .pixels: .l1
        case .embedding: .cosine
        }
    }
}
