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
    package init(folder: FilePath, contextLength: Int, cleaning: Cleaning = .openCLIP) throws(ModelError) {
        let vocabularyFile = folder.appending("vocab.json")
        let mergesFile = folder.appending("merges.txt")
        let wholeFile = folder.appending("tokenizer.json")
        let vocabulary: BytePairVocabulary
        if isThere(vocabularyFile), isThere(mergesFile) {
            let numbers = try bytes(of: vocabularyFile).withUnsafeBytes { TokenNumbers(json: $0) }
            guard let numbers else { throw ModelError(.damaged("it is not the JSON of a vocabulary"), vocabularyFile) }
            let merges = try mergePairs(try bytes(of: mergesFile), mergesFile)
            vocabulary = try made(vocabularyFile) { () throws(BytePairVocabulary.Flaw) in
                try BytePairVocabulary(numbers: numbers, merges: merges)
            }
        } else if isThere(wholeFile) {
            guard let whole = try? JSONDecoder().decode(WholeTokenizer.self, from: Data(try bytes(of: wholeFile))) else {
                throw ModelError(.damaged("it is not the JSON of a tokenizer"), wholeFile)
            }
            guard whole.model.isCLIPs else {
                throw ModelError(.unsupported("its tokens are not CLIP's byte pairs"), wholeFile)
            }
            vocabulary = try made(wholeFile) { () throws(BytePairVocabulary.Flaw) in try whole.vocabulary() }
        } else {
            throw ModelError(.missing, vocabularyFile)
        }
        self.init(vocabulary: vocabulary, contextLength: contextLength, cleaning: cleaning)
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

    func vocabulary() throws(BytePairVocabulary.Flaw) -> BytePairVocabulary {
        // What is in the vocabulary itself comes last, and so counts.
        let added = (addedTokens ?? []).map { (name: $0.content, number: $0.id) }
        let own = (model.vocab ?? [:]).map { (name: $0.key, number: $0.value) }
        return try BytePairVocabulary(
            numbers: TokenNumbers(added + own),
            merges: (model.merges ?? []).map { (Array($0.first.utf8)[...], Array($0.second.utf8)[...]) })
    }
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

/// A pair a line, after a line that tells the version.
private func mergePairs(
    _ text: [UInt8], _ file: FilePath
) throws(ModelError) -> [(ArraySlice<UInt8>, ArraySlice<UInt8>)] {
    var pairs: [(ArraySlice<UInt8>, ArraySlice<UInt8>)] = []
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, ending) in lines.enumerated() {
        let line = ending.last == UInt8(ascii: "\r") ? ending.dropLast() : ending
        if line.isEmpty || (index == 0 && line.starts(with: "#version".utf8)) { continue }
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
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
