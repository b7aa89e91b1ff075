internal import CXXHash

/// XXH3 of 128 bits: tells contents that may be equal from those that are not.
struct ContentDigest: Hashable, Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ bytes: UnsafeRawBufferPointer) {
        let hash = xxh3_128(bytes.baseAddress, bytes.count)
        (low, high) = (hash.low64, hash.high64)
    }
}
