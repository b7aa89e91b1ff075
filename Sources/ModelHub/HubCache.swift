import Files
package import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

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

    func folder(of name: HubModelName) -> FilePath { path.appending(name.folder) }

    func blob(_ contents: ContentName, of name: HubModelName) -> FilePath {
        folder(of: name).appending("blobs").appending(contents.fileName)
    }

    /// Keeps others from changing `item` of a model. Other tools that keep to the cache's rules do so for blobs, too.
    ///
    /// - Parameter waiting: Called once when somebody else has it.
    func acquireLock(_ item: String, of name: HubModelName, waiting: () -> Void) throws(HubError) -> FileLock {
        let folder = path.appending(".locks").appending(name.folder)
        try Self.makeFolders(folder)
        let path = folder.appending("\(item).lock")
        var isFirst = true
        while true {
            do throws(Errno) {
                return try FileLock(path)
            } catch .resourceTemporarilyUnavailable {
                if isFirst { waiting() }
                isFirst = false
                usleep(100_000)
            } catch {
                throw .system(path, error)
            }
        }
    }

    func snapshot(_ commit: String, of name: HubModelName) -> FilePath {
        folder(of: name).appending("snapshots").appending(commit)
    }

    func reference(_ revision: String, of name: HubModelName) -> FilePath {
        folder(of: name).appending("refs").pushing(FilePath(revision))
    }

    /// Makes `file` of a snapshot a link to its contents, in one step.
    func link(_ file: String, to contents: ContentName, in commit: String, of name: HubModelName) throws(HubError) {
        let link = snapshot(commit, of: name).appending(file)
        let target = "../../blobs/\(contents.fileName)"
        let temporary = link.removingLastComponent().appending(".\(file).\(getpid()).partial")
        try Self.makeFolders(link.removingLastComponent())
        removeFile(temporary)
        guard temporary.withPlatformString({ symlink(target, $0) }) == 0 else { throw .system(link, Errno(rawValue: errno)) }
        let status = temporary.withPlatformString { old in link.withPlatformString { rename(old, $0) } }
        guard status == 0 else { throw .system(link, Errno(rawValue: errno)) }
    }

    /// Notes which commit `revision` names.
    func setReference(_ revision: String, to commit: String, of name: HubModelName) throws(HubError) {
        let path = reference(revision, of: name)
        try Self.makeFolders(path.removingLastComponent())
        do throws(Errno) {
            let file = try DurableFile(path)
            try file.append(Array(commit.utf8))
            try file.commit()
        } catch {
            throw .system(path, error)
        }
    }

    /// Makes the folder at `path`, with those it lies in.
    static func makeFolders(_ path: FilePath) throws(HubError) {
        if (try? FileStatus(of: path))?.kind == .directory { return }
        if path.components.count > 1 { try makeFolders(path.removingLastComponent()) }
        do throws(Errno) { try makeFolder(path) } catch { throw .system(path, error) }
    }
}
