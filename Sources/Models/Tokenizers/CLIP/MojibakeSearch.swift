/// Whether `text` has a sequence of characters that is far more often text in a wrong encoding than meant: the heuristic of
/// ftfy 6.3.1 (`ftfy.badness.is_bad`), whose classes of characters are in `CharacterTables`.
func looksLikeMojibake(_ text: [Unicode.Scalar]) -> Bool {
    text.indices.contains { start in MojibakeRules.all.contains { $0.matches(text, at: start) } }
}

/// Characters that follow one another.
private struct MojibakeRule: Sendable {
    enum Element: Sendable {
        case one(ScalarSet)
        /// A letter, digit or underscore.
        case word
        case whitespace

        static func one(of characters: String) -> Element { .one(ScalarSet(characters)) }

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .one(let set): set.contains(scalar)
            case .word: scalar == "_" || scalar.isPythonAlphanumeric
            case .whitespace: scalar.isPythonSpace
            }
        }
    }

    let elements: [Element]
    /// Whether it is looked for at the beginning of the text alone.
    var isAtStart = false

    func matches(_ text: [Unicode.Scalar], at start: Int) -> Bool {
        guard start + elements.count <= text.count, start == 0 || !isAtStart else { return false }
        return zip(elements, text[start...]).allSatisfy { $0.contains($1) }
    }
}

private enum MojibakeRules {
    private typealias Table = CharacterTables

    private static let c1 = String(String.UnicodeScalarView((UInt8(0x80)...UInt8(0x9f)).map(Unicode.Scalar.init)))
    private static let accented = Table.lowerAccented + Table.upperAccented
    private static let punctuation = Table.startPunctuation + Table.endPunctuation
    private static let besideBad =
        accented + Table.box + punctuation + Table.currency + Table.numeric + Table.law
    private static let arabicEnd =
        Table.common + Table.currency + Table.bad + Table.numeric + Table.startPunctuation + "ŸŠ®°µ»"
    private static let betweenCyrillic = c1 + Table.bad + punctuation + Table.currency + "°µ"
    private static let betweenGreek = c1 + Table.bad + punctuation + Table.currency + "°"
    private static let sentenceEnd = ".,?!" + Table.endPunctuation

    private static func rule(_ sets: String...) -> MojibakeRule { MojibakeRule(elements: sets.map { .one(of: $0) }) }

    private static func rule(_ elements: MojibakeRule.Element...) -> MojibakeRule { MojibakeRule(elements: elements) }

    static let all: [MojibakeRule] = byClass + byContext + byEncoding

    private static let byContext = [
        // An accented letter and punctuation within a word.
        rule(.one(of: accented), .one(of: punctuation), .word),
        rule(.whitespace, .one(of: Table.upperAccented), .one(of: Table.currency)),
        rule(.one(of: "Œœ"), .one(ScalarSet(letters).complement)),
        rule(.one(of: lower), .one(of: "ÃÂ"), .one(of: " ")),
        rule(.one(of: lower), .whitespace, .one(of: "ÃÂ"), .one(of: " ")),
        MojibakeRule(elements: [.one(of: "ÃÂ"), .one(of: " ")], isAtStart: true),
        rule(
            .one(of: "Г"), .one(of: "ў"), .one(of: "В"), .one(of: "Ђ"), .one(of: "В"), .one(ScalarSet("\n").complement),
            .one(of: " " + letters)),
    ]

    /// Neighbours that are unlikely by what kinds of characters they are.
    private static let byClass = [
        rule(c1),
        rule(besideBad + Table.bad, Table.bad),
        rule(letters, Table.lowerCommon + Table.upperCommon, Table.bad),
        rule(Table.bad, besideBad),
        rule(
            Table.lowerAccented + Table.lowerCommon + Table.box + Table.endPunctuation + Table.currency + Table.numeric,
            Table.upperAccented),
        rule(Table.box + Table.endPunctuation + Table.currency + Table.numeric, Table.lowerAccented),
        rule(Table.lowerAccented + Table.box + Table.endPunctuation, Table.currency),
        rule(Table.upperAccented + Table.box, Table.numeric + Table.law),
        rule(accented + Table.box + Table.currency + Table.endPunctuation, Table.startPunctuation, Table.numeric),
        rule(
            accented + Table.currency + Table.numeric + Table.box + Table.law, Table.endPunctuation, Table.startPunctuation),
        rule(Table.currency + Table.numeric + Table.box, Table.startPunctuation),
        rule(lower, Table.upperAccented, Table.startPunctuation + Table.currency),
        rule(Table.box, Table.kaomoji),
        rule(accented + Table.currency + Table.numeric + punctuation + Table.law, Table.box),
        rule(Table.box, Table.endPunctuation),
        rule(Table.upperAccented, "°"),
        rule("×", "²³"),
    ]

    /// The characters that certain encodings make of UTF-8.
    private static let byEncoding = [
        rule("ÂÃÎÐ", "€œŠš¢£Ÿž\u{a0}\u{ad}®©°·»–—´" + punctuation),
        rule("ØÙ", arabicEnd, "ØÙ", arabicEnd),
        rule("à", "²µ¹¼½¾"),
        rule("√", "±∂†≠®™´≤≥¥µø"),
        rule("≈", "°¢"),
        rule("‚", "Ä", "ìîïòôúùû†°¢π"),
        rule("‚", "âó", "àä°ê"),
        rule("в", "Ђ"),
        rule("ВГРС", betweenCyrillic, "ВГРС"),
        rule("Ã", "\u{a0}¡"),
        rule(lower + sentenceEnd, "Â", " " + punctuation),
        rule("β", "€", "™\u{a0}Ά\u{ad}®°"),
        rule("ΒΓΞΟ", betweenGreek, "ΒΓΞΟ"),
        rule("ā", "€"),
    ]

    private static let lower = "abcdefghijklmnopqrstuvwxyz"
    private static let letters = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
