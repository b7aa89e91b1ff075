import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Bytes that end where readable memory ends: whoever reads one byte too many is stopped by the processor.
package final class GuardedBytes {
    private let pages: UnsafeMutableRawBufferPointer
    /// Bytes before the page that may not be touched.
    private let capacity: Int

    package init(capacity: Int) throws {
        let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
        self.capacity = max(1, (capacity + pageSize - 1) / pageSize) * pageSize
        let size = self.capacity + pageSize
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), start != MAP_FAILED else {
            throw Errno(rawValue: errno)
        }
        pages = UnsafeMutableRawBufferPointer(start: start, count: size)
        guard mprotect(start + self.capacity, pageSize, PROT_NONE) == 0 else { throw Errno(rawValue: errno) }
    }

    package convenience init(_ bytes: [UInt8]) throws {
        try self.init(capacity: bytes.count)
        _ = place(bytes[...])
    }

    deinit { munmap(pages.baseAddress, pages.count) }

    /// The last `count` bytes, valid as long as the object is.
    package func last(_ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: pages[(capacity - count)..<capacity])
    }

    /// Copies `bytes` so that they end where readable memory ends.
    package func place(_ bytes: ArraySlice<UInt8>) -> UnsafeRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: pages[(capacity - bytes.count)..<capacity]).copyBytes(from: bytes)
        return last(bytes.count)
    }
}
