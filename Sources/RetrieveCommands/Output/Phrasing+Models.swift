import ModelCache
import Models
import SystemPackage

extension ModelError: CustomStringConvertible {
    var description: String {
        let file = path?.string ?? "the model"
        return switch reason {
        case .missing:
            "there is no \(file); a model folder holds its configuration (open_clip_config.json, or config.json and preprocessor_config.json), its weights and, for texts, its tokenizer, and 'retrieve model pull' downloads one"
        case .damaged(let detail):
            "the model file \(file) is damaged (\(detail)); download it again"
        case .mismatch(let detail):
            "\(file) does not fit the other files of the model (\(detail)); keep the files of one model together, or pull it again with 'retrieve model pull'"
        case .unsupported(let detail):
            "the model \(file) is of a kind that is not supported (\(detail)); 'Documentation/Models.md' lists those that are"
        case .system(.permissionDenied):
            "you may not read \(file); check its permissions"
        case .system(let error):
            "cannot read the model file \(file) (\(error)); check its path and its disk, or name another with --model"
        case .library(let detail):
            "a model needs the library oneDNN, which cannot be used (\(detail)); install it (Debian: libdnnl-dev, Homebrew: onednn) and build again"
        case .notFound(let places, let sample):
            "there is no model in \(places.joined(separator: ", ")); run '\(pullCommand(for: places))'"
                + (sample.map { ", or try --model \($0)" } ?? "")
        case .severalRevisions(let names):
            "the cache has several revisions of \(file) (\(names.joined(separator: ", "))); name one, as in '\(file)@\(names.first ?? "main")'"
        case .pointer:
            "\(file) is a Git LFS pointer, not the file itself; run 'git lfs pull' in its folder, or download the file"
        }
    }
}

/// The command that pulls the model that was looked for: the first of `places` is its name where it has one, with a revision after
/// an `@` where one was named.
private func pullCommand(for places: [String]) -> String {
    let parts = (places.first ?? "").split(separator: "@", maxSplits: 1).map(String.init)
    guard places.count > 1, let name = parts.first.flatMap({ HubModelName($0) }) else { return "retrieve model pull" }
    return "retrieve model pull \(name)" + (parts.count > 1 ? " --revision \(shellQuoted(parts[1]))" : "")
}
