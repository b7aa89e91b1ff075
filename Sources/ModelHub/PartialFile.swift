import Files
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that is being downloaded. What has come of it stays when the process ends, however it ends.
final class PartialFile {
    let path: FilePath
    private let file: FileDescriptor
    private let contents: ContentName
    private let expectedSize: Int
    private var digest: ContentDigest
    private(set) var size = 0

    /// Opens the file at `path`, with what is there from before.
    init(_ path: FilePath, contents: ContentName, expectedSize: Int) throws(HubError) {
        self.path = path
        self.contents = contents
        self.expectedSize = expectedSize
        digest = try ContentDigest(of: contents, size: expectedSize)
        do {
            file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try readAll()
        } catch {
            throw .system(path, error as? Errno ?? .ioError)
        }
        if size > expectedSize { try restart() }
    }

    deinit { try? file.close() }

    var isWhole: Bool { size == expectedSize }

    /// Feeds the digest with the bytes that an earlier download left.
    private func readAll() throws {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { chunk.deallocate() }
        while true {
            let count = try file.read(into: chunk)
            if count == 0 { return }
            digest.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            size += count
        }
    }

    /// Discards what was downloaded.
    func restart() throws(HubError) {
        digest = try ContentDigest(of: contents, size: expectedSize)
        size = 0
        do {
            guard ftruncate(file.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
            try file.seek(offset: 0, from: .start)
        } catch {
            throw .system(path, error as? Errno ?? .ioError)
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(HubError) {
        do { try file.writeAll(bytes) } catch { throw .system(path, error as? Errno ?? .ioError) }
        digest.update(bytes)
        size += bytes.count
    }

    /// Gives the file the name of its contents once it has reached the disk.
    ///
    /// - Returns: False, and the file is gone, when the contents are not those that were expected.
    func finish(as target: FilePath) throws(HubError) -> Bool {
        guard isWhole, digest.matches() else {
            removeFile(path)
            return false
        }
        guard fsync(file.rawValue) == 0 else { throw .system(path, Errno(rawValue: errno)) }
        let status = path.withPlatformString { old in target.withPlatformString { rename(old, $0) } }
        guard status == 0 else { throw .system(target, Errno(rawValue: errno)) }
        return true
    }
}
