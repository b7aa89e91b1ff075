public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps other processes from writing to the same folder; given up when the process ends, however it ends.
public final class FileLock {
    private let file: FileDescriptor

    /// Locks the file at `path`, which is made if need be.
    ///
    /// - Throws: `Errno.resourceTemporarilyUnavailable` when another process has it.
    public init(_ path: FilePath) throws(Errno) {
        do {
            file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw error as? Errno ?? .ioError
        }
        // `deinit` closes the file, also where this throws.
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { throw Errno(rawValue: errno) }
    }

    deinit {
        // A process that was just forked may hold the file open for an instant: closing it here alone would keep the lock.
        flock(file.rawValue, LOCK_UN)
        try? file.close()
    }
}
