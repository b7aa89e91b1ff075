internal import CImageCodecs

/// The way that a stored picture is turned for viewing, by its EXIF value.
///
/// The values are those of the EXIF tag Orientation (0x0112): which side of the picture the first stored row and column are.
public enum Orientation: UInt8, CaseIterable, Sendable {
    case topLeft = 1, topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

    private static let tag = 0x0112

    /// Whether the stored width is the height of the picture.
    public var swapsSides: Bool { rawValue >= Orientation.leftTop.rawValue }

    /// Reads the orientation that the format itself has, or else EXIF and XMP.
    init(_ info: cic_info) {
        let own = Orientation(rawValue: UInt8(clamping: info.orientation))
        self =
            own
            ?? Orientation(
                exif: UnsafeRawBufferPointer(start: info.exif, count: info.exif_count),
                xmp: UnsafeRawBufferPointer(start: info.xmp, count: info.xmp_count))
    }

    /// The orientation that an EXIF block names, or, where it has no such tag, an XMP packet; `topLeft` where both are damaged,
    /// lack it or hold a value out of range. So does Pillow's `ImageOps.exif_transpose`.
    ///
    /// - Parameters:
    ///   - exif: The TIFF structure, with or without the bytes "Exif\0\0" before it.
    ///   - xmp: The packet's XML (ISO 16684-1).
    public init(exif: UnsafeRawBufferPointer, xmp: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)) {
        let directory = ExifDirectory(exif)
        if let directory, let entry = directory.entry(Self.tag) {
            self = directory.number(entry).flatMap { UInt8(exactly: $0) }.flatMap(Orientation.init(rawValue:)) ?? .topLeft
        } else {
            self = Self.inXMP(xmp) ?? .topLeft
        }
    }

    /// The property tiff:Orientation, as an attribute or an element.
    private static func inXMP(_ xmp: UnsafeRawBufferPointer) -> Orientation? {
        let name: StaticString = "tiff:Orientation"
        var rest = xmp
        while let found = rest.indices.first(where: { rest[$0] == UInt8(ascii: "t") && rest.hasText(name, at: $0) }) {
            rest = UnsafeRawBufferPointer(rebasing: rest[(found + name.utf8CodeUnitCount)...])
            for separator in ["=\"", ">"] as [StaticString] where rest.hasText(separator) {
                let place = separator.utf8CodeUnitCount
                guard place < rest.count, case let digit = rest[place], (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
                else { continue }
                return Orientation(rawValue: digit - UInt8(ascii: "0"))
            }
        }
        return nil
    }
}
