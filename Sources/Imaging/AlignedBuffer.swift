/// Bytes for kernels to work in: aligned to a cache line, zero at first, grown on demand.
package final class AlignedBuffer {
    private var storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    package init(byteCount: Int = 0) { reserve(byteCount) }

    deinit { storage.deallocate() }

    /// Valid until the next `reserve` with a larger count.
    package var bytes: UnsafeMutablePointer<UInt8> {
        guard let start = storage.baseAddress else { preconditionFailure("nothing was reserved") }
        return start.assumingMemoryBound(to: UInt8.self)
    }

    /// Makes room for `byteCount` bytes. What was there is lost when the buffer grows.
    package func reserve(_ byteCount: Int) {
        guard byteCount > storage.count else { return }
        storage.deallocate()
        storage = .allocate(byteCount: byteCount, alignment: 64)
        storage.initializeMemory(as: UInt8.self, repeating: 0)
    }
}
