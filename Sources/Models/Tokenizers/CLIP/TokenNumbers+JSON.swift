extension TokenNumbers {
    /// Reads a JSON object of whole numbers; nil where the text is none (RFC 8259).
    init?(json: UnsafeRawBufferPointer) {
        self.init()
        var text = JSONText(bytes: json)
        guard text.take("{") else { return nil }
        var isFirst = true
        while !text.take("}") {
            guard isFirst || text.take(","), let name = text.takeString(), text.take(":"), let number = text.takeInteger()
            else {
                return nil
            }
            insert(name[...], number: number)
            isFirst = false
        }
        guard text.isAtEnd else { return nil }
    }
}

/// JSON text that is read from its beginning on.
private struct JSONText {
    let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return place == bytes.count
        }
    }

    /// Passes over `character`, and space before it, where it comes next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// The UTF-8 of a string.
    mutating func takeString() -> [UInt8]? {
        guard take("\"") else { return nil }
        var result: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: result, as: UTF8.self) == nil ? nil : result
            case UInt8(ascii: "\\"):
                guard let scalar = takeEscaped() else { return nil }
                result += scalar.utf8
            case 0..<0x20: return nil
            default: result.append(byte)
            }
        }
        return nil
    }

    mutating func takeInteger() -> Int? {
        skipSpace()
        let start = place
        if place < bytes.count, bytes[place] == UInt8(ascii: "-") { place += 1 }
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
        return Int(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
    }

    /// What follows a backslash.
    private mutating func takeEscaped() -> Unicode.Scalar? {
        guard place < bytes.count else { return nil }
        place += 1
        switch Unicode.Scalar(bytes[place - 1]) {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "b": return "\u{8}"
        case "f": return "\u{c}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": return takeCodePoint()
        default: return nil
        }
    }

    /// Four digits, or twice four for the two halves that UTF-16 writes some characters in.
    private mutating func takeCodePoint() -> Unicode.Scalar? {
        guard let first = takeFourDigits() else { return nil }
        guard (0xd800...0xdbff).contains(first) else { return Unicode.Scalar(first) }
        guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        place += 2
        guard let second = takeFourDigits(), (0xdc00...0xdfff).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private mutating func takeFourDigits() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        defer { place += 4 }
        let digits = bytes[place..<place + 4]
        guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
