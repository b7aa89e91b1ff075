// What ftfy 6.3.1 does to bytes before it takes them for UTF-8: some programs have made spaces of no-break spaces, some have lost
// bytes, some write UTF-8 in ways of their own.

/// Makes a space a no-break space's last byte again where the bytes around it are likely characters with it.
func withNoBreakSpaces(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.indices.contains(where: { length(of: BytePatterns.altered, at: bytes[$0...]) != nil }) else { return bytes }
    return replacing(BytePatterns.altered, in: withGraveWords(bytes)) { $0.map { $0 == 0x20 ? 0xa0 : $0 } }
}

/// Makes U+FFFD of characters of which a byte was lost, which is 1A here.
func withReplacementCharacters(_ bytes: [UInt8]) -> [UInt8] {
    replacing(BytePatterns.lossy, in: bytes) { _ in Array("\u{fffd}".utf8) }
}

/// The text that `bytes` are in UTF-8, in which Java's long zero and UTF-16's pairs of surrogates are allowed.
func decodedUTF8(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
    var result: [Unicode.Scalar] = []
    var rest = bytes[...]
    while !rest.isEmpty {
        let special = rest.indices.first { isJavaZero(rest[$0...]) || isSurrogatePair(rest[$0...]) } ?? rest.endIndex
        guard let text = String(validating: rest[..<special], as: UTF8.self) else { return nil }
        result += text.unicodeScalars
        rest = rest[special...]
        if isSurrogatePair(rest) {
            let b = rest.prefix(6).map(UInt32.init)
            let number = (b[1] & 0x0f) << 16 + (b[2] & 0x3f) << 10 + (b[4] & 0x0f) << 6 + b[5] & 0x3f + 0x10000
            guard let scalar = Unicode.Scalar(number) else { return nil }
            result.append(scalar)
            rest = rest.dropFirst(6)
        } else if !rest.isEmpty {
            result.append("\0")
            rest = rest.dropFirst(2)
        }
    }
    return result
}

/// ftfy takes the first byte of it before a line's end for it, too.
private func isJavaZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.starts(with: [0xc0, 0x80]) || bytes == [0xc0, 0x0a] }

private func isSurrogatePair(_ bytes: ArraySlice<UInt8>) -> Bool {
    let b = Array(bytes.prefix(6))
    return b.count == 6 && b[0] == 0xed && (0xa0...0xaf).contains(b[1]) && (0x80...0xbf).contains(b[2]) && b[3] == 0xed
        && (0xb0...0xbf).contains(b[4]) && (0x80...0xbf).contains(b[5])
}

/// "à" as a word of its own keeps its space: the second byte of it is put in before.
private func withGraveWords(_ bytes: [UInt8]) -> [UInt8] {
    let portuguese = [" ", "quele", "quela", "quilo", "s "].map { Array($0.utf8) }
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
        if byte == 0x20, index > 0, bytes[index - 1] == 0xc3,
            !portuguese.contains(where: { bytes[(index + 1)...].starts(with: $0) })
        {
            result.append(0xa0)
        }
        result.append(byte)
    }
    return result
}

/// One byte after another, each of one of some ranges.
private typealias BytePattern = [[ClosedRange<UInt8>]]

private enum BytePatterns {
    private static let continuation: [ClosedRange<UInt8>] = [0x80...0xbf]
    private static let space: [ClosedRange<UInt8>] = [0x20...0x20]
    /// A continuation after which, or before which, a no-break space's byte makes a likely character.
    private static let likely: [ClosedRange<UInt8>] = [0x80...0x84, 0x86...0x9f, 0xa1...0xbf]
    private static let firstOfFour: [ClosedRange<UInt8>] = [0xf0...0xf0]

    /// Characters in UTF-8 but for a space in place of A0; only lead bytes that make likely characters.
    static let altered: [BytePattern] = [
        [[0xc2...0xc3, 0xc5...0xc5, 0xce...0xce, 0xd0...0xd0, 0xd9...0xd9], space],
        [[0xe2...0xe3], space, likely],
        [[0xe0...0xe3], likely, space],
        [firstOfFour, space, continuation, continuation],
        [firstOfFour, continuation, space, continuation],
        [firstOfFour, continuation, continuation, space],
    ]

    private static let lost: [ClosedRange<UInt8>] = [0x1a...0x1a]
    private static let lostOrAsked: [ClosedRange<UInt8>] = [0x1a...0x1a, 0x3f...0x3f]
    private static let lostOrContinuation: [ClosedRange<UInt8>] = [0x1a...0x1a, 0x80...0xbf]
    private static let any: [ClosedRange<UInt8>] = [0x1a...0x1a, 0x3f...0x3f, 0x80...0xbf]
    private static let threeLead: [ClosedRange<UInt8>] = [0xe0...0xef]
    private static let fourLead: [ClosedRange<UInt8>] = [0xf0...0xf4]
    private static let surrogateLead: [ClosedRange<UInt8>] = [0xed...0xed]
    private static let high: [ClosedRange<UInt8>] = [0xa0...0xaf]
    private static let low: [ClosedRange<UInt8>] = [0xb0...0xbf]

    /// Characters in UTF-8 that lack bytes.
    static let lossy: [BytePattern] = [
        [[0xc2...0xdf], lost],
        [[0xc2...0xc3], [0x3f...0x3f]],
        [surrogateLead, high, lostOrAsked, surrogateLead, low, any],
        [surrogateLead, high, any, surrogateLead, low, lostOrAsked],
        [threeLead, lostOrAsked, lostOrContinuation],
        [threeLead, lostOrContinuation, lostOrAsked],
        [fourLead, lostOrAsked, lostOrContinuation, lostOrContinuation],
        [fourLead, lostOrContinuation, lostOrAsked, lostOrContinuation],
        [fourLead, lostOrContinuation, lostOrContinuation, lostOrAsked],
        [lost],
    ]
}

/// Returns the length of the first of `patterns` that `bytes` begin with.
private func length(of patterns: [BytePattern], at bytes: ArraySlice<UInt8>) -> Int? {
    patterns.first { pattern in
        pattern.count <= bytes.count && zip(pattern, bytes).allSatisfy { ranges, byte in ranges.contains { $0.contains(byte) } }
    }?.count
}

private func replacing(
    _ patterns: [BytePattern], in bytes: [UInt8], by replacement: (ArraySlice<UInt8>) -> [UInt8]
) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let first = rest.first {
        if let length = length(of: patterns, at: rest) {
            result += replacement(rest.prefix(length))
            rest = rest.dropFirst(length)
        } else {
            result.append(first)
            rest = rest.dropFirst()
        }
    }
    return result
}
