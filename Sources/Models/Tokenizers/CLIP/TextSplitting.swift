/// Splits cleaned text into what becomes tokens by itself: the special tokens' names, English endings after an apostrophe, runs of
/// letters, single digits, runs of anything else; spaces are between them.
///
/// OpenCLIP does so by the regular expression
/// `<start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`, letter case ignored.
///
/// Transformers' expression has `<|startoftext|>` and `<|endoftext|>` for the special tokens, and does not ignore letter case.
func split(_ text: [Unicode.Scalar], ignoresCase: Bool = true) -> [ArraySlice<Unicode.Scalar>] {
    let isBetweenParts: (Unicode.Scalar) -> Bool = { ignoresCase ? $0.isBetweenParts : $0.properties.isWhitespace }
    var parts: [ArraySlice<Unicode.Scalar>] = []
    var rest = text.drop(while: isBetweenParts)
    while !rest.isEmpty {
        let part = rest.prefix(ignoresCase ? lengthOfPart(rest) : lengthOfExactPart(rest))
        parts.append(part)
        rest = rest[part.endIndex...].drop(while: isBetweenParts)
    }
    return parts
}

private let endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]
private let fixedParts = (["<start_of_text>", "<end_of_text>"] + endings).map { Array($0.unicodeScalars) }
private let exactFixedParts = (["<|startoftext|>", "<|endoftext|>"] + endings).map { Array($0.unicodeScalars) }

/// Returns the length of the first part by transformers' expression; letters are those of Unicode's categories.
private func lengthOfExactPart(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    if let fixed = exactFixedParts.first(where: { text.starts(with: $0) }) { return fixed.count }
    let letters = text.prefix { $0.isLetter }.count
    if letters > 0 { return letters }
    if text.first?.isNumber == true { return 1 }
    return text.prefix { !$0.properties.isWhitespace && !$0.isLetter && !$0.isNumber }.count
}

/// Returns the length of the part at the beginning of `text`, which does not begin between parts.
private func lengthOfPart(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    if let fixed = fixedParts.first(where: { text.lazy.map(\.withoutLongS).starts(with: $0) }) { return fixed.count }
    let letters = text.prefix { $0.isLetter }.count
    if letters > 0 { return letters }
    if text.first?.isNumber == true { return 1 }
    return text.prefix { !$0.isBetweenParts && !$0.isLetter && !$0.isNumber }.count
}

extension Unicode.Scalar {
    /// The iota written below a letter is a mark, but a letter when case is ignored. So it is neither a letter nor anything but
    /// a letter, and the expression passes over it.
    fileprivate var isBetweenParts: Bool { isPythonSpace || self == "\u{345}" }

    /// The long s is an s when case is ignored, and is in lower case already.
    fileprivate var withoutLongS: Unicode.Scalar { self == "ſ" ? "s" : self }
}
