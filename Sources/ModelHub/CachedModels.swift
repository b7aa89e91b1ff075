import Files
package import ModelCache
package import SystemPackage

/// A model that the cache holds.
package struct CachedModel: Sendable {
    package let name: HubModelName
    package let commit: String
    /// Branches and tags that named this commit when they were pulled last.
    package let revisions: [String]
    package let folder: FilePath
    /// The size of all files, in bytes.
    package let size: Int
}

extension HubCache {
    /// The models in OpenCLIP's or transformers' layout, by name and commit. What others keep in the cache is left out.
    ///
    /// - Throws: `HubError` when the cache is there and cannot be listed.
    package func models() throws(HubError) -> [CachedModel] {
        var models: [CachedModel] = []
        for folder in try names(in: path) {
            guard let name = HubModelName(folder: folder) else { continue }
            let references = try self.references(of: name)
            for commit in try names(in: self.folder(of: name).appending("snapshots")) {
                let snapshot = self.snapshot(commit, of: name)
                let files = try names(in: snapshot)
                guard ModelFileLayout(of: files) != nil else { continue }
                let sizes = files.map { (try? FileStatus(of: snapshot.appending($0)).size) ?? 0 }
                models.append(
                    CachedModel(
                        name: name, commit: commit, revisions: references.filter { $0.commit == commit }.map(\.revision),
                        folder: snapshot, size: sizes.reduce(0, +)))
            }
        }
        return models
    }

    private func references(of name: HubModelName) throws(HubError) -> [(revision: String, commit: String)] {
        let folder = folder(of: name).appending("refs")
        var references: [(String, String)] = []
        for revision in try names(in: folder) {
            if let commit = commit(revision, of: name) { references.append((revision, commit)) }
        }
        return references
    }

    /// Sorted; none where there is no such folder.
    private func names(in folder: FilePath) throws(HubError) -> [String] {
        do throws(Errno) {
            return try directoryEntries(folder).map(\.name.string).sorted()
        } catch .noSuchFileOrDirectory, .notDirectory {
            return []
        } catch {
            throw .unreadable(folder, error)
        }
    }
}
