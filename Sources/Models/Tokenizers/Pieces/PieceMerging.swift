import HeapModule

/// Byte pair encoding as Hugging Face's `BPE` has it: characters, or their bytes where there is no such piece, merged in the
/// order of ranks, those of equal rank from left to right.
struct PieceMerging {
    /// The token of unknown characters whose bytes are not pieces.
    let unknown: Int32?
    let fallsBackToBytes: Bool
    /// Whether unknown characters that follow one another are one token.
    let fusesUnknown: Bool

    /// A pair that may be merged; the lower the rank, the earlier.
    private struct Candidate: Comparable {
        let rank: Int32
        let place: Int
        let first: Int32
        let second: Int32
        let token: Int32

        static func < (a: Candidate, b: Candidate) -> Bool { (a.rank, a.place) < (b.rank, b.place) }
    }

    /// The tokens of a part of a text.
    func tokens(of text: String, in pieces: Pieces) -> [Int32] {
        var symbols = characters(of: text, in: pieces)
        // A list whose links lead over symbols that have been merged into the one before; -1 at the ends.
        var next = symbols.indices.map { $0 + 1 < symbols.count ? $0 + 1 : -1 }
        var previous = symbols.indices.map { $0 - 1 }
        var candidates: [Candidate] = []
        for place in symbols.indices.dropLast() {
            if let found = candidate(at: place, symbols[place], symbols[place + 1], in: pieces) { candidates.append(found) }
        }
        var heap = Heap(candidates)
        while let best = heap.popMin() {
            let place = best.place
            let right = next[place]
            // Merged since, or not the same pair any more.
            guard symbols[place] == best.first, right >= 0, symbols[right] == best.second else { continue }
            symbols[place] = best.token
            symbols[right] = -1
            next[place] = next[right]
            if next[right] >= 0 { previous[next[right]] = place }
            if previous[place] >= 0,
                let found = candidate(at: previous[place], symbols[previous[place]], best.token, in: pieces)
            {
                heap.insert(found)
            }
            if next[place] >= 0, let found = candidate(at: place, best.token, symbols[next[place]], in: pieces) {
                heap.insert(found)
            }
        }
        return symbols.filter { $0 >= 0 }
    }

    private func candidate(at place: Int, _ first: Int32, _ second: Int32, in pieces: Pieces) -> Candidate? {
        pieces.merges[first, second].map {
            Candidate(rank: $0.rank, place: place, first: first, second: second, token: $0.token)
        }
    }

    private func characters(of text: String, in pieces: Pieces) -> [Int32] {
        var symbols: [Int32] = []
        var followsUnknown = false
        for scalar in text.unicodeScalars {
            if let number = pieces.number(of: String(scalar)) {
                symbols.append(number)
                followsUnknown = false
                continue
            }
            if fallsBackToBytes {
                let bytes = scalar.utf8.compactMap { pieces.number(of: Self.byteNames[Int($0)]) }
                if bytes.count == scalar.utf8.count {
                    symbols += bytes
                    followsUnknown = false
                    continue
                }
            }
            guard let unknown, !(followsUnknown && fusesUnknown) else { continue }
            symbols.append(unknown)
            followsUnknown = true
        }
        return symbols
    }

    /// The names of pieces that stand for bytes, as in `<0x0A>`.
    private static let byteNames = (0...255).map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return "<0x\(byte < 16 ? "0" : "")\(digits)>"
    }
}
