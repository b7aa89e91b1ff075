@testable import Models
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Texts become the tokens that OpenCLIP makes of them.
struct TokenizerTests {
    /// An entry of clip-tokens/tokens.json.
    struct Case: Decodable, Sendable {
        let text: String
        let cleaned: String
        let tokens: [Int32]
        let clip: [Int32]

        static func all() throws -> [Case] { try Fixtures.decoded("\(TokenizerTests.folder)/tokens.json") }

        /// For a failed test: what cannot be seen is escaped.
        var name: String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }
    }

    static let folder = "clip-tokens"
    static let contextLength = 77

    /// Names a folder with CLIP's own vocab.json and merges.txt, which `Scripts/make_tokens.py` can write.
    static let clipVocabulary = ProcessInfo.processInfo.environment["RETRIEVE_CLIP_VOCABULARY"]

    @Test func textsAreCleanedAsOpenCLIPCleansThem() throws {
        for expected in try Case.all() {
            let actual = cleaned(expected.text)
            #expect(actual == Array(expected.cleaned.unicodeScalars), "\(expected.name)")
        }
    }

    @Test func tokensEqualOpenCLIPs() throws {
        try expect(\.tokens, of: Tokenizer(folder: Fixtures.folder.appending(Self.folder), contextLength: Self.contextLength))
    }

    @Test(.enabled(if: clipVocabulary != nil, "RETRIEVE_CLIP_VOCABULARY names no folder with CLIP's vocabulary"))
    func tokensEqualOpenCLIPsByCLIPsVocabulary() throws {
        let folder = FilePath(try #require(Self.clipVocabulary))
        let tokenizer = try Tokenizer(folder: folder, contextLength: Self.contextLength)
        #expect(tokenizer.vocabularySize == 49408)
        try expect(\.clip, of: tokenizer)
    }

    @Test func aShorterContextKeepsTheEnd() throws {
        let tokenizer = try Tokenizer(folder: Fixtures.folder.appending(Self.folder), contextLength: 5)
        for expected in try Case.all() {
            let length = min(expected.tokens.count, 5)
            let whole = expected.tokens.count <= 5
            let kept = whole ? expected.tokens : Array(expected.tokens.prefix(4)) + [expected.tokens[expected.tokens.count - 1]]
            #expect(
                tokenizer.tokens(of: expected.text) == kept + [Int32](repeating: 0, count: 5 - length), "\(expected.name)")
        }
    }

    /// The numbers are OpenCLIP's, over the model's merges.
    @Test func theSmallModelHasItsVocabulary() throws {
        let folder = Fixtures.repository.appending("data").appending("models").appending("tiny-clip")
        let tokenizer = try Tokenizer(folder: folder, contextLength: 24)
        #expect(tokenizer.vocabularySize == 730)
        #expect(
            tokenizer.tokens(of: "A photo of a bus")
                == [728, 320, 636, 516, 320, 585, 729] + [Int32](repeating: 0, count: 17))
    }

    private func expect(_ tokens: KeyPath<Case, [Int32]>, of tokenizer: Tokenizer) throws {
        for expected in try Case.all() {
            let padding = [Int32](repeating: 0, count: Self.contextLength - expected[keyPath: tokens].count)
            #expect(tokenizer.tokens(of: expected.text) == expected[keyPath: tokens] + padding, "\(expected.name)")
        }
    }
}
