internal import Files
internal import ModelCache
package import SystemPackage

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
    let cache = HubCache(HubFolders(environment: environment).cache)
    guard let name = given ?? environment("RETRIEVE_MODEL") else {
        if let folder = cache.snapshot(of: .standard) { return folder }
        if (try? FileStatus(of: sample.appending("open_clip_config.json"))) != nil { return sample }
        throw ModelError(.notFound(places: [cache.folder(of: .standard).string]))
    }
    let path = FilePath(name)
    do throws(Errno) {
        _ = try FileStatus(of: path)
        return path
    } catch {
        guard error == .noSuchFileOrDirectory || error == .notDirectory else { throw ModelError(.system(error), path) }
    }
    // Without an owner's name before it, a name is more likely a folder's.
    guard name.contains("/"), let model = HubModelName(name) else { throw ModelError(.missing, path) }
    if let folder = cache.snapshot(of: model) { return folder }
    throw ModelError(.notFound(places: [name, cache.folder(of: model).string]))
}

extension HubCache {
    /// The folder of the files of a model's main branch, as it was when they were downloaded; nil where there is none with a
    /// configuration of OpenCLIP's.
    fileprivate func snapshot(of name: HubModelName) -> FilePath? {
        guard let commit = commit("main", of: name) else { return nil }
        let folder = snapshot(commit, of: name)
        return (try? FileStatus(of: folder.appending("open_clip_config.json"))) == nil ? nil : folder
    }
}
