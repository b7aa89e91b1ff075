internal import CXXHash

/// The hashes of compiled tables.
enum PieceHash {
    static func of(_ name: UnsafeRawBufferPointer) -> Int {
        Int(truncatingIfNeeded: xxh3_64(name.baseAddress, name.count, 0)) & .max
    }

    static func of(_ first: Int32, _ second: Int32) -> Int {
        let pair = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
        let mixed = (pair ^ pair >> 29) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32) & .max
    }

    /// The places of a table for `count` things: a power of two, at least twice as many.
    static func placeCount(_ count: Int) -> Int {
        var places = 16
        while places < 2 * count { places *= 2 }
        return places
    }
}
