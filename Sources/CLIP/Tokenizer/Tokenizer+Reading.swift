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
    /// - Parameter contextLength: Tokens that the model takes of a text; two at least.
    package init(folder: FilePath, contextLength: Int) throws(ModelError) {
        let vocabularyFile = folder.appending("vocab.json")
        let mergesFile = folder.appending("merges.txt")
        let wholeFile = folder.appending("tokenizer.json")
        let vocabulary: BytePairVocabulary
        if isThere(vocabularyFile), isThere(mergesFile) {
            let numbers: [String: Int] = try decoded(vocabularyFile)
            let merges = try mergePairs(try text(of: mergesFile), mergesFile)
            vocabulary = try made(vocabularyFile) { () throws(BytePairVocabulary.Flaw) in
                try BytePairVocabulary(numbers: numbers, merges: merges)
            }
        } else if isThere(wholeFile) {
            let whole: WholeTokenizer = try decoded(wholeFile)
            guard whole.model.isCLIPs else {
                throw ModelError(.unsupported("its tokens are not CLIP's byte pairs"), wholeFile)
            }
            vocabulary = try made(wholeFile) { () throws(BytePairVocabulary.Flaw) in try whole.vocabulary() }
        } else {
            throw ModelError(.missing, vocabularyFile)
        }
        self.init(vocabulary: vocabulary, contextLength: contextLength)
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
        let first: Substring
        let second: Substring

        init(from decoder: any Decoder) throws {
            let parts: [Substring]
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                parts = text.split(separator: " ", omittingEmptySubsequences: false)
            } else {
                parts = try [String](from: decoder).map { Substring($0) }
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

    func vocabulary() throws(BytePairVocabulary.Flaw) -> BytePairVocabulary {
        let added = (addedTokens ?? []).map { ($0.content, $0.id) }
        let numbers = (model.vocab ?? [:]).merging(added) { known, _ in known }
        return try BytePairVocabulary(numbers: numbers, merges: (model.merges ?? []).lazy.map { ($0.first, $0.second) })
    }
}

/// The most bytes a file of a vocabulary may have; CLIP's have two million.
private let largestFile = 64 << 20

private func isThere(_ file: FilePath) -> Bool { (try? FileStatus(of: file)) != nil }

private func bytes(of file: FilePath) throws(ModelError) -> Data {
    do {
        return try FileReader().withContents(of: file, limit: largestFile) { Data($0) }
    } catch FileError.system(let error) {
        throw ModelError(error == .noSuchFileOrDirectory ? .missing : .system(error), file)
    } catch {
        throw ModelError(.damaged("it is no file of at most \(largestFile >> 20) MiB"), file)
    }
}

private func decoded<Value: Decodable>(_ file: FilePath) throws(ModelError) -> Value {
    let bytes = try bytes(of: file)
    do { return try JSONDecoder().decode(Value.self, from: bytes) } catch {
        throw ModelError(.damaged("it is not the JSON of a vocabulary"), file)
    }
}

private func text(of file: FilePath) throws(ModelError) -> String {
    guard let text = String(validating: try bytes(of: file), as: UTF8.self) else {
        throw ModelError(.damaged("it is not UTF-8"), file)
    }
    return text
}

/// A pair a line, after a line that tells the version.
private func mergePairs(_ text: String, _ file: FilePath) throws(ModelError) -> [(Substring, Substring)] {
    var pairs: [(Substring, Substring)] = []
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, ending) in lines.enumerated() {
        let line = ending.last == UInt8(ascii: "\r") ? ending.dropLast() : ending
        if line.isEmpty || (index == 0 && line.starts(with: "#version".utf8)) { continue }
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { Substring($0) }
        guard parts.count == 2 else {
            throw ModelError(.damaged("line \(index + 1) is not a pair of tokens"), file)
        }
        pairs.append((parts[0], parts[1]))
    }
    return pairs
}

private func made(
    _ file: FilePath, _ body: () throws(BytePairVocabulary.Flaw) -> BytePairVocabulary
) throws(ModelError) -> BytePairVocabulary {
    do { return try body() } catch { throw ModelError(.damaged(error.description), file) }
}
