#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
internal import Files
package import SystemPackage

extension Tokenizer {
    /// Reads the vocabulary of a model folder: `vocab.json` with `merges.txt`, or `tokenizer.json`, as Hugging Face lays them out.
    ///
    /// - Parameters:
    ///   - contextLength: Tokens that the model takes of a text; two at least.
    ///   - cache: Where compiled vocabularies are kept.
    ///   - worthKeeping: The size in bytes from which on one is.
    package init(
        folder: FilePath, contextLength: Int, cleaning: Cleaning = .openCLIP, cache: UserCache = UserCache(),
        worthKeeping: Int = 1 << 18
    ) throws(ModelError) {
        let vocabularyFile = folder.appending("vocab.json")
        let mergesFile = folder.appending("merges.txt")
        let wholeFile = folder.appending("tokenizer.json")
        let parts: CompiledParts
        if isThere(vocabularyFile), isThere(mergesFile) {
            parts = try .of([vocabularyFile, mergesFile], BytePairVocabulary.kind, cache, worthKeeping: worthKeeping) {
                () throws(ModelError) in
                let numbers = try bytes(of: vocabularyFile).withUnsafeBytes { TokenNumbers(json: $0) }
                guard let numbers else { throw ModelError(.damaged("it is not the JSON of a vocabulary"), vocabularyFile) }
                return try compiled(numbers, try merges(in: mergesFile), vocabularyFile)
            }
        } else if isThere(wholeFile) {
            parts = try .of([wholeFile], BytePairVocabulary.kind, cache, worthKeeping: worthKeeping) {
                () throws(ModelError) in
                guard let whole = try? JSONDecoder().decode(WholeTokenizer.self, from: Data(try bytes(of: wholeFile))) else {
                    throw ModelError(.damaged("it is not the JSON of a tokenizer"), wholeFile)
                }
                guard whole.model.isCLIPs else {
                    throw ModelError(.unsupported("its tokens are not CLIP's byte pairs"), wholeFile)
                }
                return try compiled(whole.numbers, whole.merges, wholeFile)
            }
        } else {
            throw ModelError(.missing, vocabularyFile)
        }
        self.init(vocabulary: BytePairVocabulary(parts), contextLength: contextLength, cleaning: cleaning)
    }
}

/// Hugging Face's `tokenizer.json`, as far as it is needed.
private struct WholeTokenizer: Decodable {
    struct Model: Decodable {
        let type: String?
        let vocab: [String: Int]?
        let merges: [Merge]?
        let endOfWordSuffix: String?

        enum CodingKeys: String, CodingKey {
            case type, vocab, merges
            case endOfWordSuffix = "end_of_word_suffix"
        }

        var isCLIPs: Bool { (type ?? "BPE") == "BPE" && endOfWordSuffix == "</w>" && vocab != nil && merges != nil }
    }

    /// Written as one text with a space between the two, or as two.
    struct Merge: Decodable {
        let first: String
        let second: String

        init(from decoder: any Decoder) throws {
            let parts: [String]
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            } else {
                parts = try [String](from: decoder)
            }
            guard parts.count == 2 else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a pair"))
            }
            (first, second) = (parts[0], parts[1])
        }
    }

    struct AddedToken: Decodable {
        let id: Int
        let content: String
    }

    let model: Model
    let addedTokens: [AddedToken]?

    enum CodingKeys: String, CodingKey {
        case model
        case addedTokens = "added_tokens"
    }

    var numbers: TokenNumbers {
        // What is in the vocabulary itself comes last, and so counts.
        let added = (addedTokens ?? []).map { (name: $0.content, number: $0.id) }
        let own = (model.vocab ?? [:]).map { (name: $0.key, number: $0.value) }
        return TokenNumbers(added + own)
    }

    var merges: MergeList { MergeList((model.merges ?? []).map { (first: $0.first, second: $0.second) }) }
}

/// The greatest size in bytes of a vocabulary file; CLIP's have two million.
private let largestFile = 64 << 20

private func isThere(_ file: FilePath) -> Bool { (try? FileStatus(of: file)) != nil }

private func bytes(of file: FilePath) throws(ModelError) -> [UInt8] {
    do {
        return try FileReader().withContents(of: file, limit: largestFile) { bytes in
            if isGitLFSPointer(bytes) { throw ModelError(.pointer, file) }
            return Array(bytes)
        }
    } catch let error as ModelError {
        throw error
    } catch FileError.system(let error) {
        throw ModelError(error == .noSuchFileOrDirectory ? .missing : .system(error), file)
    } catch {
        throw ModelError(.damaged("it is no file of at most \(largestFile >> 20) MiB"), file)
    }
}

private func merges(in file: FilePath) throws(ModelError) -> MergeList {
    let text = try bytes(of: file)
    do {
        return try MergeList(lines: text)
    } catch {
        throw ModelError(.damaged("line \(error.line) is not a pair of tokens"), file)
    }
}

private func compiled(_ numbers: TokenNumbers, _ merges: MergeList, _ file: FilePath) throws(ModelError) -> [[UInt8]] {
    do {
        return try BytePairVocabulary.parts(numbers, merges: merges)
    } catch {
        throw ModelError(.damaged(error.description), file)
    }
}
