@_spi(_Unicode) import Swift  // For `_nfc`: the library has normal forms, and Foundation alone offers them openly.

/// Mends what goes wrong with texts on their way through programs: `ftfy.fix_text` of ftfy 6.3.1 with its default settings, which
/// OpenCLIP calls before it makes tokens.
///
/// Steps and their order are ftfy's, for the outcome of one is the input of the next.
func repaired(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let longestPart = 1_000_000
    var result: [Unicode.Scalar] = []
    // A "<" is taken for a sign of real HTML, in which references are to be left alone from there on.
    var unescapes = true
    var rest = text[...]
    while !rest.isEmpty {
        let lineEnd = rest.firstIndex(of: "\n").map { $0 + 1 } ?? rest.endIndex
        let part = rest[..<min(lineEnd, rest.startIndex + longestPart)]
        if part.contains("<") { unescapes = false }
        result += repairedPart(Array(part), unescapes: unescapes)
        rest = rest[part.endIndex...]
    }
    return result
}

/// One part, by all steps over and over until they change nothing.
private func repairedPart(_ part: [Unicode.Scalar], unescapes: Bool) -> [Unicode.Scalar] {
    if part.allSatisfy({ (" "..."~").contains($0) && $0 != "&" }) { return part }
    var text = part
    while true {
        let before = text
        if unescapes { text = withoutReferences(text) }
        text = decodedMojibake(text)
        text = withoutUpperControls(text)
        text = text.flatMap(withoutLigature)
        text = text.flatMap(inUsualWidth)
        text = text.map(withStraightQuote)
        text = withUnixLineBreaks(text)
        text = withoutTerminalEscapes(text)
        text.removeAll(where: \.isControlToRemove)
        text = composed(text)
        if text == before { return text }
    }
}

/// Replaces references that end in a semicolon, also those whose names were made capitals.
private func withoutReferences(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains("&") else { return text }
    var result: [Unicode.Scalar] = []
    var place = 0
    while place < text.count {
        if text[place] == "&", let length = lengthOfReference(text[place...]) {
            let reference = text[place..<place + length]
            result += closedReference(reference) ?? Array(reference)
            place += length
        } else {
            result.append(text[place])
            place += 1
        }
    }
    return result
}

/// Returns the length of an ampersand, perhaps "#", one to 24 letters or digits and a semicolon at the beginning of `text`.
private func lengthOfReference(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
    let prefix = text.dropFirst().first == "#" ? 2 : 1
    let name = text.dropFirst(prefix).prefix { $0.isASCIIDigit || $0.isASCIILetter }
    guard (1...24).contains(name.count), text[name.endIndex...].first == ";" else { return nil }
    return prefix + name.count + 1
}

private func closedReference(_ reference: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    let name = reference.dropFirst()
    if name.first == "#" {
        let unescaped = unescapedHTML(Array(reference))
        return unescaped.contains(";") ? nil : unescaped
    }
    if let characters = namedCharacters(name) { return characters }
    // As a name in small letters that is none in capitals, and has no beginning that is one.
    guard name.allSatisfy({ !("a"..."z").contains($0) }), unescapedHTML(Array(reference)) == Array(reference) else {
        return nil
    }
    return namedCharacters(lowercased(Array(name))[...])?.flatMap { Array($0.properties.uppercaseMapping.unicodeScalars) }
}

/// Carriage returns, alone or before a line feed, and Unicode's line ends as line feeds.
private func withUnixLineBreaks(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    text.indices.compactMap { index in
        switch text[index] {
        case "\r": text[(index + 1)...].first == "\n" ? nil : "\n"
        case "\u{2028}", "\u{2029}", "\u{85}": "\n"
        default: text[index]
        }
    }
}

/// Returns `text` without sequences such as a terminal is coloured by: escape, "[", digits and semicolons, a letter.
private func withoutTerminalEscapes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var rest = text[...]
    while let first = rest.first {
        if first == "\u{1b}", rest.dropFirst().first == "[" {
            let end = rest.dropFirst(2).drop { $0 == ";" || $0.properties.generalCategory == .decimalNumber }
            if end.first?.isASCIILetter == true {
                rest = end.dropFirst()
                continue
            }
        }
        result.append(first)
        rest = rest.dropFirst()
    }
    return result
}

/// Returns `text` in Unicode's normal form C.
private func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    text.allSatisfy { $0.value < 0x300 } ? text : Array(String(String.UnicodeScalarView(text))._nfc)
}

extension Unicode.Scalar {
    /// Control characters that no text needs. For those of 80 to 9F see `withoutUpperControls`.
    fileprivate var isControlToRemove: Bool {
        switch value {
        case 0x00...0x08, 0x0b, 0x0e...0x1f, 0x7f, 0x206a...0x206f, 0xfeff, 0xfff9...0xfffc: true
        default: false
        }
    }
}
