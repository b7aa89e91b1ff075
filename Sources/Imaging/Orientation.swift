internal import CImageCodecs

/// How a stored picture is to be turned for viewing, by its EXIF value.
///
/// The values are those of the EXIF tag Orientation (0x0112): which side of the picture the first stored row and column are.
public enum Orientation: UInt8, CaseIterable, Sendable {
    case topLeft = 1, topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

    /// Whether the stored width is the height of the picture.
    public var swapsSides: Bool { rawValue >= Orientation.leftTop.rawValue }

    /// What the format itself tells, or else EXIF.
    init(_ info: cic_info) {
        let own = Orientation(rawValue: UInt8(clamping: info.orientation))
        self = own ?? Orientation(exif: UnsafeRawBufferPointer(start: info.exif, count: info.exif_count))
    }

    /// The orientation that an EXIF block names; `topLeft` where the block is damaged, lacks the tag or holds a value out
    /// of range, as it then is for Pillow and for browsers.
    ///
    /// - Parameter exif: The TIFF structure after the bytes "Exif\0\0" (EXIF 2.3, section 4.5.2).
    public init(exif: UnsafeRawBufferPointer) {
        self = TIFFReader(bytes: exif).flatMap { $0.orientation() } ?? .topLeft
    }
}

/// Reads the first directory of a TIFF structure without trusting any of its offsets.
private struct TIFFReader {
    private static let orientationTag = 0x0112
    private static let shortType = 3
    private static let longType = 4

    private let bytes: UnsafeRawBufferPointer
    private let isLittleEndian: Bool

    init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        self.bytes = bytes
        switch (bytes[0], bytes[1]) {
        case (0x49, 0x49): isLittleEndian = true
        case (0x4d, 0x4d): isLittleEndian = false
        default: return nil
        }
        guard integer16(at: 2) == 42 else { return nil }
    }

    func orientation() -> Orientation? {
        guard let directory = integer32(at: 4), let count = integer16(at: directory) else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + 12 * index
            guard let tag = integer16(at: entry), let type = integer16(at: entry + 2) else { return nil }
            guard tag == Self.orientationTag else { continue }
            // The standard asks for SHORT; some writers use LONG, and Pillow reads both.
            let field =
                type == Self.shortType ? integer16(at: entry + 8) : type == Self.longType ? integer32(at: entry + 8) : nil
            guard let value = field else { return nil }
            return UInt8(exactly: value).flatMap(Orientation.init(rawValue:))
        }
        return nil
    }

    private func integer16(at offset: Int) -> Int? {
        guard offset >= 0, offset + 2 <= bytes.count else { return nil }
        let (first, second) = (Int(bytes[offset]), Int(bytes[offset + 1]))
        return isLittleEndian ? second << 8 | first : first << 8 | second
    }

    private func integer32(at offset: Int) -> Int? {
        guard let first = integer16(at: offset), let second = integer16(at: offset + 2) else { return nil }
        return isLittleEndian ? second << 16 | first : first << 16 | second
    }
}
