/// Makes tokens of texts as OpenCLIP's `SimpleTokenizer` does.
package struct Tokenizer: Sendable {
    /// Tokens a text has, with those of its start and end, and zeros after it.
    package let contextLength: Int
    private let vocabulary: BytePairVocabulary

    init(vocabulary: BytePairVocabulary, contextLength: Int) {
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
        for word in split(cleaned(text)) {
            tokens += self.tokens(of: word)
            if tokens.count >= contextLength { break }
        }
        tokens = Array(tokens.prefix(contextLength - 1)) + [vocabulary.endToken]
        return tokens + [Int32](repeating: 0, count: contextLength - tokens.count)
    }

    private func tokens(of word: ArraySlice<Unicode.Scalar>) -> [Int32] {
        if word.first == "<" {
            // OpenCLIP takes these names in a text for what they name.
            if word.elementsEqual("<start_of_text>".unicodeScalars) { return [vocabulary.startToken] }
            if word.elementsEqual("<end_of_text>".unicodeScalars) { return [vocabulary.endToken] }
        }
        return vocabulary.tokens(of: Array(String(String.UnicodeScalarView(word)).utf8))
    }
}
