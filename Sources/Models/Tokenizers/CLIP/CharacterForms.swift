/// The letters of a ligature, where it is one of Latin letters that keyboards do not write.
func withoutLigature(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    // Most of a text is below the first of them.
    if scalar.value < 0x132 { return [scalar] }
    return ligatures[scalar] ?? [scalar]
}

/// Returns the character without the halfwidth and fullwidth forms of East Asian typesetting.
func inUsualWidth(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar.value {
    case 0x3000: [" "]
    case 0xffe3: [" ", "\u{304}"]
    case 0xff01...0xff5e: [Unicode.Scalar(scalar.value - 0xfee0) ?? scalar]
    case 0xff5f...0xffee: [usualForms[scalar] ?? scalar]
    default: [scalar]
    }
}

/// Typographers' quotation marks as typewriters have them.
func withStraightQuote(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x2bc, 0x2018...0x201b: "'"
    case 0x201c...0x201f: "\""
    default: scalar
    }
}

private let ligatures: [Unicode.Scalar: [Unicode.Scalar]] = [
    "Ĳ": ["I", "J"], "ĳ": ["i", "j"], "ŉ": ["ʼ", "n"],
    "Ǳ": ["D", "Z"], "ǲ": ["D", "z"], "ǳ": ["d", "z"],
    "Ǆ": ["D", "Ž"], "ǅ": ["D", "ž"], "ǆ": ["d", "ž"],
    "Ǉ": ["L", "J"], "ǈ": ["L", "j"], "ǉ": ["l", "j"],
    "Ǌ": ["N", "J"], "ǋ": ["N", "j"], "ǌ": ["n", "j"],
    "ﬀ": ["f", "f"], "ﬁ": ["f", "i"], "ﬂ": ["f", "l"], "ﬃ": ["f", "f", "i"], "ﬄ": ["f", "f", "l"],
    "ﬅ": ["ſ", "t"], "ﬆ": ["s", "t"],
]

private let usualForms = Dictionary(
    uniqueKeysWithValues: zip(CharacterTables.widthForms.unicodeScalars, CharacterTables.usualForms.unicodeScalars))
