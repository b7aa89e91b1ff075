/// A cursor over JSON text, for files so large that parsing them into objects would take a second.
struct JSONScanner {
    let bytes: UnsafeRawBufferPointer
    private(set) var place: Int

    init(_ bytes: UnsafeRawBufferPointer, at place: Int = 0) {
        self.bytes = bytes
        self.place = place
    }

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

    /// Whether `character` comes next.
    mutating func isNext(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        return place < bytes.count && bytes[place] == UInt8(ascii: character)
    }

    /// Appends the UTF-8 of a string that comes next to `text`; answers false where there is none.
    mutating func takeString(into text: inout [UInt8]) -> Bool {
        guard take("\"") else { return false }
        while place < bytes.count {
            let start = place
            while place < bytes.count, Self.isPlain(bytes[place]) { place += 1 }
            text += UnsafeRawBufferPointer(rebasing: bytes[start..<place])
            guard place < bytes.count else { return false }
            place += 1
            switch bytes[place - 1] {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let scalar = takeEscaped() else { return false }
                text += scalar.utf8
            default: return false
            }
        }
        return false
    }

    /// Whether a byte of a string stands for itself.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The text of a number that comes next.
    mutating func takeNumber() -> Double? {
        skipSpace()
        let start = place
        while place < bytes.count, Self.isOfNumber(bytes[place]) { place += 1 }
        return Double(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    /// A number without fraction and exponent that comes next.
    mutating func takeInteger() -> Int? {
        skipSpace()
        let isNegative = place < bytes.count && bytes[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let start = place
        var number = 0
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
            let digit = Int(bytes[place] - UInt8(ascii: "0"))
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, exceeds) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if overflows || exceeds { return nil }
            number = sum
            place += 1
        }
        return place > start ? number : nil
    }

    /// Passes over a value of any kind, and answers where it is.
    mutating func skipValue() -> Range<Int>? {
        skipSpace()
        let start = place
        var depth = 0
        repeat {
            skipSpace()
            guard place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                place += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { return nil }
                place += 1
            case UInt8(ascii: "\""):
                guard skipString() else { return nil }
            default:
                let before = place
                while place < bytes.count, !Self.endsLiteral(bytes[place]) { place += 1 }
                guard place > before else { return nil }
            }
        } while depth > 0
        return depth == 0 ? start..<place : nil
    }

    private mutating func skipString() -> Bool {
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    private mutating func skipSpace() {
        while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private static func endsLiteral(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: "]")
    }

    /// Reads the escaped character after a backslash.
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
