/// The division of a normalised text before pieces are looked for: a pre-tokeniser of `tokenizer.json`.
enum TextParts: Sendable {
    /// Divides at white space, which is left out.
    case words
    /// Divides after every blank.
    case afterBlanks
    /// Blanks become `mark`, which goes before the text too, and before which it is divided where `divides`.
    case marked(mark: String, prepends: Prefix, divides: Bool)

    /// The texts before which the mark is put, if they do not begin with it.
    enum Prefix: String, Sendable { case always, first, never }

    /// The steps of a pre-tokeniser.
    static func steps(_ object: ConfigObject?) throws(ConfigFlaw) -> [TextParts] {
        guard let object, let type = try object.string("type") else { return [] }
        switch type {
        case "Sequence":
            var steps: [TextParts] = []
            for part in try object.objects("pretokenizers") { steps += try Self.steps(part) }
            return steps
        case "WhitespaceSplit": return [.words]
        case "Split":
            guard try object.object("pattern")?.string("String") == " ", try object.string("behavior") == "MergedWithPrevious",
                try object.bool("invert") ?? false == false
            else { throw .unsupported("texts divided by an expression of its own") }
            return [.afterBlanks]
        case "Metaspace":
            let scheme = try object.string("prepend_scheme")
            let isPrefixed = try object.bool("add_prefix_space") ?? true
            let prefix = scheme ?? (isPrefixed ? "always" : "never")
            guard let prefix = Prefix(rawValue: prefix) else { throw .unsupported("the prepend_scheme \(quoted(prefix))") }
            return [
                .marked(
                    mark: try object.string("replacement") ?? "\u{2581}", prepends: prefix,
                    divides: try object.bool("split") ?? true)
            ]
        default: throw .unsupported("texts divided by \(quoted(type))")
        }
    }

    /// - Parameter isFirst: Whether `text` is the beginning of the whole text.
    func apply(_ text: String, isFirst: Bool) -> [String] {
        switch self {
        case .words: return text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { String(Substring($0)) }
        case .afterBlanks:
            var parts: [String] = []
            for (index, part) in text.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { parts[index - 1] += " " }
                parts.append(String(Substring(part)))
            }
            return parts.filter { !$0.isEmpty }
        case .marked(let mark, let prefix, let divides):
            if text.isEmpty { return [] }
            var marked = text.replacingScalars(" ", with: mark)
            let isMarked = marked.unicodeScalars.starts(with: mark.unicodeScalars)
            if !isMarked, prefix == .always || (prefix == .first && isFirst) { marked = mark + marked }
            guard divides, let sign = mark.unicodeScalars.first else { return [marked] }
            var parts: [String] = []
            for scalar in marked.unicodeScalars {
                if scalar == sign || parts.isEmpty { parts.append("") }
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
            return parts
        }
    }
}
