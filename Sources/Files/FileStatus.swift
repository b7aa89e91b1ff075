public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What kind of thing a path names.
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

    /// As in "it is a folder".
    var phrase: String {
        switch self {
        case .regular: "a file"
        case .directory: "a folder"
        case .pipe: "a pipe"
        case .socket: "a socket"
        case .device: "a device"
        case .other: "something special"
        }
    }
}

/// Tells whether two paths name the same file.
public struct FileIdentity: Hashable, Sendable {
    /// The file system.
    public let device: UInt64
    let node: UInt64
}

/// What the file system says about a file.
public struct FileStatus: Sendable, Equatable {
    public let kind: FileKind
    public let identity: FileIdentity
    /// In bytes.
    public let size: Int
    /// Of the contents, in nanoseconds since 1970.
    public let modified: Int64

    init(_ status: stat) {
        kind = FileKind(mode: status.st_mode)
        identity = FileIdentity(device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(status.st_ino))
        size = Int(status.st_size)
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Of the file at `path`, symbolic links followed.
    public init(of path: FilePath) throws(Errno) {
        var status = stat()
        guard path.withPlatformString({ stat($0, &status) }) == 0 else { throw Errno(rawValue: errno) }
        self.init(status)
    }

    /// Of an open file.
    public init(of file: FileDescriptor) throws(Errno) {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        self.init(status)
    }
}
