internal import Files
package import SystemPackage

/// The model that is taken when none is named.
package let defaultModelName = "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"

/// The small model beside the sample gallery, which is the default gallery: where that is what there is, all works without a
/// download. It knows drawn pictures only, so that whoever uses it unasked ought to be told.
package let sampleModelFolder: FilePath = "data/models/tiny-clip"

/// The folder of the model to use: the one that `given` names, else the one that `RETRIEVE_MODEL` names, else the default one,
/// else the sample model.
///
/// A name is a folder's path, or that of a model on Hugging Face's hub, as `laion/CLIP-ViT-B-16-laion2B-s34B-b88K`, which is then
/// looked for in the hub's cache, where other tools have it from, too. A folder of that path goes first.
///
/// - Parameters:
///   - environment: The value of a variable, nil when it is not set or empty.
///   - sample: Where the sample model would be.
/// - Throws: `ModelError`, with the places that were looked at.
package func locateModel(
    _ given: String?, environment: (String) -> String? = { StandardStreams.environment($0) },
    sample: FilePath = sampleModelFolder
) throws(ModelError) -> FilePath {
    let cache = ModelCache(environment: environment)
    guard let name = given ?? environment("RETRIEVE_MODEL") else {
        if let folder = cache.snapshot(of: defaultModelName) { return folder }
        if (try? FileStatus(of: sample.appending("open_clip_config.json"))) != nil { return sample }
        throw ModelError(.notFound(places: [cache.path.appending(ModelCache.folderName(of: defaultModelName)).string]))
    }
    let path = FilePath(name)
    do throws(Errno) {
        _ = try FileStatus(of: path)
        return path
    } catch {
        guard error == .noSuchFileOrDirectory || error == .notDirectory else { throw ModelError(.system(error), path) }
    }
    guard ModelCache.isModelName(name) else { throw ModelError(.missing, path) }
    if let folder = cache.snapshot(of: name) { return folder }
    throw ModelError(.notFound(places: [name, cache.path.appending(ModelCache.folderName(of: name)).string]))
}

/// Hugging Face's cache of models on disk:
///
///     models--laion--CLIP-ViT-B-32-laion2B-s34B-b79K/
///         refs/main             the commit that was the newest when something was downloaded last
///         snapshots/<commit>/   the files of a commit, as links to their contents
package struct ModelCache: Sendable {
    package let path: FilePath

    /// By `HF_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME`, else in the user's folder.
    package init(environment: (String) -> String?) {
        let user = FilePath(environment("HOME") ?? ".")
        /// Not every shell replaces a tilde in every place.
        func folder(_ variable: String) -> FilePath? {
            environment(variable).map { text in
                text == "~" ? user : text.hasPrefix("~/") ? user.pushing(FilePath(String(text.dropFirst(2)))) : FilePath(text)
            }
        }
        path =
            folder("HF_HUB_CACHE") ?? folder("HF_HOME")?.appending("hub")
            ?? (folder("XDG_CACHE_HOME") ?? user.appending(".cache")).appending("huggingface").appending("hub")
    }

    /// The folder of the files of a model's main branch, as it was when they were downloaded; nil where there is none with a
    /// configuration of OpenCLIP's.
    package func snapshot(of name: String) -> FilePath? {
        let model = path.appending(Self.folderName(of: name))
        let reference = model.appending("refs").appending("main")
        let text = try? FileReader().withContents(of: reference, limit: 1 << 12) { String(decoding: $0, as: UTF8.self) }
        // Nothing but one folder's name may come out of a file that anybody has written.
        guard let commit = text?.split(whereSeparator: \.isWhitespace).first,
            let component = FilePath.Component(String(commit)),
            component.kind == .regular
        else { return nil }
        let folder = model.appending("snapshots").appending(component)
        return (try? FileStatus(of: folder.appending("open_clip_config.json"))) == nil ? nil : folder
    }

    /// Whether `text` can be a model's name on the hub: an owner and a name, of letters, digits, ".", "-" and "_".
    static func isModelName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.first != "."
                    && part.unicodeScalars.allSatisfy {
                        $0.isASCIILetter || $0.isASCIIDigit || "._-".unicodeScalars.contains($0)
                    }
            }
    }

    static func folderName(of name: String) -> String { "models--" + name.split(separator: "/").joined(separator: "--") }
}
