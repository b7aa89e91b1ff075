internal import CXXHash

/// XXH3 of 64 bits, which detects damage.
///
/// - Parameter seed: What the bytes stand for, so that intact bytes in the wrong place fail, too.
func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    xxh3_64(bytes.baseAddress, bytes.count, seed)
}

/// XXH3 of 128 bits: recognises a file's contents under another name.
public struct ContentHash: Hashable, Sendable {
    let low: UInt64
    let high: UInt64

    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The hash that stands for the contents of a file that could not be read.
    static let ofNothing = ContentHash(low: 0, high: 0)

    init(of bytes: UnsafeRawBufferPointer) {
        let hash = xxh3_128(bytes.baseAddress, bytes.count)
        self.init(low: hash.low64, high: hash.high64)
    }
}
