package import SystemPackage

/// Why a model could not be found, read or run. The description is the sentence that a user reads.
package struct ModelError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        /// A file or folder is not there.
        case missing
        /// With what is wrong in the file.
        case damaged(String)
        /// Sound, but of a kind this program does not run; with what is not supported.
        case unsupported(String)
        case system(Errno)
        /// The matrix library cannot be used; with why.
        case library(String)
        /// No model was named and none was found; with the places that were looked at.
        case notFound(places: [String])
    }

    /// The file or folder concerned; nil where there is none.
    package let path: FilePath?
    package let reason: Reason

    package init(_ reason: Reason, _ path: FilePath? = nil) {
        self.path = path
        self.reason = reason
    }

    package var description: String {
        let file = path?.string ?? "the model"
        return switch reason {
        case .missing:
            "there is no \(file); a model folder holds open_clip_config.json and open_clip_model.safetensors, and 'retrieve model pull' downloads one"
        case .damaged(let detail):
            "the model file \(file) is damaged (\(detail)); download it again"
        case .unsupported(let detail):
            "the model \(file) is of a kind that is not supported (\(detail)); use an OpenCLIP ViT model"
        case .system(.permissionDenied):
            "you may not read \(file); check its permissions"
        case .system(let error):
            "cannot read the model file \(file) (\(error)); check its path and its disk, or name another with --model"
        case .library(let detail):
            "CLIP needs the library oneDNN, which cannot be used (\(detail)); install it (Debian: libdnnl-dev, Homebrew: onednn) and build again"
        case .notFound(let places):
            "there is no CLIP model in \(places.joined(separator: ", ")); run 'retrieve model pull', or try --model data/models/tiny-clip"
        }
    }
}
