/// Makes tokens of texts by CLIP's byte pairs, as OpenCLIP's `SimpleTokenizer` or transformers' `CLIPTokenizer` does.
package struct Tokenizer: TextTokenizer {
    /// The reference whose rules hold for cleaning a text before byte pairs are found.
    package enum Cleaning: Sendable { case openCLIP, transformers }

    /// Tokens per text, with those of its start and end, and zeros after it.
    package let contextLength: Int
    private let vocabulary: BytePairVocabulary
    private let cleaning: Cleaning

    init(vocabulary: BytePairVocabulary, contextLength: Int, cleaning: Cleaning = .openCLIP) {
        self.cleaning = cleaning
        precondition(contextLength >= 2)
        self.vocabulary = vocabulary
        self.contextLength = contextLength
    }

    /// One more than the largest number of a token: rows that a model's table of tokens needs.
    package var vocabularySize: Int { vocabulary.size }

    /// The numbers of the tokens of `text`: its start, its words, its end, zeros up to `contextLength`. Of a text with too many
    /// words the last are left out.
    package func tokens(of text: String) -> [Int32] {
        var tokens = [vocabulary.startToken]
        for word in words(of: text) {
            tokens += self.tokens(of: word)
            if tokens.count >= contextLength { break }
        }
        tokens = Array(tokens.prefix(contextLength - 1)) + [vocabulary.endToken]
        return tokens + [Int32](repeating: 0, count: contextLength - tokens.count)
    }

    private func words(of text: String) -> [ArraySlice<Unicode.Scalar>] {
        switch cleaning {
        case .openCLIP:
            return split(cleaned(text))
        case .transformers:
            // NFC, white space made single blanks, small letters one by one.
            let steps: [TextStep] = [.composed, .replaceMatches(.spaces, with: " "), .lowercase]
            return split(Array(steps.reduce(text) { $1.apply($0) }.unicodeScalars), ignoresCase: false)
        }
    }

    private func tokens(of word: ArraySlice<Unicode.Scalar>) -> [Int32] {
        if cleaning == .transformers {
            if word.elementsEqual("<|startoftext|>".unicodeScalars) { return [vocabulary.startToken] }
            if word.elementsEqual("<|endoftext|>".unicodeScalars) { return [vocabulary.endToken] }
            return vocabulary.tokens(of: Array(String(String.UnicodeScalarView(word)).utf8))
        }
        if word.first == "<" {
            // OpenCLIP takes these names in a text for what they name.
            if word.elementsEqual("<start_of_text>".unicodeScalars) { return [vocabulary.startToken] }
            if word.elementsEqual("<end_of_text>".unicodeScalars) { return [vocabulary.endToken] }
        }
        return vocabulary.tokens(of: Array(String(String.UnicodeScalarView(word)).utf8))
    }
}
