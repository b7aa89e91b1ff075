import Files
import ModelCache
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension HubCache {
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
