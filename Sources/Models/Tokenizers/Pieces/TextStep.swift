@_spi(_Unicode) import Swift

/// A step that changes a text before it is divided into pieces: a normaliser of `tokenizer.json`.
enum TextStep: Sendable {
    case lowercase
    case replace(String, with: String)
    /// A text that matches one of the expressions that such files have.
    case replaceMatches(Expression, with: String)
    case strip(left: Bool, right: Bool)
    case prepend(String)
    case characters(CharacterMap)
    /// Unicode's normal form C.
    case composed

    enum Expression: Sendable {
        /// Runs of white space.
        case spaces
        /// Runs of at least two blanks.
        case blanks
        /// One mark of ASCII's punctuation.
        case punctuation
    }

    /// The steps of a normaliser.
    static func steps(_ object: ConfigObject?) throws(ConfigFlaw) -> [TextStep] {
        guard let object, let type = try object.string("type") else { return [] }
        switch type {
        case "Sequence":
            var steps: [TextStep] = []
            for part in try object.objects("normalizers") { steps += try Self.steps(part) }
            return steps
        case "Lowercase": return [.lowercase]
        case "Prepend": return [.prepend(try object.string("prepend") ?? "")]
        case "Strip":
            return [.strip(left: try object.bool("strip_left") ?? true, right: try object.bool("strip_right") ?? true)]
        case "NFC": return [.composed]
        case "Precompiled":
            guard let map = CharacterMap(base64: try object.string("precompiled_charsmap") ?? "") else {
                throw .damaged("its precompiled_charsmap is not as it should be")
            }
            return [.characters(map)]
        case "Replace": return [try replacement(object)]
        default: throw .unsupported("texts normalised by \(quoted(type))")
        }
    }

    private static func replacement(_ object: ConfigObject) throws(ConfigFlaw) -> TextStep {
        let content = try object.string("content") ?? ""
        let pattern = try object.object("pattern")
        if let text = try pattern?.string("String") { return .replace(text, with: content) }
        let expression = try pattern?.string("Regex") ?? ""
        switch expression {
        case "\\s+": return .replaceMatches(.spaces, with: content)
        case " {2,}": return .replaceMatches(.blanks, with: content)
        default:
            let isPunctuation = expression.hasPrefix("[!\"#") && expression.hasSuffix("]")
            guard isPunctuation else { throw .unsupported("texts normalised by the expression \(quoted(expression))") }
            return .replaceMatches(.punctuation, with: content)
        }
    }

    func apply(_ text: String) -> String {
        switch self {
        case .lowercase: return text.unicodeScalars.map(\.properties.lowercaseMapping).joined()
        case .replace(let part, let content): return text.replacingScalars(part, with: content)
        case .replaceMatches(let expression, let content): return expression.replaced(in: text, with: content)
        case .strip(let left, let right):
            var scalars = text.unicodeScalars[...]
            if left { scalars = scalars.drop(while: \.properties.isWhitespace) }
            if right, let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) {
                scalars = scalars[...last]
            } else if right {
                scalars = scalars[..<scalars.startIndex]
            }
            return String(Substring(scalars))
        case .prepend(let prefix): return text.isEmpty ? text : prefix + text
        case .characters(let map): return map.apply(text)
        case .composed: return text.composed
        }
    }
}

extension TextStep.Expression {
    fileprivate func replaced(in text: String, with content: String) -> String {
        let least = self == .blanks ? 2 : 1
        var result = ""
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let run = self == .punctuation ? rest.prefix(1).prefix(while: matches) : rest.prefix(while: matches)
            if run.count >= least {
                result += content
            } else {
                result.unicodeScalars += run
            }
            rest = rest[run.endIndex...]
            let other = rest.prefix { !matches($0) }
            result.unicodeScalars += other
            rest = rest[other.endIndex...]
        }
        return result
    }

    private func matches(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .spaces: scalar.properties.isWhitespace
        case .blanks: scalar == " "
        case .punctuation: scalar.isASCIIPunctuation
        }
    }
}

extension String {
    /// The text with every occurrence of `part` replaced, found by scalars: the blank before a combining mark is a blank.
    func replacingScalars(_ part: String, with content: String) -> String {
        String(unicodeScalars.replacing(part.unicodeScalars, with: content.unicodeScalars))
    }

    /// The text in Unicode's normal form C.
    var composed: String {
        var result = ""
        result.unicodeScalars.append(contentsOf: _nfc)
        return result
    }
}

extension Unicode.Scalar {
    /// Whether Python's `string.punctuation` holds it.
    var isASCIIPunctuation: Bool {
        switch value {
        case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
        default: false
        }
    }
}
