import Models
import SystemPackage

extension ModelError: CustomStringConvertible {
    var description: String {
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
