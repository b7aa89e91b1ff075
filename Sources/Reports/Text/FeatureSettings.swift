import Metrics

/// How the features that were compared came to be.
public enum FeatureSettings: Sendable, Equatable {
    /// - Parameters:
    ///   - size: As in `448x448`.
    ///   - resample: As in `bicubic`.
    case pixels(size: String, resample: String)
    /// - Parameter model: Its name.
    case clip(model: String, precision: String)

    var kind: Features {
        switch self {
        case .pixels: .pixels
        case .clip: .clip
        }
    }

    /// For people, as in `448x448`.
    var summary: String {
        switch self {
        case .pixels(let size, _): size
        case .clip(let model, let precision): "clip \(model) \(precision)"
        }
    }

    /// For pages.
    var options: [(String, String)] {
        switch self {
        case .pixels(let size, let resample): [("Compared", "pixels, \(size)"), ("Resized by", resample)]
        case .clip(let model, let precision): [("Compared", "clip"), ("Model", "\(model), \(precision)")]
        }
    }

    /// For JSON.
    var members: [(String, JSONValue)] {
        switch self {
        case .pixels(let size, let resample): [("size", .string(size)), ("resample", .string(resample))]
        case .clip(let model, let precision): [("model", .string(model)), ("precision", .string(precision))]
        }
    }
}
