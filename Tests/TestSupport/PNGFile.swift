/// A PNG without compression: a black one of one bit a pixel, as small as can be, for pictures of a certain size, or one of
/// given samples.
package struct PNGFile {
    package let bytes: [UInt8]

    /// - Parameter holdsPicture: Whether there are data for the rows; otherwise the stream is empty.
    package init(width: Int, height: Int, holdsPicture: Bool = true) {
        let header = Self.word(width) + Self.word(height) + [1, 0, 0, 0, 0]
        let rows = holdsPicture ? [UInt8](repeating: 0, count: height * (1 + (width + 7) / 8)) : []
        bytes = Self.file(header: header, rows: rows)
    }

    /// - Parameter samples: Eight bits each, red, green and blue of each pixel, row by row.
    package init(width: Int, height: Int, samples: [UInt8]) {
        precondition(samples.count == 3 * width * height)
        let header = Self.word(width) + Self.word(height) + [8, 2, 0, 0, 0]
        var rows: [UInt8] = []
        for row in 0..<height { rows += [0] + samples[3 * width * row..<3 * width * (row + 1)] }
        bytes = Self.file(header: header, rows: rows)
    }

    /// - Parameter layers: Eight bits each, red, green, blue and alpha of each pixel, row by row.
    package init(width: Int, height: Int, layers: [UInt8]) {
        precondition(layers.count == 4 * width * height)
        let header = Self.word(width) + Self.word(height) + [8, 6, 0, 0, 0]
        var rows: [UInt8] = []
        for row in 0..<height { rows += [0] + layers[4 * width * row..<4 * width * (row + 1)] }
        bytes = Self.file(header: header, rows: rows)
    }

    private static func file(header: [UInt8], rows: [UInt8]) -> [UInt8] {
        let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        return signature + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    private static func word(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// A chunk with its checksum.
    package static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + payload
        return word(payload.count) + named + word(Int(checksum(named)))
    }

    /// A zlib stream (RFC 1950) of stored blocks (RFC 1951, section 3.2.4).
    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = data[...]
        repeat {
            let block = rest.prefix(0xffff)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            for word in [length, ~length] { stream += [UInt8(truncatingIfNeeded: word), UInt8(word >> 8)] }
            stream.insert(rest.isEmpty ? 1 : 0, at: stream.count - 4)
            stream += block
        } while !rest.isEmpty
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return stream + word(Int(b << 16 | a))
    }

    /// CRC-32 as PNG (ISO 15948, annex D) has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { (byte: UInt32) -> UInt32 in
        (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
}
