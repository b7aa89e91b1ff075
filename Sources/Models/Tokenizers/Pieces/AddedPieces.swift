/// Texts that are tokens wherever they stand, as `</s>`: the added tokens of `tokenizer.json`.
struct AddedPieces: Sendable {
    private struct Piece: Sendable {
        let text: [Unicode.Scalar]
        let number: Int32
        let takesSpaceBefore: Bool
        let takesSpaceAfter: Bool
    }

    /// A part of a text: a token, or what lies between two.
    enum Part {
        case token(Int32)
        case text(String, isFirst: Bool)
    }

    /// The pieces that are looked for before a text is normalised, by their first character, longest first.
    private var pieces: [Unicode.Scalar: [Piece]] = [:]
    private var numbers: [String: Int32] = [:]
    /// The greatest number of a token; -1 where there is none.
    private(set) var greatest: Int32 = -1

    init(_ objects: [ConfigObject]) throws(ConfigFlaw) {
        for object in objects {
            guard let content = try object.string("content"), let number = try object.integer("id", in: 0...16_777_216) else {
                throw .damaged("its added_tokens are not as they should be")
            }
            numbers[content] = Int32(number)
            greatest = max(greatest, Int32(number))
            let text = Array(content.unicodeScalars)
            guard let first = text.first else { continue }
            pieces[first, default: []].append(
                Piece(
                    text: text, number: Int32(number), takesSpaceBefore: try object.bool("lstrip") ?? false,
                    takesSpaceAfter: try object.bool("rstrip") ?? false))
        }
        for first in pieces.keys { pieces[first]?.sort { $0.text.count > $1.text.count } }
    }

    func number(of text: String) -> Int32? { numbers[text] }

    func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var rest = Array(text.unicodeScalars)[...]
        var between: [Unicode.Scalar] = []
        var isFirst = true
        func close() {
            if !between.isEmpty {
                var part = ""
                part.unicodeScalars.append(contentsOf: between)
                parts.append(.text(part, isFirst: isFirst))
            }
            between = []
            isFirst = false
        }
        while let scalar = rest.first {
            guard let piece = pieces[scalar]?.first(where: { rest.starts(with: $0.text) }) else {
                between.append(scalar)
                rest = rest.dropFirst()
                continue
            }
            if piece.takesSpaceBefore { while between.last?.properties.isWhitespace == true { between.removeLast() } }
            close()
            parts.append(.token(piece.number))
            rest = rest.dropFirst(piece.text.count)
            if piece.takesSpaceAfter { rest = rest.drop(while: \.properties.isWhitespace) }
        }
        close()
        return parts
    }
}
