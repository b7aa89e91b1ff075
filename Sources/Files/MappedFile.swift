public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file's bytes in memory, read from disk as they are touched where the file system can do that, else read at once. The file
/// must not be shortened meanwhile.
public final class MappedFile: @unchecked Sendable {  // Read only.
    /// The ways to get a file's bytes into memory, best first. Some file systems, such as mergerfs, cannot share a mapping;
    /// some cannot map at all.
    enum Way: CaseIterable {
        case sharedMapping, privateMapping, reading
    }

    /// The status of the file when it was opened.
    public let status: FileStatus
    private let mapping: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// Maps the whole file at `path`, or reads it where that cannot be.
    public convenience init(_ path: FilePath) throws(Errno) { try self.init(path, by: Way.allCases) }

    /// - Parameter ways: Tried in turn.
    init(_ path: FilePath, by ways: [Way]) throws(Errno) {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            defer { try? file.close() }
            let opened = try FileStatus(of: file)
            status = opened
            let size = opened.size
            guard size > 0 else {
                mapping = UnsafeRawBufferPointer(start: nil, count: 0)
                isMapped = false
                return
            }
            var error = Errno.noMemory
            for way in ways {
                do throws(Errno) {
                    mapping = try Self.bytes(of: file, count: size, by: way)
                    isMapped = way != .reading
                    return
                } catch let failure {
                    error = failure
                }
            }
            throw error
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    deinit {
        guard let address = mapping.baseAddress else { return }
        if isMapped { munmap(UnsafeMutableRawPointer(mutating: address), mapping.count) } else { mapping.deallocate() }
    }

    private static func bytes(of file: FileDescriptor, count: Int, by way: Way) throws(Errno) -> UnsafeRawBufferPointer {
        if way == .reading { return try read(file, count: count) }
        let sharing = way == .sharedMapping ? MAP_SHARED : MAP_PRIVATE
        guard let address = mmap(nil, count, PROT_READ, sharing, file.rawValue, 0), address != MAP_FAILED else {
            throw Errno(rawValue: errno)
        }
        return UnsafeRawBufferPointer(start: address, count: count)
    }

    private static func read(_ file: FileDescriptor, count: Int) throws(Errno) -> UnsafeRawBufferPointer {
        // Begins where a mapping could: callers rely on it for numbers of several bytes.
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096)
        do {
            var done = 0
            while done < count {
                let more = try file.read(
                    fromAbsoluteOffset: Int64(done), into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]))
                if more == 0 { throw Errno.ioError }
                done += more
            }
            return UnsafeRawBufferPointer(bytes)
        } catch {
            bytes.deallocate()
            throw error as? Errno ?? .ioError
        }
    }

    public var count: Int { mapping.count }

    /// Calls `body` with the bytes, which are valid during the call only.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(mapping) }
    }
}
