public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder that is open: its names are listed and asked relative to it, however long its own path is.
///
/// Not to be shared between threads while it is listed.
public final class OpenFolder {
    let descriptor: CInt

    /// Opens the folder at `path`, symbolic links followed.
    public init(_ path: FilePath) throws(Errno) {
        descriptor = try openDescriptor(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// Returns the status of the folder itself.
    public func status() throws(Errno) -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Errno(rawValue: errno) }
        return FileStatus(status)
    }

    /// Returns the status of the file `name` in the folder; symbolic links are followed.
    ///
    /// - Parameter name: Zero-terminated.
    public func status(of name: UnsafePointer<CChar>) throws(Errno) -> FileStatus {
        var status = stat()
        guard fstatat(descriptor, name, &status, 0) == 0 else { throw Errno(rawValue: errno) }
        return FileStatus(status)
    }

    /// Devices on which the kernel shows its own state: endless, and without images.
    private static let kernelDevices: Set<UInt64> = {
        func device(_ path: FilePath) -> UInt64? { (try? FileStatus(of: path))?.identity.device }
        // Where nothing is mounted there, it is an ordinary folder of the root's device.
        return Set(["/proc", "/sys"].compactMap(device).filter { $0 != device("/") })
    }()

    /// Whether it shows the kernel's own state, as what is under `/proc` does.
    public func showsKernelState() throws(Errno) -> Bool { Self.kernelDevices.contains(try status().identity.device) }

    /// Calls `body` with each name in the folder, "." and ".." left out, in the order the file system gives them.
    ///
    /// - Parameter body: Gets the zero-terminated name, its length, and its kind; nil where only `status(of:)` can tell, as of
    ///   symbolic links.
    public func forEachName(
        _ body: (_ name: UnsafePointer<CChar>, _ count: Int, _ kind: FileKind?) -> Void
    ) throws(Errno) {
        // The stream takes a descriptor over, and closes it.
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { throw Errno(rawValue: errno) }
        guard let stream = fdopendir(own) else {
            let error = Errno(rawValue: errno)
            close(own)
            throw error
        }
        defer { closedir(stream) }
        rewinddir(stream)
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw Errno(rawValue: errno) }
                return
            }
            let kind = FileKind(directoryType: Int(entry.pointee.d_type))
            // d_name is a zero-terminated array inside the entry, which lives until the next readdir.
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    let isItselfOrParent = name[0] == 0x2e && (name[1] == 0 || (name[1] == 0x2e && name[2] == 0))
                    if !isItselfOrParent { body(name, strlen(name), kind) }
                }
            }
        }
    }
}
