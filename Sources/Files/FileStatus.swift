public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The kind of a file.
public enum FileKind: Sendable, Equatable {
    case regular, directory, pipe, socket, device, other

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        case S_IFCHR, S_IFBLK: self = .device
        default: self = .other
        }
    }

    var isStream: Bool { self == .pipe || self == .device || self == .socket }

}

/// The identity of a file, by which two paths are recognised as names of the same one.
public struct FileIdentity: Hashable, Sendable {
    /// The file system.
    public let device: UInt64
    /// The inode's number.
    package let node: UInt64

    package init(device: UInt64, node: UInt64) {
        self.device = device
        self.node = node
    }
}

/// The status of a file, as the file system reports it.
public struct FileStatus: Sendable, Equatable {
    public let kind: FileKind
    public let identity: FileIdentity
    /// The size in bytes.
    public let size: Int
    /// The time when the contents were last modified, in nanoseconds since 1970.
    public let modified: Int64
    /// The time when the contents, the name or the permissions last changed, by the file system's own clock, in nanoseconds
    /// since 1970.
    public let changed: Int64

    init(_ status: stat) {
        kind = FileKind(mode: status.st_mode)
        identity = FileIdentity(device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(status.st_ino))
        size = Int(status.st_size)
        #if canImport(Darwin)
        let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        self.modified = modified.nanoseconds
        self.changed = changed.nanoseconds
    }

    /// Reads the status of the file at `path`; symbolic links are followed.
    public init(of path: FilePath) throws(Errno) {
        var status = stat()
        _ = try path.withReachablePath { fstatat($0, $1, &status, 0) }
        self.init(status)
    }

    /// Reads the status of an open file.
    public init(of file: FileDescriptor) throws(Errno) {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        self.init(status)
    }
}

extension timespec {
    /// The time in nanoseconds since 1970.
    fileprivate var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}
