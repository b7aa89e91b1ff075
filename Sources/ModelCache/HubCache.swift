import Files
package import SystemPackage

/// Hugging Face's cache of models on disk, which this tool shares with others.
///
///     models--laion--CLIP-ViT-B-32-laion2B-s34B-b79K/
///         refs/main                      the commit that a branch or tag named when it was pulled last
///         blobs/<name of contents>       files, each once; <name>.incomplete while it is downloaded
///         snapshots/<commit>/<file>      symbolic links to blobs
///     .locks/models--…/<name>.lock       held by whoever downloads a blob
package struct HubCache: Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    package func folder(of name: HubModelName) -> FilePath { path.appending(name.folder) }

    package func snapshot(_ commit: String, of name: HubModelName) -> FilePath {
        folder(of: name).appending("snapshots").appending(commit)
    }

    package func reference(_ revision: String, of name: HubModelName) -> FilePath {
        folder(of: name).appending("refs").pushing(FilePath(revision))
    }

    /// The commit that `revision` named when it was pulled last; nil where it was not, or where the file that says so names
    /// something else than one folder: anybody may have written it.
    package func commit(_ revision: String, of name: HubModelName) -> String? {
        let text = try? FileReader().withContents(of: reference(revision, of: name), limit: 1 << 12) {
            String(decoding: $0, as: UTF8.self)
        }
        guard let commit = text?.split(whereSeparator: \.isWhitespace).first.map(String.init),
            FilePath.Component(commit)?.kind == .regular
        else { return nil }
        return commit
    }
}
