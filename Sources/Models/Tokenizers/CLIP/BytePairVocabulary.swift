/// CLIP's vocabulary: bytes, bytes that end a word, and pairs of tokens merged again and again.
///
/// In files a byte is written as a character (`letters`), and a token that ends a word has `</w>` at its end.
struct BytePairVocabulary: Sendable {
    /// Its parts: numbers of 4 bytes, which are the tokens that start and end a text, one more than the largest, the token of each byte, and of
    /// each that ends a word; and the ``MergeTable``.
    static let kind = CompiledParts.Kind(name: "pairs", magic: 0x3130_5352_4941_5052, partCount: 2) {  // "RPAIRS01"
        $0[0].count == 4 * (3 + 2 * 256) && MergeTable.isSized($0[1])
    }

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
    private let parts: CompiledParts

    init(_ parts: CompiledParts) {
        self.parts = parts
        let numbers = parts.withParts { parts in
            (0..<parts[0].count / 4).map { parts[0].loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self) }
        }
        (startToken, endToken, size) = (numbers[0], numbers[1], Int(numbers[2]))
        bytes = Array(numbers[3..<259])
        endingBytes = Array(numbers[259..<515])
    }

    /// The parts of a vocabulary, to be compiled.
    static func parts(_ numbers: TokenNumbers, merges pairs: MergeList) throws(Flaw) -> [[UInt8]] {
        func number(
            _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer = TokenNumbers.nothing
        ) throws(Flaw) -> Int32 {
            func name() -> String { String(decoding: Array(first) + Array(second), as: UTF8.self) }
            guard let number = numbers.number(of: first, second) else {
                throw Flaw(description: "it lacks the token \(name())")
            }
            guard let number = Int32(exactly: number), number >= 0 else {
                throw Flaw(description: "the token \(name()) has the number \(number)")
            }
            return number
        }
        func number(named name: String) throws(Flaw) -> Int32 {
            try Array(name.utf8).withUnsafeBytes { name in Result { () throws(Flaw) in try number(name) } }.get()
        }
        func number(named name: String, or other: String) throws(Flaw) -> Int32 {
            let isThere = numbers.number(of: name) == nil && numbers.number(of: other) != nil
            return try number(named: isThere ? other : name)
        }

        let largest = numbers.largest ?? 0
        guard largest < Int32.max else { throw Flaw(description: "a token has the number \(largest)") }
        var fixed: [Int32] = []
        fixed.append(try number(named: "<|startoftext|>", or: "<start_of_text>"))
        fixed.append(try number(named: "<|endoftext|>", or: "<end_of_text>"))
        fixed.append(Int32(largest + 1))
        for letter in letters { fixed.append(try number(named: String(letter))) }
        for letter in letters { fixed.append(try number(named: "\(letter)</w>")) }
        var merges = MergeTableBuilder(capacity: pairs.count)
        var rank: Int32 = 0
        try pairs.forEach { first, second throws(Flaw) in
            merges.insert(try number(first), try number(second), MergeTable.Merge(rank: rank, token: try number(first, second)))
            rank += 1
        }
        return [fixed.withUnsafeBytes { Array($0) }, merges.bytes]
    }

    /// The tokens of a word, which is not empty.
    func tokens(of word: some Collection<UInt8>) -> [Int32] {
        var tokens = word.map { bytes[Int($0)] }
        guard let last = word.reversed().first else { return [] }
        tokens[tokens.count - 1] = endingBytes[Int(last)]
        parts.withParts { parts in
            let merges = MergeTable(parts[1])
            while let (first, second, merge) = firstMerge(in: tokens, by: merges) {
                tokens = merged(tokens, first, second, into: merge.token)
            }
        }
        return tokens
    }

    /// Returns the merge of lowest rank among those that can be made, with its pair.
    private func firstMerge(
        in tokens: [Int32], by merges: MergeTable
    ) -> (first: Int32, second: Int32, MergeTable.Merge)? {
        zip(tokens, tokens.dropFirst())
            .compactMap { first, second in merges[first, second].map { (first, second, $0) } }
            .min { $0.2.rank < $1.2.rank }
    }

    private func merged(_ tokens: [Int32], _ first: Int32, _ second: Int32, into token: Int32) -> [Int32] {
        var result: [Int32] = []
        var place = 0
        while place < tokens.count {
            let isPair = place + 1 < tokens.count && tokens[place] == first && tokens[place + 1] == second
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
