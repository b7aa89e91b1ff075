import Embeddings
import Imaging

/// The bytes of a key in the index files; `Documentation/IndexFormat.md` has the layout.
extension FeatureKey {
    /// Keys of pixels are as in version 1 of the format, which has no others; version 2 puts the kind before the key.
    static let lastVersionOfPixelsOnly: UInt32 = 1
    private static let pixelsTag: UInt8 = 0
    private static let embeddingsTag: UInt8 = 1

    private static let largestDimension = 1 << 16
    /// The most bytes of the model's and the precision's names, so that the key fits a segment's header.
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
            Making(reading.appliesOrientation, reading.background, .full, resampling).write(to: &writer)
            writer.write(UInt64(reading.maximumMegapixels))
        case .embeddings(let reading):
            writer.write(Self.embeddingsTag)
            for byte in reading.space.digest { writer.write(byte) }
            writer.write(UInt32(reading.space.dimension))
            writer.write(Array(reading.space.precision.utf8))
            writer.write(reading.space.model.prefix(ofBytes: Self.longestModelName))
            Making(reading.appliesOrientation, reading.background, reading.decoding, resampling).write(to: &writer)
            writer.write(UInt64(reading.maximumMegapixels))
        }
    }

    /// - Throws: `ByteReader.EndOfData`, also for values out of range.
    init(from reader: inout ByteReader, version: UInt32) throws(ByteReader.EndOfData) {
        guard version > Self.lastVersionOfPixelsOnly else {
            self = try Self.pixels(from: &reader)
            return
        }
        switch try reader.read(UInt8.self) {
        case Self.pixelsTag: self = try Self.pixels(from: &reader)
        case Self.embeddingsTag: self = try Self.embeddings(from: &reader)
        default: throw ByteReader.EndOfData()
        }
    }

    private static func embeddings(from reader: inout ByteReader) throws(ByteReader.EndOfData) -> FeatureKey {
        var digest: [UInt8] = []
        for _ in 0..<EmbeddingSpace.digestSize { digest.append(try reader.read()) }
        let dimension = Int(try reader.read(UInt32.self))
        let precision = try reader.readBytes(), model = try reader.readBytes()
        let making = try Making(from: &reader)
        guard let megapixels = Int(exactly: try reader.read(UInt64.self)), megapixels > 0,
            (1...largestDimension).contains(dimension), precision.count <= longestPrecisionName,
            model.count <= longestModelName
        else { throw ByteReader.EndOfData() }
        let space = EmbeddingSpace(
            model: String(decoding: model, as: UTF8.self), digest: digest,
            precision: String(decoding: precision, as: UTF8.self), dimension: dimension)
        let reading = EmbeddingReading(
            space, appliesOrientation: making.appliesOrientation, maximumMegapixels: megapixels, background: making.background,
            decoding: making.decoding)
        return FeatureKey(.embeddings(reading), resampling: making.resampling)
    }

    private static func pixels(from reader: inout ByteReader) throws(ByteReader.EndOfData) -> FeatureKey {
        let (width, height) = (Int(try reader.read(UInt32.self)), Int(try reader.read(UInt32.self)))
        let filter = ResampleFilter(rawValue: String(decoding: try reader.readBytes(), as: UTF8.self))
        let making = try Making(from: &reader)
        let sides = 1...PixelSize.maximumSide
        guard let megapixels = Int(exactly: try reader.read(UInt64.self)), megapixels > 0, let filter,
            sides.contains(width), sides.contains(height), making.decoding == .full
        else { throw ByteReader.EndOfData() }
        let reading = PixelReader.Options(
            size: PixelSize(width: width, height: height), filter: filter, appliesOrientation: making.appliesOrientation,
            maximumMegapixels: megapixels, background: making.background)
        return FeatureKey(.pixels(reading), resampling: making.resampling)
    }
}

/// The settings by which images become samples: a byte of flags, and the background's red, green and blue where there is one.
private struct Making {
    private static let orientationFlag: UInt8 = 1
    private static let backgroundFlag: UInt8 = 2
    /// The flag of the order of passes since Pillow 13; it is not set in keys from before.
    private static let resamplingFlag: UInt8 = 4
    /// Set where JPEGs were decoded at a smaller size; only embeddings are made so.
    private static let scaledFlag: UInt8 = 8
    private static let flags = orientationFlag | backgroundFlag | resamplingFlag | scaledFlag

    let appliesOrientation: Bool
    let background: RGBPixel?
    let decoding: JPEGDecoding
    let resampling: Int

    init(_ appliesOrientation: Bool, _ background: RGBPixel?, _ decoding: JPEGDecoding, _ resampling: Int) {
        precondition([Resampling.firstRevision, Resampling.revision].contains(resampling))
        self.appliesOrientation = appliesOrientation
        self.background = background
        self.decoding = decoding
        self.resampling = resampling
    }

    init(from reader: inout ByteReader) throws(ByteReader.EndOfData) {
        let flags = try reader.read(UInt8.self)
        guard flags & ~Self.flags == 0 else { throw ByteReader.EndOfData() }
        appliesOrientation = flags & Self.orientationFlag != 0
        decoding = flags & Self.scaledFlag == 0 ? .full : .scaled
        resampling = flags & Self.resamplingFlag == 0 ? Resampling.firstRevision : Resampling.revision
        background =
            flags & Self.backgroundFlag == 0
            ? nil : RGBPixel(red: try reader.read(), green: try reader.read(), blue: try reader.read())
    }

    func write(to writer: inout ByteWriter) {
        var flags: UInt8 = appliesOrientation ? Self.orientationFlag : 0
        if background != nil { flags |= Self.backgroundFlag }
        if decoding == .scaled { flags |= Self.scaledFlag }
        if resampling == Resampling.revision { flags |= Self.resamplingFlag }
        writer.write(flags)
        guard let background else { return }
        for sample in [background.red, background.green, background.blue] { writer.write(sample) }
    }
}

extension String {
    /// Returns as many whole characters from the start as take up to `limit` bytes.
    fileprivate func prefix(ofBytes limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for character in self {
            if bytes.count + character.utf8.count > limit { break }
            bytes += character.utf8
        }
        return bytes
    }
}
