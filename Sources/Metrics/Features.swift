/// The kinds of features of images that can be compared.
public enum Features: String, CaseIterable, Sendable {
    /// The samples of images resized to a common size.
    case pixels
    /// The embeddings of a model. `clip` is the word in baselines and results, from when there were no other models.
    case embedding = "clip"

    /// The metric that compares the features by default.
    public var standardMetric: Metric {
        switch self {
        case .pixels: .l1
        case .embedding: .cosine
        }
    }
}
