public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that is either there whole or not at all, whatever happens while it is written.
///
/// Bytes go to a file beside it, which takes its name once they have reached the disk.
public final class DurableFile {
    private let path: FilePath
    private let temporary: FilePath
    private let file: FileDescriptor
    private let place: Int?
    private var isCommitted = false
    private var buffer: [UInt8] = []
    private var count = 0

    private static let bufferSize = 1 << 20

    /// Begins to write what is to be the file at `path`.
    public init(_ path: FilePath) throws(Errno) {
        self.path = path
        var temporary = path
        temporary.removeLastComponent()
        temporary.append("\(path.lastComponent?.string ?? "file").partial")
        self.temporary = temporary
        // Noted before it is there, so that there is no moment when it would be left behind.
        place = UnfinishedFiles.insert(temporary)
        do {
            file = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            if let place { UnfinishedFiles.remove(place) }
            throw error as? Errno ?? .ioError
        }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit {
        try? file.close()
        if !isCommitted { removeFile(temporary) }
        if let place { UnfinishedFiles.remove(place) }
    }

    public func append(_ bytes: [UInt8]) throws(Errno) {
        count += bytes.count
        if buffer.count + bytes.count > Self.bufferSize { try flush() }
        if bytes.count > Self.bufferSize { try write(bytes) } else { buffer += bytes }
    }

    /// Appends zeros up to the offset `end`.
    public func pad(to end: Int) throws(Errno) {
        try append([UInt8](repeating: 0, count: max(0, end - count)))
    }

    /// Gives the file its name once everything has reached the disk.
    public func commit() throws(Errno) {
        try flush()
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
        let status = temporary.withPlatformString { old in path.withPlatformString { rename(old, $0) } }
        guard status == 0 else { throw Errno(rawValue: errno) }
        isCommitted = true
        try synchronizeFolder()
    }

    private func flush() throws(Errno) {
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(Errno) {
        do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
    }

    /// A rename is on disk once the folder is.
    private func synchronizeFolder() throws(Errno) {
        let folder = path.removingLastComponent()
        do {
            let descriptor = try FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly, options: [.closeOnExec])
            defer { try? descriptor.close() }
            guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}

/// Ignores SIGXFSZ, so that writing to a file that may not grow any further fails with an error and does not end the process.
public func ignoreFileSizeSignals() { signal(SIGXFSZ, SIG_IGN) }

/// Removes the file at `path` if it is there.
public func removeFile(_ path: FilePath) { _ = path.withPlatformString { unlink($0) } }

/// Makes the folder at `path` unless it is there.
public func makeFolder(_ path: FilePath) throws(Errno) {
    guard path.withPlatformString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
}
