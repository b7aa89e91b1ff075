import Imaging

/// Where everything stands in a segment file.
///
/// A segment holds the features of some images and is never changed once it is written. All numbers are little-endian;
/// sections begin at multiples of 64 bytes.
///
///     header       256 bytes, below
///     rows         80 bytes an image, images that could be read first, then those that could not
///     level rows   40 bytes an image that could be read, for the coarsest level, then for the next, …
///     strings      paths below the gallery, and reasons
///     level 0      the coarsest level: `PyramidLevel.stride` bytes an image
///     level 1 …    likewise
///     pixels       the resized samples of each image, where they are stored
///
///     header:  0 "RTRVSEGM"   8 version (32 bits)   12 byte order mark 0x01020304   16 images read   20 images not read
///              24 length of strings   32 whether pixels are stored (32 bits)   36 length of the key   40 length of the file
///              48 checksum of rows, level rows and strings   56 identifier   64 the key, `FeatureKey`
///              248 checksum of bytes 0 … 247; this, the magic and the version stay where they are in every version
///     row:     0 sum   8 sum of squares   16 file size   24 time of modification, ns since 1970   32 content hash (128 bits)
///              48 checksum of the stored pixels   56 offset and 60 length of the path   64 offset and 68 length of the reason
///     level row: 0 Σ|sum − area · mean|   8 Σ area · mean   16 √Σ(sum − area · mean)² / area   24 scale of the norms, both
///              64-bit floats   32 checksum of the level's bytes, seeded with segment, level and row
struct SegmentLayout: Equatable {
    static let magic = Array("RTRVSEGM".utf8)
    static let version: UInt32 = 1
    static let byteOrderMark: UInt32 = 0x0102_0304
    static let headerSize = 256
    static let headerChecksumOffset = 248
    static let rowSize = 80
    static let levelRowSize = 40

    let shape: PyramidShape
    let imageCount: Int
    let failureCount: Int
    let stringsLength: Int
    let storesPixels: Bool

    var rowCount: Int { imageCount + failureCount }
    var rows: Range<Int> { section(after: Self.headerSize, rowCount * Self.rowSize) }
    var levelRows: Range<Int> { section(after: rows.upperBound, shape.levels.count * imageCount * Self.levelRowSize) }
    var strings: Range<Int> { section(after: levelRows.upperBound, stringsLength) }

    func level(_ number: Int) -> Range<Int> {
        var end = strings.upperBound
        for level in shape.levels[..<number] { end = section(after: end, level.stride * imageCount).upperBound }
        return section(after: end, shape.levels[number].stride * imageCount)
    }

    /// Bytes from one image's pixels to the next's.
    var pixelStride: Int { (shape.size.sampleCount + 63) & ~63 }

    var pixels: Range<Int> {
        let end = shape.levels.isEmpty ? strings.upperBound : level(shape.levels.count - 1).upperBound
        return section(after: end, storesPixels ? pixelStride * imageCount : 0)
    }

    var fileLength: Int { pixels.upperBound }

    private func section(after end: Int, _ length: Int) -> Range<Int> {
        let start = (end + 63) & ~63
        return start..<start + length
    }

    /// What a checksum of image data is seeded with. Levels count from the coarsest; stored pixels come after the last.
    static func seed(segment: UInt64, level: Int, row: Int) -> UInt64 {
        segment &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(level) << 56 ^ UInt64(row)
    }
}
