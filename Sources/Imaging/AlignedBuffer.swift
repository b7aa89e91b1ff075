#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A buffer for kernels to work in: aligned to a cache line, zero at first, grown on demand.
///
/// Parts of a large buffer that are never written take no memory.
package final class AlignedBuffer {
    private static let alignment = 64

    private var allocation: UnsafeMutableRawPointer?
    private var capacity = 0

    package init(byteCount: Int = 0) { reserve(byteCount) }

    deinit { free(allocation) }

    /// Valid until the next `reserve` with a larger count.
    package var bytes: UnsafeMutablePointer<UInt8> {
        guard let allocation else { preconditionFailure("nothing was reserved") }
        return allocation.alignedUp(toMultipleOf: Self.alignment).assumingMemoryBound(to: UInt8.self)
    }

    /// Makes room for `byteCount` bytes. What was there is lost when the buffer grows.
    package func reserve(_ byteCount: Int) {
        guard byteCount > capacity else { return }
        free(allocation)
        allocation = calloc(byteCount + Self.alignment, 1)
        guard allocation != nil else { fatalError("out of memory: \(byteCount) bytes were needed at once") }
        capacity = byteCount
    }
}
