import Embeddings
import Imaging

/// The places of everything in a segment file.
///
/// A segment holds the features of some images and is never changed once it is written. All numbers are little-endian;
/// sections begin at multiples of 64 bytes.
///
///     header       256 bytes, below
///     rows         96 bytes per image, `SegmentRow`; images that could be read first, then those that could not
///     level rows   40 bytes per image that could be read, for the coarsest level, then for the next, …
///     quantisation rows  16 bytes per embedding, `QuantizationParameters`; then their centre, and a checksum for the
///                  codes of each block
///     strings      paths below the gallery, and reasons
///     level 0      the coarsest level: `PyramidLevel.stride` bytes per image
///     level 1 …    likewise
///     samples      the resized samples of each image, where they are stored; or the embeddings, one after the other
///     codes        of the quantised embeddings, `QuantizedEmbeddings.stride` bytes per embedding
///
/// A segment of embeddings has no levels and no level rows. What it has is a matrix of float32, row by row; and, since version 3,
/// quantised copies of them. Segments of pixels have version 1 or 4, in which the levels are others, `PyramidShape`.
///
///     header:  0 "RTRVSEGM"   8 version (32 bits)   12 byte order mark 0x01020304   16 images read   20 images not read
///              24 length of strings   32 whether pixels are stored (32 bits)   36 length of the key   40 length of the file
///              48 checksum of rows, level rows and strings   56 identifier   64 the key, `FeatureKey`
///              248 checksum of bytes 0 … 247; this, the magic and the version stay where they are in every version
///     level row: 0 Σ|sum − area · mean|   8 Σ area · mean   16 √Σ(sum − area · mean)² / area   24 scale of the norms, both
///              64-bit floats   32 checksum of the level's bytes, seeded with segment, level and row
struct SegmentLayout: Equatable {
    static let magic = Array("RTRVSEGM".utf8)
    static let latestVersion: UInt32 = 4
    static let byteOrderMark: UInt32 = 0x0102_0304
    static let headerSize = 256
    static let headerChecksumOffset = 248
    static let levelRowSize = 40

    let version: UInt32
    let contents: Contents
    let imageCount: Int
    let failureCount: Int
    let stringsLength: Int

    /// The features that are kept of an image besides its row.
    enum Contents: Equatable {
        case pyramids(PyramidShape, storesPixels: Bool)
        case embeddings(dimension: Int, isQuantized: Bool)

        /// Creates the contents of a segment of `version`; nil where that version has no such features.
        init?(_ key: FeatureKey, storesPixels: Bool, version: UInt32) {
            switch (key.kind, version) {
            case (.pixels(let reading), 1), (.pixels(let reading), 4):
                self = .pyramids(.shared(size: reading.size, version: version), storesPixels: storesPixels)
            case (.embeddings(let reading), 2...4):
                self = .embeddings(dimension: reading.space.dimension, isQuantized: version > 2)
            default: return nil
            }
        }
    }

    var rowSize: Int { SegmentRow.size(version: version) }

    /// The levels, coarsest first; none for embeddings.
    var levels: [PyramidLevel] {
        if case .pyramids(let shape, _) = contents { shape.levels } else { [] }
    }

    var storesPixels: Bool {
        if case .pyramids(_, let storesPixels) = contents { storesPixels } else { false }
    }

    /// The number of components of an embedding that is quantised; zero where there are none.
    private var quantizedDimension: Int {
        if case .embeddings(let dimension, isQuantized: true) = contents { dimension } else { 0 }
    }

    var isQuantized: Bool { quantizedDimension > 0 }

    var rowCount: Int { imageCount + failureCount }
    var rows: Range<Int> { section(after: Self.headerSize, rowCount * rowSize) }
    var levelRows: Range<Int> { section(after: rows.upperBound, levels.count * imageCount * Self.levelRowSize) }
    var quantizationRows: Range<Int> {
        section(after: levelRows.upperBound, isQuantized ? imageCount * QuantizationParameters.size : 0)
    }
    /// Float32 numbers.
    var quantizationCentre: Range<Int> {
        section(after: quantizationRows.upperBound, quantizedDimension * MemoryLayout<Float>.stride)
    }
    var codeChecksums: Range<Int> {
        section(after: quantizationCentre.upperBound, isQuantized ? embeddingBlockCount * MemoryLayout<UInt64>.stride : 0)
    }
    var strings: Range<Int> { section(after: codeChecksums.upperBound, stringsLength) }

    func level(_ number: Int) -> Range<Int> {
        var end = strings.upperBound
        for level in levels[..<number] { end = section(after: end, level.stride * imageCount).upperBound }
        return section(after: end, levels[number].stride * imageCount)
    }

    /// The size in bytes of the samples of an image.
    var sampleSize: Int {
        switch contents {
        case .pyramids(let shape, let storesPixels): storesPixels ? shape.size.sampleCount : 0
        case .embeddings(let dimension, _): dimension * MemoryLayout<Float>.stride
        }
    }

    /// The distance in bytes from one image's samples to the next's: those of pixels begin at multiples of 64, embeddings leave
    /// no gaps.
    var sampleStride: Int {
        if case .embeddings = contents { sampleSize } else { (sampleSize + 63) & ~63 }
    }

    var samples: Range<Int> {
        let end = levels.isEmpty ? strings.upperBound : level(levels.count - 1).upperBound
        return section(after: end, sampleStride * imageCount)
    }

    /// The distance in bytes from one embedding's codes to the next's.
    var codeStride: Int { QuantizedEmbeddings.stride(dimension: quantizedDimension) }

    var codes: Range<Int> { section(after: samples.upperBound, codeStride * imageCount) }

    var fileLength: Int { isQuantized ? codes.upperBound : samples.upperBound }

    private func section(after end: Int, _ length: Int) -> Range<Int> {
        let start = (end + 63) & ~63
        return start..<start + length
    }

    /// Returns the seed of a checksum of image data. Levels count from the coarsest; samples come after the last, and after
    /// those the codes of quantised embeddings, whose row is the block's first.
    static func seed(segment: UInt64, level: Int, row: Int) -> UInt64 {
        segment &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(level) << 56 ^ UInt64(row)
    }
}
