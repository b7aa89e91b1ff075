internal import CXXHash
internal import Files
package import SystemPackage

/// The cache of data derived from model files, in a folder of the user's: it can be made again at any time.
package struct UserCache: Sendable {
    /// The folder; nil where there is none to be used.
    private let folder: FilePath?

    /// Finds the folder in `XDG_CACHE_HOME`, else in `.cache` in the folder that `HOME` names.
    ///
    /// - Parameter environment: The value of a variable, nil when it is not set or empty.
    package init(environment: (String) -> String? = { environmentVariable($0) }) {
        let caches = environment("XDG_CACHE_HOME") ?? environment("HOME").map { $0 + "/.cache" }
        folder = caches.map { FilePath($0).appending("retrieve") }
    }

    package init(folder: FilePath?) { self.folder = folder }

    /// Returns the path of the data derived from `source`.
    ///
    /// - Parameter kind: The name's ending.
    func path(_ kind: String, of source: FilePath) -> FilePath? {
        guard let folder, let path = try? source.resolved() else { return nil }
        let bytes = Array(path.string.utf8)
        let hash = String(xxh3_64(bytes, bytes.count, 0), radix: 16)
        return folder.appending("\(hash).\(kind)")
    }

    /// Keeps `bytes` at `path`. Failures are ignored, as the data can be computed again.
    func write(_ bytes: [UInt8], to path: FilePath) {
        guard let folder else { return }
        let caches = folder.removingLastComponent()
        if (try? FileStatus(of: caches)) == nil { try? makeFolder(caches) }
        if (try? FileStatus(of: folder)) == nil { try? makeFolder(folder) }
        guard let file = try? DurableFile(path) else { return }
        try? file.append(bytes)
        try? file.commit()
    }
}

/// Identifies the state of a file without reading its contents.
struct FileStamp: Equatable {
    /// Size, time of modification, time of change, device and inode.
    let values: [UInt64]

    init(_ status: FileStatus) {
        values = [
            UInt64(status.size), UInt64(bitPattern: status.modified), UInt64(bitPattern: status.changed),
            status.identity.device, status.identity.node,
        ]
    }

    /// Reads the stamp of the file at `path`; nil where there is no such file.
    init?(_ path: FilePath) {
        guard let status = try? FileStatus(of: path) else { return nil }
        self.init(status)
    }
}
