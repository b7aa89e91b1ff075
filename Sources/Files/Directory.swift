public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A name in a folder.
public struct DirectoryEntry: Sendable {
    public let name: FilePath.Component
    /// The kind of the file; nil where only `FileStatus` can tell: for symbolic links, and on file systems that do not say.
    public let kind: FileKind?
}

/// Returns the entries of a folder, "." and ".." left out, in the order the file system gives them.
public func directoryEntries(_ path: FilePath) throws(Errno) -> [DirectoryEntry] {
    guard let stream = path.withPlatformString({ opendir($0) }) else { throw Errno(rawValue: errno) }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
        errno = 0
        guard let entry = readdir(stream) else {
            if errno != 0 { throw Errno(rawValue: errno) }
            return entries
        }
        // d_name is a zero-terminated array inside the entry, which lives until the next readdir.
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CInterop.PlatformChar.self, capacity: 256) { FilePath.Component(platformString: $0) }
        }
        guard let name, name.kind == .regular else { continue }
        entries.append(DirectoryEntry(name: name, kind: FileKind(directoryType: Int(entry.pointee.d_type))))
    }
}

extension FileKind {
    init?(directoryType type: Int) {
        switch type {
        case Int(DT_REG): self = .regular
        case Int(DT_DIR): self = .directory
        case Int(DT_FIFO): self = .pipe
        case Int(DT_SOCK): self = .socket
        case Int(DT_CHR), Int(DT_BLK): self = .device
        default: return nil
        }
    }
}
