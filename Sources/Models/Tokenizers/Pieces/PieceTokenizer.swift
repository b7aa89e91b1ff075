import Files
import SystemPackage

/// Makes tokens of texts by Hugging Face's `tokenizer.json` with a vocabulary of pieces: SigLIP's unigrams and Gemma's byte
/// pairs, which SigLIP 2 has.
struct PieceTokenizer: TextTokenizer {
    /// The cleaning that precedes tokenisation.
    enum Cleaning: Sendable {
        /// OpenCLIP's `canonicalize`: mended, without punctuation, in small letters, white space made single blanks.
        case openCLIPCanonical
        /// The cleaning of transformers' tokenizers of SigLIP and SigLIP 2.
        case transformersSigLIP
    }

    private enum Model: Sendable {
        case merging(PieceMerging)
        case likelihood(PieceLikelihood)
    }

    let contextLength: Int
    let vocabularySize: Int
    private let cleaning: Cleaning
    private let table: PieceTable
    private let steps: [TextStep]
    private let parts: [TextParts]
    private let added: AddedPieces
    private let model: Model
    /// Tokens before and after those of a text, and those that fill up the rest.
    private let frame: PieceFrame

    init(
        _ files: ModelFiles, contextLength: Int, cleaning: Cleaning, cache: UserCache = UserCache()
    ) throws(ModelError) {
        let name = "tokenizer.json"
        let table = try Self.table(files.path.appending(name), cache)
        self.table = table
        self.contextLength = contextLength
        self.cleaning = cleaning
        let (settings, modelSettings) = table.withPieces { (Array($0.part(.settings)), Array($0.part(.modelSettings))) }
        let options = files.has("tokenizer_config.json") ? try files.object("tokenizer_config.json") : nil
        (steps, parts, added, model, frame) = try files.reading(name) { () throws(ConfigFlaw) in
            let root = try ConfigObject(json: settings)
            let added = try AddedPieces(try root.objects("added_tokens"))
            let number: (String) -> Int32? = { name in
                added.number(of: name) ?? table.withPieces { $0.number(of: name) }
            }
            return (
                try TextStep.steps(try root.object("normalizer")), try TextParts.steps(try root.object("pre_tokenizer")), added,
                try Self.model(try ConfigObject(json: modelSettings), table, number: number),
                try PieceFrame(root, options: options, number: number)
            )
        }
        guard frame.before.count + frame.after.count < contextLength else {
            throw ModelError(.damaged("it puts more tokens about a text than there is room for"), files.path.appending(name))
        }
        vocabularySize = max(Int(added.greatest) + 1, table.withPieces(\.count))
    }

    private static func table(_ file: FilePath, _ cache: UserCache) throws(ModelError) -> PieceTable {
        let parts = try CompiledParts.of([file], PieceTable.kind, cache, worthKeeping: 0) { () throws(ModelError) in
            let json: MappedFile
            do throws(Errno) { json = try MappedFile(file) } catch { throw ModelError(.system(error), file) }
            if json.withBytes(isGitLFSPointer) { throw ModelError(.pointer, file) }
            do throws(PieceTableBuilder.Flaw) {
                return try json.withBytes { bytes throws(PieceTableBuilder.Flaw) in try PieceTableBuilder.parts(of: bytes) }
            } catch {
                throw ModelError(.damaged(error.detail), file)
            }
        }
        return PieceTable(parts: parts)
    }

    private static func model(
        _ object: ConfigObject, _ table: PieceTable, number: (String) -> Int32?
    ) throws(ConfigFlaw) -> Model {
        switch try object.string("type") ?? "BPE" {
        case "BPE":
            for setting in ["continuing_subword_prefix", "end_of_word_suffix", "ignore_merges", "dropout"]
            where object.turnsOn(setting) {
                throw .unsupported("byte pairs with the setting \(quoted(setting))")
            }
            return .merging(
                PieceMerging(
                    unknown: try object.string("unk_token").flatMap(number),
                    fallsBackToBytes: try object.bool("byte_fallback") ?? false,
                    fusesUnknown: try object.bool("fuse_unk") ?? false))
        case "Unigram":
            if try object.bool("byte_fallback") ?? false { throw .unsupported("unigrams that fall back to bytes") }
            guard let unknown = try object.integer("unk_id", in: 0...16_777_216) else {
                throw .unsupported("unigrams without a token for what is unknown")
            }
            return .likelihood(table.withPieces { PieceLikelihood(unknown: Int32(unknown), in: $0) })
        case let other: throw .unsupported("a tokenizer by \(quoted(other))")
        }
    }

    /// The tokens of `text` in their frame, cut and filled up to `contextLength`.
    func tokens(of text: String) -> [Int32] {
        let room = contextLength - frame.before.count - frame.after.count
        var tokens: [Int32] = []
        table.withPieces { pieces in
            for part in added.parts(of: cleaned(text)) {
                if tokens.count >= room { break }
                switch part {
                case .token(let token): tokens.append(token)
                case .text(let text, let isFirst): tokens += self.tokens(ofPlain: text, isFirst: isFirst, in: pieces)
                }
            }
        }
        let framed = frame.before + tokens.prefix(room) + frame.after
        let filling = [Int32](repeating: frame.filling, count: contextLength - framed.count)
        return frame.fillsBefore ? filling + framed : framed + filling
    }

    private func tokens(ofPlain text: String, isFirst: Bool, in pieces: Pieces) -> [Int32] {
        let normalized = steps.reduce(text) { $1.apply($0) }
        var divided = normalized.isEmpty ? [] : [normalized]
        for step in parts {
            divided = divided.enumerated().flatMap { step.apply($1, isFirst: isFirst && $0 == 0) }
        }
        return divided.flatMap { part in
            switch model {
            case .merging(let model): model.tokens(of: part, in: pieces)
            case .likelihood(let model): model.tokens(of: part, in: pieces)
            }
        }
    }

    private func cleaned(_ text: String) -> String {
        switch cleaning {
        case .openCLIPCanonical: canonicalized(text)
        case .transformersSigLIP:
            switch model {
            case .merging: TextStep.lowercase.apply(text)
            case .likelihood: withoutPunctuation(text)
            }
        }
    }
}

/// `text` as OpenCLIP's `canonicalize_text(basic_clean(text))` has it.
func canonicalized(_ text: String) -> String {
    let mended = unescapedHTML(unescapedHTML(repaired(Array(text.unicodeScalars))))
    let plain = mended.map { $0 == "_" ? " " : $0 }.filter { !$0.isASCIIPunctuation }
    let words = lowercased(plain).split(whereSeparator: \.isPythonSpace)
    var result = ""
    result.unicodeScalars.append(contentsOf: words.joined(separator: CollectionOfOne(" ")))
    return result
}

/// `text` in small letters and without ASCII's punctuation, white space made single blanks, as transformers' `SiglipTokenizer`
/// has it.
private func withoutPunctuation(_ text: String) -> String {
    let plain = lowercased(Array(text.unicodeScalars)).filter { !$0.isASCIIPunctuation }
    let words = plain.split(whereSeparator: \.isPythonSpace)
    var result = ""
    result.unicodeScalars.append(contentsOf: words.joined(separator: CollectionOfOne(" ")))
    return result
}
