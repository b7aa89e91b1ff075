/// The first directory of the TIFF structure that an EXIF block is (EXIF 2.3, section 4.5.2), trusting none of its numbers.
///
/// It is read as Pillow reads it: entries that are cut off, and all after one whose value is, are not there.
struct ExifDirectory {
    /// The size in bytes of a value of each type of TIFF 6.0 and its successors.
    private static let sizes = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8]
    private static let mark: StaticString = "Exif\0\0"
    private static let entrySize = 12

    /// An entry of the directory.
    struct Entry {
        let type: Int
        /// The offset of the values.
        let offset: Int
    }

    private let bytes: UnsafeRawBufferPointer
    private let isLittleEndian: Bool

    /// Reads a directory; nil where `block` is no TIFF structure. Up to two marks "Exif\0\0" may precede it.
    init?(_ block: UnsafeRawBufferPointer) {
        var bytes = block
        for _ in 0..<2 where bytes.hasText(Self.mark) {
            bytes = UnsafeRawBufferPointer(rebasing: bytes[Self.mark.utf8CodeUnitCount...])
        }
        guard bytes.count >= 8 else { return nil }
        self.bytes = bytes
        // The last two are wrong, and met.
        let little = ["II\u{2a}\0", "II\0\u{2a}"] as [StaticString]
        let big = ["MM\0\u{2a}", "MM\u{2a}\0", "MM\0\u{2b}"] as [StaticString]
        isLittleEndian = little.contains { bytes.hasText($0) }
        guard isLittleEndian || big.contains(where: { bytes.hasText($0) }) else { return nil }
    }

    /// The first entry of `tag`.
    func entry(_ tag: Int) -> Entry? {
        guard let directory = unsigned(4, at: 4), let count = unsigned(2, at: directory) else { return nil }
        var elsewhere = 0
        for index in 0..<count {
            let start = directory + 2 + Self.entrySize * index
            guard start + Self.entrySize <= bytes.count, let found = unsigned(2, at: start),
                let type = unsigned(2, at: start + 2), let values = unsigned(4, at: start + 4)
            else { return nil }
            guard let unit = Self.sizes[type], values > 0 else { continue }
            var offset = start + 8
            if values * unit > 4 {
                elsewhere += values * unit
                guard elsewhere <= bytes.count else { continue }
                guard let place = unsigned(4, at: offset), place + values * unit <= bytes.count else { return nil }
                offset = place
            }
            if found == tag { return Entry(type: type, offset: offset) }
        }
        return nil
    }

    /// The first number of an entry; nil where it holds text or bytes.
    func number(_ entry: Entry) -> Double? {
        let offset = entry.offset
        switch entry.type {
        case 3: return unsigned(2, at: offset).map(Double.init)
        case 4, 13: return unsigned(4, at: offset).map(Double.init)
        case 16: return integer(UInt64.self, at: offset).map { Double($0) }
        case 5: return ratio(unsigned(4, at: offset), unsigned(4, at: offset + 4))
        case 6: return integer(Int8.self, at: offset).map(Double.init)
        case 8: return integer(Int16.self, at: offset).map(Double.init)
        case 9: return integer(Int32.self, at: offset).map(Double.init)
        case 10: return ratio(integer(Int32.self, at: offset).map(Int.init), integer(Int32.self, at: offset + 4).map(Int.init))
        case 11: return integer(UInt32.self, at: offset).map { Double(Float(bitPattern: $0)) }
        case 12: return integer(UInt64.self, at: offset).map(Double.init(bitPattern:))
        default: return nil
        }
    }

    private func ratio(_ numerator: Int?, _ denominator: Int?) -> Double? {
        guard let numerator, let denominator, denominator != 0 else { return nil }
        return Double(numerator) / Double(denominator)
    }

    private func unsigned(_ size: Int, at offset: Int) -> Int? {
        size == 2 ? integer(UInt16.self, at: offset).map(Int.init) : integer(UInt32.self, at: offset).map(Int.init)
    }

    private func integer<Integer: FixedWidthInteger>(_ type: Integer.Type, at offset: Int) -> Integer? {
        let size = MemoryLayout<Integer>.size
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        let stored = bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self)
        return isLittleEndian ? Integer(littleEndian: stored) : Integer(bigEndian: stored)
    }
}
