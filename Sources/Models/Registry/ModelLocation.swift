internal import Files
internal import ModelCache
package import SystemPackage

/// The small model beside the sample gallery, which is the default gallery: where that is what there is, all works without a
/// download. It knows drawn pictures only, so that whoever uses it unasked ought to be told.
package let sampleModelFolder: FilePath = "data/models/tiny-clip"

/// Returns the folder of the model to use: the one that `given` names, else the default one, else the sample model.
///
/// A name is a folder's path, or that of a model on Hugging Face's hub, as `laion/CLIP-ViT-B-16-laion2B-s34B-b88K`, which is then
/// looked for in the hub's cache, where other tools have it from, too; a revision may follow after an `@`. Without one the main
/// branch is taken, or the only revision that is there. A folder of that path goes first.
///
/// - Parameters:
///   - environment: The value of a variable, nil when it is not set or empty.
///   - sample: Where the sample model would be.
/// - Throws: `ModelError`, with the places that were looked at.
package func locateModel(
    _ given: String?, environment: (String) -> String? = { environmentVariable($0) },
    sample: FilePath = sampleModelFolder
) throws(ModelError) -> FilePath {
    let cache = HubCache(HubFolders(environment: environment).cache)
    let existingSample = isModelFolder(sample) ? sample : nil
    guard let name = given else {
        if let folder = try cache.snapshot(of: .standard, revision: nil) { return folder }
        if let existingSample { return existingSample }
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
    let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard name.contains("/"), let model = HubModelName(parts[0]) else { throw ModelError(.missing, path) }
    if let folder = try cache.snapshot(of: model, revision: parts.count > 1 ? parts[1] : nil) { return folder }
    throw ModelError(.notFound(places: [name, cache.folder(of: model).string], sample: existingSample))
}

/// Whether there is a model in `folder`, by its configuration.
private func isModelFolder(_ folder: FilePath) -> Bool {
    ModelRegistry.configNames.contains { (try? FileStatus(of: folder.appending($0))) != nil }
}

extension HubCache {
    /// The folder of a model's files at `revision`: a branch or tag as it was when it was pulled last, or a commit, which may be
    /// shortened. Without one, that of the main branch, else the only one that is there.
    ///
    /// - Returns: Nil where there is none with a model's configuration.
    /// - Throws: `ModelError.Reason.severalRevisions` where there are several to choose from.
    fileprivate func snapshot(of name: HubModelName, revision: String?) throws(ModelError) -> FilePath? {
        if let folder = snapshot(of: name, named: revision ?? "main") { return folder }
        let commits = names(in: folder(of: name).appending("snapshots")).filter { isModelFolder(snapshot($0, of: name)) }
        if let revision {
            let matching = commits.filter { revision.utf8.count >= 6 && $0.hasPrefix(revision) }
            return matching.count == 1 ? snapshot(matching[0], of: name) : nil
        }
        if commits.count > 1 { throw ModelError(.severalRevisions(labels(of: commits, of: name)), FilePath(name.description)) }
        return commits.first.map { snapshot($0, of: name) }
    }

    private func snapshot(of name: HubModelName, named revision: String) -> FilePath? {
        guard let commit = commit(revision, of: name) else { return nil }
        let folder = snapshot(commit, of: name)
        return isModelFolder(folder) ? folder : nil
    }

    /// Returns the names of `commits` for messages: the branches and tags that name them, else the commits, shortened.
    private func labels(of commits: [String], of name: HubModelName) -> [String] {
        let references = names(in: folder(of: name).appending("refs"))
        return commits.map { commit in
            references.first { self.commit($0, of: name) == commit } ?? String(commit.prefix(12))
        }
    }

    /// Sorted; none where the folder cannot be listed.
    private func names(in folder: FilePath) -> [String] {
        ((try? directoryEntries(folder)) ?? []).map(\.name.string).sorted()
    }
}
