/// Character classes as Python has them, which OpenCLIP's tokenizer uses.
extension Unicode.Scalar {
    /// Whether Python's `str.isspace` is true of it.
    var isPythonSpace: Bool { properties.isWhitespace || (0x1c...0x1f).contains(value) }

    /// Whether Python's `str.isalnum` is true of it.
    var isPythonAlphanumeric: Bool { isLetter || properties.numericType != nil }

    /// Whether it is of Unicode's categories L*.
    var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Whether it is of Unicode's categories N*.
    var isNumber: Bool {
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
}

/// `text` in small letters, as Python's `str.lower`: a capital sigma at the end of a word becomes the final one.
func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    for (index, scalar) in text.enumerated() {
        if scalar == "Σ" {
            result.append(isFinalSigma(in: text, at: index) ? "ς" : "σ")
        } else if scalar.isASCII {
            result.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
        } else {
            result += scalar.properties.lowercaseMapping.unicodeScalars
        }
    }
    return result
}

/// Whether a letter with case stands before it and none after it, what has no bearing on case left out (Unicode, section 3.13).
private func isFinalSigma(in text: [Unicode.Scalar], at index: Int) -> Bool {
    guard let before = text[..<index].last(where: { !$0.properties.isCaseIgnorable }), before.properties.isCased else {
        return false
    }
    guard let after = text[(index + 1)...].first(where: { !$0.properties.isCaseIgnorable }) else { return true }
    return !after.properties.isCased
}
