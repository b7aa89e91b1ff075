import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// Texts become the tokens that tokenizers makes of them, by vocabularies of the structure of SigLIP's and Gemma's.
@Suite struct PieceTokenizerTests {
    struct Case: Decodable, Sendable {
        let text: String
        let canonical: String
        let tokens: [Int32]
        let transformers: [Int32]?

        var name: String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }
    }

    private static func cases(_ name: String) throws -> [Case] { try Fixtures.decoded("models/tokens/\(name)/tokens.json") }

    private static func tokenizer(_ name: String, _ cleaning: PieceTokenizer.Cleaning) throws -> PieceTokenizer {
        let files = ModelFiles(path: Fixtures.folder.appending("models/tokens/\(name)"))
        return try PieceTokenizer(files, contextLength: 64, cleaning: cleaning, cache: UserCache(folder: nil))
    }

    @Test func textsAreCanonicalAsOpenCLIPHasThem() throws {
        for expected in try Self.cases("gemma") {
            #expect(canonicalized(expected.text) == expected.canonical, "\(expected.name)")
        }
    }

    @Test(arguments: ["unigram", "gemma"]) func tokensEqualThoseOfTokenizers(_ name: String) throws {
        let tokenizer = try Self.tokenizer(name, .openCLIPCanonical)
        for expected in try Self.cases(name) {
            #expect(tokenizer.tokens(of: expected.text) == expected.tokens, "\(expected.name)")
        }
    }

    private static let largeFolder = ProcessInfo.processInfo.environment["RETRIEVE_TOKENS_DIR"].map { FilePath($0) }

    /// By a vocabulary of Gemma's size, which `Scripts/make_model_goldens.py --pieces 256000` makes.
    @Test(.enabled(if: largeFolder != nil, "RETRIEVE_TOKENS_DIR names no vocabulary"))
    func tokensOfALargeVocabularyEqualThoseOfTokenizers() throws {
        let folder = try #require(Self.largeFolder)
        let tokenizer = try PieceTokenizer(
            ModelFiles(path: folder), contextLength: 64, cleaning: .openCLIPCanonical, cache: UserCache(folder: nil))
        let cases = try JSONDecoder().decode([Case].self, from: Data(try contents(of: folder.appending("tokens.json"))))
        #expect(cases.count > 3000)
        for expected in cases { #expect(tokenizer.tokens(of: expected.text) == expected.tokens, "\(expected.name)") }
    }

    @Test func tokensOfSigLIP2EqualTransformers() throws {
        let tokenizer = try Self.tokenizer("gemma", .transformersSigLIP)
        for expected in try Self.cases("gemma") {
            #expect(tokenizer.tokens(of: expected.text) == expected.transformers, "\(expected.name)")
        }
    }

    /// The second time the vocabulary is mapped, and whatever has become of the cache, tokens are the same.
    @Test(arguments: ["unigram", "gemma"]) func theCompiledVocabularyChangesNothing(_ name: String) throws {
        try withTemporaryFolder { folder in
            for file in ["tokenizer.json", "tokenizer_config.json"] {
                try folder.copy("models/tokens/\(name)/\(file)", to: file)
            }
            let cache = UserCache(folder: folder("cache"))
            let files = ModelFiles(path: folder.path)
            let cases = try Self.cases(name)
            func expectTokens() throws {
                let tokenizer = try PieceTokenizer(files, contextLength: 64, cleaning: .openCLIPCanonical, cache: cache)
                for expected in cases.prefix(30) { #expect(tokenizer.tokens(of: expected.text) == expected.tokens) }
            }
            try expectTokens()
            let kept = try #require(try directoryEntries(folder("cache")).first).name.string
            try expectTokens()
            let bytes = try FileReader().withContents(of: folder("cache/\(kept)"), limit: 1 << 24) { Array($0) }
            for damage in [0, 9, 20, 60, bytes.count / 2, bytes.count - 1] {
                var damaged = bytes
                damaged[damage] ^= 0x40
                try folder.write(damaged, to: "cache/\(kept)")
                try expectTokens()
            }
            try folder.write(Array(bytes.prefix(bytes.count / 3)), to: "cache/\(kept)")
            try expectTokens()
        }
    }

    /// A cut or garbled file is refused with a sentence, and never crashes.
    @Test(arguments: ["unigram", "gemma"]) func damagedFilesAreRefused(_ name: String) throws {
        let whole = Fixtures.folder.appending("models/tokens/\(name)/tokenizer.json")
        let bytes = try FileReader().withContents(of: whole, limit: 1 << 24) { Array($0) }
        try withTemporaryFolder { folder in
            for count in stride(from: 0, to: bytes.count - 1, by: max(1, bytes.count / 40)) {
                try folder.write(Array(bytes.prefix(count)), to: "tokenizer.json")
                let error = #expect(throws: ModelError.self) {
                    try PieceTokenizer(
                        ModelFiles(path: folder.path), contextLength: 64, cleaning: .openCLIPCanonical,
                        cache: UserCache(folder: nil))
                }
                #expect(isOneLine(shownSentence(error)))
            }
        }
    }
}
