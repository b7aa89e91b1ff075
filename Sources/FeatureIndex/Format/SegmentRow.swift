/// The offsets of the fields of a row in bytes from its start: all that a segment has of a file besides image data.
enum SegmentRow {
    /// The sum of an image's samples; of an embedding its norm, a 64-bit float, and zero.
    static let sum = 0
    static let sumOfSquares = 8
    static let fileSize = 16
    /// The time when the contents were last modified, in nanoseconds since 1970.
    static let modified = 24
    /// 128 bits.
    static let contentHash = 32
    static let sampleChecksum = 48
    /// Offset in the strings and length, 32 bits each.
    static let path = 56
    /// The reason why the file could not be read, likewise.
    static let reason = 64
    /// The time of the last change by the file system's own clock, in nanoseconds since 1970. This and the following fields
    /// exist since version 4.
    static let changed = 72
    /// The inode's number.
    static let node = 80
    /// 32 bits: 1 where the file itself could not be read, and not merely its contents; then zeros.
    static let isClosed = 88

    static func size(version: UInt32) -> Int { version < 4 ? 80 : 96 }
}
