/// What of images is compared.
public enum Features: String, CaseIterable, Sendable {
    /// The samples of images resized to a common size.
    case pixels
    /// What a CLIP model makes of them.
    case clip

    /// How they are compared unless told otherwise.
    public var standardMetric: Metric {
        switch self {
        case .pixels: .l1
        case .clip: .cosine
        }
    }
}
