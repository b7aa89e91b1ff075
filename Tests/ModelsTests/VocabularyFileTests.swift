import Files
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// Vocabularies are read from either kind of file, and what is wrong with one is said.
struct VocabularyFileTests {
    private static let text = "A photo of a café’s bus 🚌"
    private static let fixture = Fixtures.folder.appending(TokenizerTests.folder)

    @Test func oneFileServesAsWellAsTwo() throws {
        let expected = try Tokenizer(folder: Self.fixture, contextLength: 30)
        try withTemporaryFolder { folder in
            try folder.copy("\(TokenizerTests.folder)/tokenizer.json", to: "tokenizer.json")
            let tokenizer = try Tokenizer(folder: folder.path, contextLength: 30)
            #expect(tokenizer.tokens(of: Self.text) == expected.tokens(of: Self.text))
            #expect(tokenizer.vocabularySize == expected.vocabularySize)
        }
    }

    @Test func mergesMayBePairsOfTexts() throws {
        let expected = try Tokenizer(folder: Self.fixture, contextLength: 30)
        let merges = try lines("merges.txt").dropFirst().map { line in
            "[" + line.split(separator: " ").map { "\"\(escaped($0))\"" }.joined(separator: ",") + "]"
        }
        try withTemporaryFolder { folder in
            let vocabulary = String(decoding: try Fixtures.bytes("\(TokenizerTests.folder)/vocab.json"), as: UTF8.self)
            let model =
                #"{"model":{"type":"BPE","end_of_word_suffix":"</w>","vocab":\#(vocabulary),"merges":[\#(merges.joined(separator: ","))]}}"#
            try folder.write(Array(model.utf8), to: "tokenizer.json")
            let tokenizer = try Tokenizer(folder: folder.path, contextLength: 30)
            #expect(tokenizer.tokens(of: Self.text) == expected.tokens(of: Self.text))
        }
    }

    @Test func linesMayEndAsWindowsEndsThem() throws {
        let expected = try Tokenizer(folder: Self.fixture, contextLength: 30)
        try withTemporaryFolder { folder in
            try folder.copy("\(TokenizerTests.folder)/vocab.json", to: "vocab.json")
            try folder.write(Array(lines("merges.txt").joined(separator: "\r\n").utf8), to: "merges.txt")
            let tokenizer = try Tokenizer(folder: folder.path, contextLength: 30)
            #expect(tokenizer.tokens(of: Self.text) == expected.tokens(of: Self.text))
        }
    }

    /// The second time the vocabulary is mapped; whatever becomes of the cache or of the files, tokens are those of the files as they are.
    @Test(arguments: [["vocab.json", "merges.txt"], ["tokenizer.json"]])
    func theCompiledVocabularyChangesNothing(files: [String]) throws {
        let expected = try Tokenizer(folder: Self.fixture, contextLength: 30, cache: UserCache(folder: nil))
        try withTemporaryFolder { folder in
            for file in files { try folder.copy("\(TokenizerTests.folder)/\(file)", to: file) }
            func tokenizer() throws -> Tokenizer {
                try Tokenizer(
                    folder: folder.path, contextLength: 30, cache: UserCache(folder: folder("cache")), worthKeeping: 0)
            }
            func expectTokens() throws {
                let tokenizer = try tokenizer()
                for item in try TokenizerTests.Case.all() {
                    #expect(tokenizer.tokens(of: item.text) == expected.tokens(of: item.text), "\(item.name)")
                }
                #expect(tokenizer.vocabularySize == expected.vocabularySize)
            }
            try expectTokens()
            let name = try #require(try directoryEntries(folder("cache")).first).name.string
            func kept() throws -> [UInt8] {
                try FileReader().withContents(of: folder("cache/\(name)"), limit: 1 << 24) { Array($0) }
            }
            let bytes = try kept()
            // What is written anew is another file.
            func identity() throws -> FileIdentity { try FileStatus(of: folder("cache/\(name)")).identity }
            let first = try identity()
            try expectTokens()
            #expect(try identity() == first)
            for damage in [0, 9, 20, 60, bytes.count / 2, bytes.count - 1] {
                var damaged = bytes
                damaged[damage] ^= 0x40
                try folder.write(damaged, to: "cache/\(name)")
                try expectTokens()
                #expect(try kept() == bytes)
            }
            try folder.write(Array(bytes.prefix(bytes.count / 3)), to: "cache/\(name)")
            try expectTokens()

            // Another file in the place of the last one, and of its size.
            let last = files[files.count - 1]
            let text = try Fixtures.bytes("\(TokenizerTests.folder)/\(last)")
            try folder.write([UInt8](repeating: UInt8(ascii: "x"), count: text.count), to: last)
            #expect(throws: ModelError.self) { try tokenizer() }
        }
    }

    @Test func aFolderWithoutVocabularyIsNamed() throws {
        try withTemporaryFolder { folder in
            #expect(flaw(in: folder) == ModelError(.missing, folder("vocab.json")))
        }
    }

    @Test(arguments: ["", "{", "[]", "{\"a\":\"b\"}", "{\"a\":1.5}", "\u{0}"])
    func whatIsNoVocabularyIsRefused(json: String) throws {
        try withTemporaryFolder { folder in
            try folder.write(Array(json.utf8), to: "vocab.json")
            try folder.write([], to: "merges.txt")
            #expect(
                flaw(in: folder) == ModelError(.damaged("it is not the JSON of a vocabulary"), folder("vocab.json")))
        }
    }

    @Test func aTokenThatIsNotThereIsNamed() throws {
        try withTemporaryFolder { folder in
            try folder.write(Array("{\"a\":1}".utf8), to: "vocab.json")
            try folder.write([], to: "merges.txt")
            #expect(flaw(in: folder) == ModelError(.damaged("it lacks the token <|startoftext|>"), folder("vocab.json")))
            try folder.copy("\(TokenizerTests.folder)/vocab.json", to: "vocab.json")
            try folder.write(Array("#version: 0.2\na b\nqq zz\n".utf8), to: "merges.txt")
            let error = try #require(flaw(in: folder))
            guard case .damaged(let detail) = error.reason else { throw error }
            #expect(detail.hasPrefix("it lacks the token "))
        }
    }

    @Test(arguments: [-1, -1 << 40])
    func aNumberThatNoTableHasIsRefused(number: Int) throws {
        try withTemporaryFolder { folder in
            try folder.write(Array("{\"<|startoftext|>\":\(number)}".utf8), to: "vocab.json")
            try folder.write([], to: "merges.txt")
            #expect(
                flaw(in: folder)
                    == ModelError(.damaged("the token <|startoftext|> has the number \(number)"), folder("vocab.json")))
        }
    }

    @Test(arguments: [Int(Int32.max), .max])
    func aNumberBeyondAllTablesIsRefused(number: Int) throws {
        try withTemporaryFolder { folder in
            try folder.write(Array("{\"<|startoftext|>\":1,\"x\":\(number)}".utf8), to: "vocab.json")
            try folder.write([], to: "merges.txt")
            #expect(
                flaw(in: folder) == ModelError(.damaged("a token has the number \(number)"), folder("vocab.json")))
        }
    }

    @Test(arguments: ["a", "a b c", "a  b"])
    func aLineThatIsNoPairIsNamed(line: String) throws {
        try withTemporaryFolder { folder in
            try folder.copy("\(TokenizerTests.folder)/vocab.json", to: "vocab.json")
            try folder.write(Array("#version: 0.2\n\(line)\n".utf8), to: "merges.txt")
            #expect(flaw(in: folder) == ModelError(.damaged("line 2 is not a pair of tokens"), folder("merges.txt")))
        }
    }

    @Test func anotherKindOfTokenizerIsRefused() throws {
        try withTemporaryFolder { folder in
            try folder.write(Array(#"{"model":{"type":"Unigram"}}"#.utf8), to: "tokenizer.json")
            #expect(
                flaw(in: folder)
                    == ModelError(.unsupported("its tokens are not CLIP's byte pairs"), folder("tokenizer.json")))
        }
    }

    @Test func aFolderInPlaceOfAFileIsRefused() throws {
        try withTemporaryFolder { folder in
            try folder.makeFolder("vocab.json")
            try folder.write([], to: "merges.txt")
            let error = try #require(flaw(in: folder))
            #expect(error.path == folder("vocab.json"))
        }
    }

    private func flaw(in folder: TemporaryFolder) -> ModelError? {
        do throws(ModelError) { _ = try Tokenizer(folder: folder.path, contextLength: 30) } catch { return error }
        return nil
    }

    private func lines(_ name: String) throws -> [String] {
        String(decoding: try Fixtures.bytes("\(TokenizerTests.folder)/\(name)"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    private func escaped(_ token: Substring) -> String {
        String(token.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
    }
}
