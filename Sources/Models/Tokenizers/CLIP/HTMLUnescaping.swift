/// Replaces character references by what they stand for, as Python's `html.unescape` does: by the rules of HTML 5, which know
/// old names without a semicolon, and references to Windows-1252.
func unescapedHTML(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains("&") else { return text }
    var result: [Unicode.Scalar] = []
    var place = 0
    while place < text.count {
        if text[place] == "&", let (replacement, length) = reference(in: text[(place + 1)...]) {
            result += replacement
            place += 1 + length
        } else {
            result.append(text[place])
            place += 1
        }
    }
    return result
}

/// The characters named by a name of HTML 5, which ends in a semicolon where it must.
func namedCharacters(_ name: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    guard name.allSatisfy(\.isASCII) else { return nil }
    let isClosed = name.last == ";"
    guard let entity = HTMLEntities.all[String(String.UnicodeScalarView(isClosed ? name.dropLast() : name))] else { return nil }
    return isClosed || entity.needsNoSemicolon ? entity.characters : nil
}

/// Returns the characters that the reference after an ampersand stands for, and its length; nil where there is none.
private func reference(in rest: ArraySlice<Unicode.Scalar>) -> (replacement: [Unicode.Scalar], length: Int)? {
    rest.first == "#" ? numericReference(in: rest) : namedReference(in: rest)
}

private func numericReference(in rest: ArraySlice<Unicode.Scalar>) -> (replacement: [Unicode.Scalar], length: Int)? {
    let isHexadecimal = rest.dropFirst().first == "x" || rest.dropFirst().first == "X"
    let prefix = isHexadecimal ? 2 : 1
    let digits = rest.dropFirst(prefix).prefix { isHexadecimal ? $0.isHexadecimalDigit : $0.isASCIIDigit }
    guard !digits.isEmpty else { return nil }
    var number = 0
    // More than that is no character however it goes on.
    for digit in digits where number <= 0x10ffff { number = number * (isHexadecimal ? 16 : 10) + digit.digitValue }
    let isClosed = rest[digits.endIndex...].first == ";"
    return (numberedCharacter(number), prefix + digits.count + (isClosed ? 1 : 0))
}

/// The character of a number: Windows-1252 where Unicode has control characters, nothing where it has no characters.
private func numberedCharacter(_ number: Int) -> [Unicode.Scalar] {
    switch number {
    case 0: return ["\u{fffd}"]
    case 0x0d: return ["\r"]
    case 0x80...0x9f: return [CodePage.windows1252.scalar(of: UInt8(number))]
    case 0x01...0x08, 0x0b, 0x0e...0x1f, 0x7f, 0xfdd0...0xfdef: return []
    default:
        guard let scalar = Unicode.Scalar(UInt32(number)) else { return ["\u{fffd}"] }
        return number & 0xfffe == 0xfffe ? [] : [scalar]
    }
}

/// A name, or as long a beginning of it as is a name that needs no semicolon; otherwise the ampersand stays.
private func namedReference(in rest: ArraySlice<Unicode.Scalar>) -> (replacement: [Unicode.Scalar], length: Int)? {
    let name = rest.prefix(32).prefix { !["\t", "\n", "\u{c}", " ", "<", "&", "#", ";"].contains($0) }
    guard !name.isEmpty else { return nil }
    let whole = rest[name.endIndex...].first == ";" ? rest[name.startIndex...name.endIndex] : name
    if let characters = namedCharacters(whole) { return (characters, whole.count) }
    for length in stride(from: whole.count - 1, to: 1, by: -1) {
        if let characters = namedCharacters(whole.prefix(length)) { return (characters + whole.dropFirst(length), whole.count) }
    }
    return (["&"] + whole, whole.count)
}

/// `HTMLEntityTable`, ready to be looked up in.
private enum HTMLEntities {
    struct Entity {
        let characters: [Unicode.Scalar]
        let needsNoSemicolon: Bool
    }

    static let all: [String: Entity] = {
        var all: [String: Entity] = [:]
        for entry in HTMLEntityTable.entities.utf8.split(separator: UInt8(ascii: " ")) {
            let parts = entry.split(separator: UInt8(ascii: "="))
            let name = parts[0].filter { $0 != UInt8(ascii: "*") }
            let characters = parts[1].split(separator: UInt8(ascii: "+")).compactMap { number in
                UInt32(String(decoding: number, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
            }
            all[String(decoding: name, as: UTF8.self)] = Entity(
                characters: characters, needsNoSemicolon: name.count < parts[0].count)
        }
        return all
    }()
}

extension Unicode.Scalar {
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }

    var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

    fileprivate var isHexadecimalDigit: Bool { isASCIIDigit || ("a"..."f").contains(self) || ("A"..."F").contains(self) }

    /// The value of a digit in base 16.
    fileprivate var digitValue: Int { Int(value < 0x40 ? value - 0x30 : value & 0xdf - 0x37) }
}
