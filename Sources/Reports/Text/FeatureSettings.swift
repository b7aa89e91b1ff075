import Metrics

/// How the features that were compared came to be.
package enum FeatureSettings: Sendable, Equatable {
    /// - Parameters:
    ///   - size: As in `448x448`.
    ///   - resample: As in `bicubic`.
    case pixels(size: String, resample: String)
    /// - Parameter model: Its name.
    case embedding(model: String, precision: String)

    var kind: Features {
        switch self {
        case .pixels: .pixels
        case .embedding: .embedding
        }
    }

    /// For people, as in `448x448`.
    var summary: String {
        switch self {
        case .pixels(let size, _): size
        case .embedding(let model, let precision): "clip \(model) \(precision)"
        }
    }

    /// For pages.
    var options: [(String, String)] {
        switch self {
        case .pixels(let size, let resample): [("Compared", "pixels, \(size)"), ("Resized by", resample)]
        case .embedding(let model, let precision): [("Compared", "clip"), ("Model", "\(model), \(precision)")]
        }
    }

    /// For JSON.
    var members: [(String, JSONValue)] {
        switch self {
        case .pixels(let size, let resample): [("size", .string(size)), ("resample", .string(resample))]
        case .embedding(let model, let precision): [("model", .string(model)), ("precision", .string(precision))]
        }
    }
}
