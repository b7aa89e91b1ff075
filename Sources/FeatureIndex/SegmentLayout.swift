import Embeddings
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
///     samples      the resized samples of each image, where they are stored; or the embeddings, one after the other
///
/// A segment of embeddings, version 2, has no levels and no level rows. What it has is a matrix of float32, row by row.
///
///     header:  0 "RTRVSEGM"   8 version (32 bits)   12 byte order mark 0x01020304   16 images read   20 images not read
///              24 length of strings   32 whether pixels are stored (32 bits)   36 length of the key   40 length of the file
///              48 checksum of rows, level rows and strings   56 identifier   64 the key, `FeatureKey`
///              248 checksum of bytes 0 … 247; this, the magic and the version stay where they are in every version
///     row:     0 sum   8 sum of squares; of embeddings 0 the norm, a 64-bit float   8 zero   16 file size   24 time of modification, ns since 1970   32 content hash (128 bits)
///              48 checksum of the samples   56 offset and 60 length of the path   64 offset and 68 length of the reason
///     level row: 0 Σ|sum − area · mean|   8 Σ area · mean   16 √Σ(sum − area · mean)² / area   24 scale of the norms, both
///              64-bit floats   32 checksum of the level's bytes, seeded with segment, level and row
struct SegmentLayout: Equatable {
    static let magic = Array("RTRVSEGM".utf8)
    static let latestVersion: UInt32 = 2
    static let byteOrderMark: UInt32 = 0x0102_0304
    static let headerSize = 256
    static let headerChecksumOffset = 248
    static let rowSize = 80
    static let levelRowSize = 40

    let contents: Contents
    let imageCount: Int
    let failureCount: Int
    let stringsLength: Int

    /// What is kept of an image besides its row.
    enum Contents: Equatable {
        case pyramids(PyramidShape, storesPixels: Bool)
        case embeddings(dimension: Int)

        init(_ key: FeatureKey, storesPixels: Bool) {
            switch key.kind {
            case .pixels(let reading):
                self = .pyramids(PyramidShape(size: reading.size), storesPixels: storesPixels)
            case .embeddings(let reading):
                self = .embeddings(dimension: reading.space.dimension)
            }
        }
    }

    /// Coarsest first; none of embeddings.
    var levels: [PyramidLevel] {
        if case .pyramids(let shape, _) = contents { shape.levels } else { [] }
    }

    var storesPixels: Bool {
        if case .pyramids(_, let storesPixels) = contents { storesPixels } else { false }
    }

    var rowCount: Int { imageCount + failureCount }
    var rows: Range<Int> { section(after: Self.headerSize, rowCount * Self.rowSize) }
    var levelRows: Range<Int> { section(after: rows.upperBound, levels.count * imageCount * Self.levelRowSize) }
    var strings: Range<Int> { section(after: levelRows.upperBound, stringsLength) }

    func level(_ number: Int) -> Range<Int> {
        var end = strings.upperBound
        for level in levels[..<number] { end = section(after: end, level.stride * imageCount).upperBound }
        return section(after: end, levels[number].stride * imageCount)
    }

    /// Bytes of the samples of an image.
    var sampleSize: Int {
        switch contents {
        case .pyramids(let shape, let storesPixels): storesPixels ? shape.size.sampleCount : 0
        case .embeddings(let dimension): dimension * MemoryLayout<Float>.stride
        }
    }

    /// Bytes from one image's samples to the next's: those of pixels begin at multiples of 64, embeddings leave no gaps.
    var sampleStride: Int {
        if case .embeddings = contents { sampleSize } else { (sampleSize + 63) & ~63 }
    }

    var samples: Range<Int> {
        let end = levels.isEmpty ? strings.upperBound : level(levels.count - 1).upperBound
        return section(after: end, sampleStride * imageCount)
    }

    var fileLength: Int { samples.upperBound }

    private func section(after end: Int, _ length: Int) -> Range<Int> {
        let start = (end + 63) & ~63
        return start..<start + length
    }

    /// What a checksum of image data is seeded with. Levels count from the coarsest; samples come after the last.
    static func seed(segment: UInt64, level: Int, row: Int) -> UInt64 {
        segment &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(level) << 56 ^ UInt64(row)
    }
}
