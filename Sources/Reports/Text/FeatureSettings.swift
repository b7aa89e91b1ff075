import Metrics

/// The settings that the compared features were made with.
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

    /// The settings in short, as in `448x448`.
    var summary: String {
        switch self {
        case .pixels(let size, _): size
        case .embedding(let model, let precision): "clip \(model) \(precision)"
        }
    }

    /// The settings as names and values for pages.
    var options: [(String, String)] {
        switch self {
        case .pixels(let size, let resample): [("Compared", "pixels, \(size)"), ("Resized by", resample)]
        case .embedding(let model, let precision): [("Compared", "clip"), ("Model", "\(model), \(precision)")]
        }
    }

    /// The settings as members of a JSON object.
    var members: [(String, JSONValue)] {
        switch self {
        case .pixels(let size, let resample): [("size", .string(size)), ("resample", .string(resample))]
        case .embedding(let model, let precision): [("model", .string(model)), ("precision", .string(precision))]
        }
    }
}
