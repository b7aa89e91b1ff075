/// Text that is safe anywhere in an HTML page, attribute values in double quotes included.
struct HTMLText: CustomStringConvertible, ExpressibleByStringLiteral {
    let description: String

    /// Markup, taken as it is. For literals alone: what comes from outside goes through `init(_:)`.
    init(stringLiteral value: StaticString) { description = "\(value)" }

    /// Plain text, in which nothing is markup, and control characters are shown.
    init(_ text: String) {
        var escaped = ""
        for scalar in text.showingControls.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        description = escaped
    }
}

/// The bytes in the base64 alphabet, padded (RFC 4648, section 4).
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output in
        var position = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word = 0
            for offset in 0..<3 { word = word << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
            for offset in 0..<4 {
                let isPadding = offset > count
                output[position + offset] = isPadding ? UInt8(ascii: "=") : alphabet[word >> (18 - 6 * offset) & 63]
            }
            position += 4
        }
        return position
    }
}

/// A query that is a text, where a picture would be.
func words(_ text: String) -> String { "<span class=\"words\"><bdi>\(HTMLText(text))</bdi></span>" }
