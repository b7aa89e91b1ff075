import Imaging
import Testing

/// The orientation that an EXIF block names, trusting none of its numbers.
struct OrientationTests {
    @Test(arguments: 1...8, [true, false])
    func everyValueIsReadInBothByteOrders(value: UInt8, littleEndian: Bool) {
        let block = TIFF(littleEndian: littleEndian).block(value: UInt16(value))
        #expect(orientation(block)?.rawValue == value)
    }

    @Test(arguments: [0, 9, 255, 256, 257, 0xffff] as [UInt16])
    func aValueOutOfRangeIsNone(value: UInt16) {
        for littleEndian in [true, false] {
            #expect(orientation(TIFF(littleEndian: littleEndian).block(value: value)) == .topLeft)
        }
    }

    /// The standard asks for 16 bits; Pillow reads 32 as well.
    @Test func aValueOf32BitsIsReadToo() {
        for (littleEndian, low) in [(true, [6, 0, 0, 0]), (false, [0, 0, 0, 6])] as [(Bool, [UInt8])] {
            let tiff = TIFF(littleEndian: littleEndian)
            let entry = tiff.entry(type: 4, value: 0).dropLast(4) + low
            #expect(orientation(tiff.block(entries: [Array(entry)])) == .rightTop)
            // 65542, whose lower half alone would be 6.
            let large = entry.dropLast(4) + (littleEndian ? [6, 0, 1, 0] : [0, 1, 0, 6])
            #expect(orientation(tiff.block(entries: [Array(large)])) == .topLeft)
        }
    }

    @Test(arguments: [0, 1, 2, 5, 7, 0xffff] as [UInt16])
    func aValueOfAnotherTypeIsNone(type: UInt16) {
        let tiff = TIFF(littleEndian: true)
        #expect(orientation(tiff.block(entries: [tiff.entry(type: type, value: 6)])) == .topLeft)
    }

    /// Also when the two bytes of its value are still there.
    @Test func aTagThatIsCutOffIsNone() {
        let block = TIFF(littleEndian: true).block(value: 6)
        for length in block.indices { #expect(orientation(Array(block[..<length])) == .topLeft, "\(length) bytes") }
        #expect(orientation(block) == .rightTop)
    }

    @Test func otherTagsBeforeAndAfterDoNotMatter() {
        let tiff = TIFF(littleEndian: false)
        let other = tiff.entry(tag: 0x010f, type: 2, count: 4, value: 0xffff)
        #expect(orientation(tiff.block(entries: [other, tiff.entry(value: 3), other])) == .bottomRight)
        #expect(orientation(tiff.block(entries: [other, other])) == .topLeft)
    }

    @Test func aDirectoryOutsideTheBlockIsNone() {
        for littleEndian in [true, false] {
            let tiff = TIFF(littleEndian: littleEndian)
            for offset in [0, 1, 7, 25, 26, 1000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff] as [UInt32] {
                #expect(orientation(tiff.block(value: 6, directoryOffset: offset)) == .topLeft, "offset \(offset)")
            }
        }
    }

    @Test func aDirectoryOfMoreEntriesThanThereAreIsReadAsFarAsItGoes() {
        let tiff = TIFF(littleEndian: true)
        let other = tiff.entry(tag: 0x010f, type: 2, count: 4, value: 0)
        #expect(orientation(tiff.block(entries: [other], count: 0xffff)) == .topLeft)
        #expect(orientation(tiff.block(entries: [other, tiff.entry(value: 8)], count: 0xffff)) == .leftBottom)
        #expect(orientation(tiff.block(entries: [tiff.entry(value: 8)], count: 0)) == .topLeft)
    }

    @Test func aBlockThatIsNoTIFFIsNone() {
        let block = TIFF(littleEndian: true).block(value: 6)
        for (index, value) in [(0, 0x4d), (1, 0x4d), (2, 43), (3, 1)] as [(Int, UInt8)] {
            var damaged = block
            damaged[index] = value
            #expect(orientation(damaged) == .topLeft)
        }
    }

    @Test func anythingAtAllIsReadWithoutHarm() {
        let block = TIFF(littleEndian: false).block(value: 5)
        for index in block.indices {
            for value in UInt8.min...UInt8.max {
                var damaged = block
                damaged[index] = value
                _ = orientation(damaged)
            }
        }
    }

    @Test(arguments: [
        ("tiff:Orientation=\"6\"", Orientation.rightTop), ("<tiff:Orientation>3</tiff:Orientation>", .bottomRight),
        ("tiff:Orientation=\"", .topLeft), ("tiff:Orientation", .topLeft), ("tiff:Orientation>", .topLeft), ("", .topLeft),
        ("tiff:Orientation='6'", .topLeft), ("tiff:Orientation=6 tiff:Orientation=\"8\"", .leftBottom),
        ("tiff:Orientation=\"9\" tiff:Orientation=\"8\"", .topLeft),
    ])
    func xmpTellsWhereExifDoesNot(packet: String, expected: Orientation) {
        let plain = TIFF(littleEndian: true).block(entries: [])
        for block in [[], plain] { #expect(orientation(block, xmp: packet) == expected) }
        #expect(orientation(TIFF(littleEndian: true).block(value: 2), xmp: packet) == .topRight)
        #expect(orientation(TIFF(littleEndian: true).block(value: 9), xmp: packet) == .topLeft)
    }

    private func orientation(_ block: [UInt8], xmp: String = "") -> Orientation? {
        block.withUnsafeBytes { exif in Array(xmp.utf8).withUnsafeBytes { Orientation(exif: exif, xmp: $0) } }
    }
}

/// Makes the TIFF structure of an EXIF block, right or wrong.
private struct TIFF {
    let littleEndian: Bool

    func block(value: UInt16, directoryOffset: UInt32 = 8) -> [UInt8] {
        block(entries: [entry(value: value)], directoryOffset: directoryOffset)
    }

    func block(entries: [[UInt8]], count: UInt16? = nil, directoryOffset: UInt32 = 8) -> [UInt8] {
        let mark = UInt8(ascii: littleEndian ? "I" : "M")
        return [mark, mark] + bytes(42 as UInt16) + bytes(directoryOffset) + bytes(count ?? UInt16(entries.count))
            + entries.joined()
    }

    func entry(tag: UInt16 = 0x0112, type: UInt16 = 3, count: UInt32 = 1, value: UInt16) -> [UInt8] {
        bytes(tag) + bytes(type) + bytes(count) + bytes(value) + [0, 0]
    }

    private func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: littleEndian ? number.littleEndian : number.bigEndian, Array.init)
    }
}
