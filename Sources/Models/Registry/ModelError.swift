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
        /// No model was named and none was found; with the places that were looked at, and the sample
        /// model, where it is there.
        case notFound(places: [String], sample: FilePath? = nil)
        /// The cache has several revisions of the model, and not the one that would be taken; with their names.
        case severalRevisions([String])
        /// A Git LFS pointer in place of the file; wanted: "FILE is a Git LFS pointer, not the file itself; run 'git lfs pull'
        /// in its folder, or download the file".
        case pointer
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
        case .notFound(let places, let sample):
            "there is no model in \(places.joined(separator: ", ")); run 'retrieve model pull'"
                + (sample.map { ", or try --model \($0)" } ?? "")
        case .severalRevisions(let names):
            "the cache has several revisions of \(file) (\(names.joined(separator: ", "))); name one, as in '\(file)@\(names.first ?? "main")'"
        case .pointer:
            "\(file) is a Git LFS pointer, not the file itself; run 'git lfs pull' in its folder, or download the file"
        }
    }
}
