import Embeddings
import Imaging

/// How the index files hold a key; `Documentation/IndexFormat.md` has the layout.
extension FeatureKey {
    /// Keys of pixels are as in version 1 of the format, which has no others; version 2 puts the kind before the key.
    static let lastVersionOfPixelsOnly: UInt32 = 1
    private static let pixelsTag: UInt8 = 0
    private static let embeddingsTag: UInt8 = 1

    private static let largestDimension = 1 << 16
    /// Bytes of the model's and the precision's names, so that the key fits a segment's header.
    private static let longestModelName = 80
    private static let longestPrecisionName = 16

    /// The lowest version of the format that can hold it.
    var version: UInt32 {
        switch kind {
        case .pixels: Self.lastVersionOfPixelsOnly
        case .embeddings: 2
        }
    }

    func write(to writer: inout ByteWriter, version: UInt32) {
        precondition(version >= self.version)
        let isTagged = version > Self.lastVersionOfPixelsOnly
        switch kind {
        case .pixels(let reading):
            if isTagged { writer.write(Self.pixelsTag) }
            writer.write(UInt32(reading.size.width))
            writer.write(UInt32(reading.size.height))
            writer.write(Array(reading.filter.rawValue.utf8))
            Viewing(reading.appliesOrientation, reading.background).write(to: &writer)
            writer.write(UInt64(reading.maximumMegapixels))
        case .embeddings(let reading):
            writer.write(Self.embeddingsTag)
            for byte in reading.space.digest { writer.write(byte) }
            writer.write(UInt32(reading.space.dimension))
            writer.write(Array(reading.space.precision.utf8))
            writer.write(reading.space.model.prefix(ofBytes: Self.longestModelName))
            Viewing(reading.appliesOrientation, reading.background).write(to: &writer)
            writer.write(UInt64(reading.maximumMegapixels))
        }
    }

    /// - Throws: `ByteReader.EndOfData`, also for values out of range.
    init(from reader: inout ByteReader, version: UInt32) throws(ByteReader.EndOfData) {
        guard version > Self.lastVersionOfPixelsOnly else {
            self.init(try PixelReader.Options(from: &reader))
            return
        }
        switch try reader.read(UInt8.self) {
        case Self.pixelsTag: self.init(try PixelReader.Options(from: &reader))
        case Self.embeddingsTag: self.init(try Self.embeddingReading(from: &reader))
        default: throw ByteReader.EndOfData()
        }
    }

    private static func embeddingReading(
        from reader: inout ByteReader
    ) throws(ByteReader.EndOfData) -> EmbeddingReading {
        var digest: [UInt8] = []
        for _ in 0..<EmbeddingSpace.digestSize { digest.append(try reader.read()) }
        let dimension = Int(try reader.read(UInt32.self))
        let precision = try reader.readBytes(), model = try reader.readBytes()
        let viewing = try Viewing(from: &reader)
        guard let megapixels = Int(exactly: try reader.read(UInt64.self)), megapixels > 0,
            (1...largestDimension).contains(dimension), precision.count <= longestPrecisionName,
            model.count <= longestModelName
        else { throw ByteReader.EndOfData() }
        return EmbeddingReading(
            EmbeddingSpace(
                model: String(decoding: model, as: UTF8.self), digest: digest,
                precision: String(decoding: precision, as: UTF8.self), dimension: dimension),
            appliesOrientation: viewing.appliesOrientation, maximumMegapixels: megapixels, background: viewing.background)
    }
}

/// How images are made to be seen: a byte of flags, and the background's red, green and blue where there is one.
private struct Viewing {
    private static let orientationFlag: UInt8 = 1
    private static let backgroundFlag: UInt8 = 2

    let appliesOrientation: Bool
    let background: RGBPixel?

    init(_ appliesOrientation: Bool, _ background: RGBPixel?) {
        self.appliesOrientation = appliesOrientation
        self.background = background
    }

    init(from reader: inout ByteReader) throws(ByteReader.EndOfData) {
        let flags = try reader.read(UInt8.self)
        guard flags <= Self.orientationFlag | Self.backgroundFlag else { throw ByteReader.EndOfData() }
        appliesOrientation = flags & Self.orientationFlag != 0
        background =
            flags & Self.backgroundFlag == 0
            ? nil : RGBPixel(red: try reader.read(), green: try reader.read(), blue: try reader.read())
    }

    func write(to writer: inout ByteWriter) {
        writer.write((appliesOrientation ? Self.orientationFlag : 0) | (background == nil ? 0 : Self.backgroundFlag))
        guard let background else { return }
        for sample in [background.red, background.green, background.blue] { writer.write(sample) }
    }
}

extension PixelReader.Options {
    fileprivate init(from reader: inout ByteReader) throws(ByteReader.EndOfData) {
        let (width, height) = (Int(try reader.read(UInt32.self)), Int(try reader.read(UInt32.self)))
        let filter = ResampleFilter(rawValue: String(decoding: try reader.readBytes(), as: UTF8.self))
        let viewing = try Viewing(from: &reader)
        let sides = 1...PixelSize.maximumSide
        guard let megapixels = Int(exactly: try reader.read(UInt64.self)), megapixels > 0, let filter,
            sides.contains(width), sides.contains(height)
        else { throw ByteReader.EndOfData() }
        self.init(
            size: PixelSize(width: width, height: height), filter: filter, appliesOrientation: viewing.appliesOrientation,
            maximumMegapixels: megapixels, background: viewing.background)
    }
}

extension String {
    /// As many whole characters from its start as take up to `limit` bytes.
    fileprivate func prefix(ofBytes limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for character in self {
            if bytes.count + character.utf8.count > limit { break }
            bytes += character.utf8
        }
        return bytes
    }
}
