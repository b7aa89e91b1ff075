public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file's bytes in memory, read from disk as they are touched. The file must not be shortened while it is mapped.
public final class MappedFile: @unchecked Sendable {  // Read only.
    private let mapping: UnsafeRawBufferPointer

    /// Maps the whole file at `path`.
    public init(_ path: FilePath) throws(Errno) {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            defer { try? file.close() }
            let size = try FileStatus(of: file).size
            guard size > 0 else {
                mapping = UnsafeRawBufferPointer(start: nil, count: 0)
                return
            }
            guard let address = mmap(nil, size, PROT_READ, MAP_SHARED, file.rawValue, 0), address != MAP_FAILED else {
                throw Errno(rawValue: errno)
            }
            mapping = UnsafeRawBufferPointer(start: address, count: size)
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    deinit {
        if let address = mapping.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), mapping.count) }
    }

    public var count: Int { mapping.count }

    /// Calls `body` with the bytes, which are valid during the call only.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(mapping) }
    }
}
