/// Undoes the decoding of UTF-8 by another encoding, where a text looks like that: `ftfy.fix_encoding` of ftfy 6.3.1.
func decodedMojibake(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var text = text
    while true {
        let before = text
        text = decodedOnce(text)
        if text == before { return text }
    }
}

/// The control characters of 80 to 9F as the characters of Windows-1252 that somebody took for Latin-1.
func withoutUpperControls(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    text.map { (0x80...0x9f).contains($0.value) ? CodePage.windows1252.scalar(of: UInt8($0.value)) : $0 }
}

/// The code pages in the order in which they are tried. In MacRoman an en dash before a space looks like the marks that mending
/// spaces looks for.
private let codePages: [(codePage: CodePage, mendsSpaces: Bool)] = [
    (.latin1, true), (.windows1252, true), (.windows1251, true), (.windows1250, true), (.windows1253, true),
    (.windows1254, true), (.windows1257, true), (.iso8859Part2, true), (.macRoman, false), (.codePage437, true),
]

private func decodedOnce(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    if text.allSatisfy(\.isASCII) || !looksLikeMojibake(text) { return text }
    for (codePage, mendsSpaces) in codePages {
        guard var bytes = codePage.encoded(text) else { continue }
        if mendsSpaces { bytes = withNoBreakSpaces(bytes) }
        if codePage.isSloppy { bytes = withReplacementCharacters(bytes) }
        if let decoded = decodedUTF8(bytes) { return decoded }
    }
    let mended = decodedInParts(text)
    if mended != text { return mended }
    return withoutUpperControls(text)
}

/// Decodes the parts of `text` that look like UTF-8, each by itself.
private func decodedInParts(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var place = 0
    while place < text.count {
        // After more of the same it would be taken out of its middle.
        let isInside = place > 0 && UTF8Clues.strictContinuation.contains(text[place - 1])
        let length = isInside ? 0 : UTF8Clues.lengthOfRun(text[place...])
        guard length > 0 else {
            result.append(text[place])
            place += 1
            continue
        }
        let part = Array(text[place..<place + length])
        result += length < text.count && looksLikeMojibake(part) ? decodedMojibake(part) : part
        place += length
    }
    return result
}

/// Characters that bytes of UTF-8 become in Latin-1 and in Windows' code pages for Europe.
private enum UTF8Clues {
    static let firstOfTwo = scalars(0xc2...0xdf)
    static let firstOfThree = scalars(0xe0...0xef)
    static let firstOfFour = scalars(CollectionOfOne(0xf0)).union(scalars(CollectionOfOne(0xf3)))
    static let continuation = scalars(0x80...0xbf).union([" "])
    /// The continuation bytes without punctuation that often stands beside letters.
    static let strictContinuation = scalars(0x80...0xbf).subtracting("–—―‘’‚“”„•…".unicodeScalars)

    private static func scalars(_ bytes: some Sequence<UInt8>) -> Set<Unicode.Scalar> {
        let pages: [CodePage] = [.latin1, .windows1252, .windows1251, .windows1250, .windows1253, .windows1254, .windows1257]
        return Set(bytes.flatMap { byte in pages.map { $0.scalar(of: byte) } })
    }

    /// Returns the number of characters at the beginning of `text` that look like characters in UTF-8, one after another.
    static func lengthOfRun(_ text: ArraySlice<Unicode.Scalar>) -> Int {
        var rest = text
        while let length = lengthOfCharacter(rest) { rest = rest.dropFirst(length) }
        return text.count - rest.count
    }

    private static func lengthOfCharacter(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        guard let first = text.first else { return nil }
        let following = text.dropFirst().prefix(3).prefix(while: continuation.contains).count
        if firstOfTwo.contains(first), following >= 1 { return 2 }
        if firstOfThree.contains(first), following >= 2 { return 3 }
        return firstOfFour.contains(first) && following >= 3 ? 4 : nil
    }
}
