/// Segmentation by a unigram model: of all ways to make a text of pieces the one with the greatest sum of scores (Kudo, 2018), as
/// Hugging Face's `Unigram` finds it.
struct PieceLikelihood {
    /// The token of a character that is not a piece.
    let unknown: Int32
    /// The score of such a character: ten less than the least of all pieces.
    let unknownScore: Double
    /// The length of the longest piece, in bytes.
    let longestPiece: Int

    init(unknown: Int32, in pieces: Pieces) {
        self.unknown = unknown
        let entries = pieces.part(.entries)
        var (least, longest) = (Double.infinity, 0)
        for index in 0..<pieces.count {
            least = min(least, entries.loadUnaligned(fromByteOffset: 24 * index + 16, as: Double.self))
            longest = max(longest, Int(entries.loadUnaligned(fromByteOffset: 24 * index + 4, as: UInt32.self)))
        }
        unknownScore = least - 10
        longestPiece = longest
    }

    private struct Node {
        var score = 0.0
        /// The place where the last piece begins; -1 where the place was not reached.
        var start = -1
        var token: Int32 = 0
    }

    /// The tokens of a part of a text; unknown characters that follow one another are one.
    func tokens(of text: String, in pieces: Pieces) -> [Int32] {
        let bytes = Array(text.utf8)
        var nodes = [Node](repeating: Node(), count: bytes.count + 1)
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let length = Self.characterLength(bytes[start])
                reach(from: start, length: length, bytes, &nodes, in: pieces)
                start += length
            }
        }
        return path(nodes, end: bytes.count)
    }

    private func reach(
        from start: Int, length: Int, _ bytes: UnsafeRawBufferPointer, _ nodes: inout [Node], in pieces: Pieces
    ) {
        let before = nodes[start].score
        var isKnown = false
        var end = start
        while end < bytes.count {
            end += Self.characterLength(bytes[end])
            if end - start > longestPiece { break }
            guard let (token, score) = pieces.piece(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) else { continue }
            if nodes[end].start < 0 || before + score > nodes[end].score {
                nodes[end] = Node(score: before + score, start: start, token: token)
            }
            if end - start == length { isKnown = true }
        }
        let next = start + length
        if !isKnown, nodes[next].start < 0 || before + unknownScore > nodes[next].score {
            nodes[next] = Node(score: before + unknownScore, start: start, token: unknown)
        }
    }

    private func path(_ nodes: [Node], end: Int) -> [Int32] {
        var tokens: [Int32] = []
        var place = end
        while place > 0 {
            let node = nodes[place]
            if node.token != unknown || tokens.last != unknown { tokens.append(node.token) }
            place = node.start
        }
        return tokens.reversed()
    }

    /// Returns the number of bytes of the UTF-8 character that begins with `byte`.
    private static func characterLength(_ byte: UInt8) -> Int {
        switch byte {
        case ..<0x80: 1
        case ..<0xe0: 2
        case ..<0xf0: 3
        default: 4
        }
    }
}
