public import Imaging

/// What the features of an index were made of: images read otherwise have other features.
public struct FeatureKey: Hashable, Sendable {
    public let reading: PixelReader.Options

    public init(_ reading: PixelReader.Options) { self.reading = reading }

    /// As in `448x448 bicubic`.
    public var summary: String {
        let orientation = reading.appliesOrientation ? "" : ", orientation ignored"
        let limit =
            reading.maximumMegapixels == PixelReader.Options().maximumMegapixels
            ? "" : ", at most \(reading.maximumMegapixels) megapixels"
        return "\(reading.size) \(reading.filter.rawValue)\(orientation)\(limit)"
    }

    func write(to writer: inout ByteWriter) {
        writer.write(UInt32(reading.size.width))
        writer.write(UInt32(reading.size.height))
        writer.write(Array(reading.filter.rawValue.utf8))
        writer.write(UInt8(reading.appliesOrientation ? 1 : 0))
        writer.write(UInt64(reading.maximumMegapixels))
    }

    /// - Throws: `ByteReader.EndOfData`, also for values out of range.
    init(from reader: inout ByteReader) throws(ByteReader.EndOfData) {
        let (width, height) = (Int(try reader.read(UInt32.self)), Int(try reader.read(UInt32.self)))
        let filter = ResampleFilter(rawValue: String(decoding: try reader.readBytes(), as: UTF8.self))
        let appliesOrientation = try reader.read(UInt8.self) == 1
        let sides = 1...PixelSize.maximumSide
        guard let megapixels = Int(exactly: try reader.read(UInt64.self)), megapixels > 0, let filter,
            sides.contains(width), sides.contains(height)
        else { throw ByteReader.EndOfData() }
        self.init(
            PixelReader.Options(
                size: PixelSize(width: width, height: height), filter: filter, appliesOrientation: appliesOrientation,
                maximumMegapixels: megapixels))
    }
}
