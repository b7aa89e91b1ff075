/// CLIP's vocabulary: bytes, bytes that end a word, and pairs of tokens merged again and again.
///
/// In files a byte is written as a character (`letters`), and a token that ends a word has `</w>` at its end.
struct BytePairVocabulary: Sendable {
    /// The reason why files do not make a vocabulary.
    struct Flaw: Error {
        let description: String
    }

    let startToken: Int32
    let endToken: Int32
    /// One more than the largest number of a token.
    let size: Int
    /// The token of each byte.
    private let bytes: [Int32]
    private let endingBytes: [Int32]
    private let merges: [Pair: Merge]

    private struct Pair: Hashable {
        let first: Int32
        let second: Int32
    }

    private struct Merge {
        /// The smaller the earlier.
        let rank: Int
        let token: Int32
    }

    /// - Parameter pairs: The names of two tokens each, in the order in which they are merged.
    init(
        numbers: TokenNumbers, merges pairs: some Collection<(ArraySlice<UInt8>, ArraySlice<UInt8>)>
    ) throws(Flaw) {
        func number(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8> = []) throws(Flaw) -> Int32 {
            guard let number = numbers.number(of: first, second) else {
                throw Flaw(description: "it lacks the token \(String(decoding: first + second, as: UTF8.self))")
            }
            guard let number = Int32(exactly: number), number >= 0 else {
                throw Flaw(
                    description: "the token \(String(decoding: first + second, as: UTF8.self)) has the number \(number)")
            }
            return number
        }
        func number(_ name: String, or other: String) throws(Flaw) -> Int32 {
            let isThere = numbers.number(of: Array(name.utf8)[...]) == nil && numbers.number(of: Array(other.utf8)[...]) != nil
            return try number(Array((isThere ? other : name).utf8)[...])
        }

        let largest = numbers.largest ?? 0
        guard largest < Int32.max else { throw Flaw(description: "a token has the number \(largest)") }
        size = largest + 1
        startToken = try number("<|startoftext|>", or: "<start_of_text>")
        endToken = try number("<|endoftext|>", or: "<end_of_text>")
        var bytes: [Int32] = []
        var endingBytes: [Int32] = []
        for letter in Self.letters {
            bytes.append(try number(Array(String(letter).utf8)[...]))
            endingBytes.append(try number(Array("\(letter)</w>".utf8)[...]))
        }
        var merges: [Pair: Merge] = [:]
        merges.reserveCapacity(pairs.count)
        for (rank, (first, second)) in pairs.enumerated() {
            let pair = Pair(first: try number(first), second: try number(second))
            // As in Python's dictionary, of two equal pairs the later one counts.
            merges[pair] = Merge(rank: rank, token: try number(first, second))
        }
        self.bytes = bytes
        self.endingBytes = endingBytes
        self.merges = merges
    }

    /// The tokens of a word, which is not empty.
    func tokens(of word: some Collection<UInt8>) -> [Int32] {
        var tokens = word.map { bytes[Int($0)] }
        guard let last = word.reversed().first else { return [] }
        tokens[tokens.count - 1] = endingBytes[Int(last)]
        while let (pair, merge) = firstMerge(in: tokens) { tokens = merged(tokens, pair, into: merge.token) }
        return tokens
    }

    /// Returns the merge of lowest rank among those that can be made.
    private func firstMerge(in tokens: [Int32]) -> (Pair, Merge)? {
        zip(tokens, tokens.dropFirst())
            .compactMap { first, second in
                let pair = Pair(first: first, second: second)
                return merges[pair].map { (pair, $0) }
            }
            .min { $0.1.rank < $1.1.rank }
    }

    private func merged(_ tokens: [Int32], _ pair: Pair, into token: Int32) -> [Int32] {
        var result: [Int32] = []
        var place = 0
        while place < tokens.count {
            let isPair = place + 1 < tokens.count && tokens[place] == pair.first && tokens[place + 1] == pair.second
            result.append(isPair ? token : tokens[place])
            place += isPair ? 2 : 1
        }
        return result
    }

    /// The character that stands for each byte: printable ones for themselves, the others those from U+0100 on in their order.
    private static let letters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt8.min...UInt8.max).map { byte in
            switch byte {
            case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? "\u{fffd}"  // Never nil: up to U+0143.
            }
        }
    }()
}
