import Files
import SystemPackage

/// Sentences for the user, on standard error.
enum Messages {
    /// Writes `sentence` as a line of its own, after the program's name. What would move the cursor or forge another line is
    /// escaped; that nobody reads it is no error.
    static func write(_ sentence: String) {
        StandardStreams.writeNotice("retrieve: \(escapingControls(sentence))\n")
    }
}

/// `text` with control characters as in `\n` or `\u{1b}`, so that a file's name is one line and no command to a terminal.
func escapingControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
        switch scalar {
        case "\n": escaped += "\\n"
        case "\r": escaped += "\\r"
        case "\t": escaped += "\\t"
        case _ where isControl(scalar): escaped += "\\u{\(String(scalar.value, radix: 16))}"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
}

/// Controls, and what turns the direction of the text around it.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
}
