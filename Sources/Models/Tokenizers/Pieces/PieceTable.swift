/// A vocabulary of pieces, as it is compiled.
///
/// An entry is where its name begins and how long it is (2 · 4 bytes), its number (4), 4 unused, and its score (8). Places are 4-byte indices of
/// entries, -1 where there is none: a table of a power of two of them, by a hash, and what is taken leads on to the next. Merges are a
/// ``MergeTable``, settings JSON.
struct PieceTable: Sendable {
    enum Part: Int, CaseIterable {
        case settings, modelSettings, names, entries, places, merges
    }

    static let kind = CompiledParts.Kind(
        name: "pieces", magic: 0x3230_4543_4549_5052, partCount: Part.allCases.count  // "RPIECE02"
    ) { MergeTable.isSized($0[Part.merges.rawValue]) && ($0[Part.places.rawValue].count / 4).nonzeroBitCount <= 1 }

    let parts: CompiledParts

    func withPieces<Result>(_ body: (Pieces) throws -> Result) rethrows -> Result {
        try parts.withParts { try body(Pieces($0)) }
    }
}

/// The parts of a table, valid during a call only.
struct Pieces {
    private let parts: CompiledParts.Parts

    fileprivate init(_ parts: CompiledParts.Parts) { self.parts = parts }

    func part(_ part: PieceTable.Part) -> UnsafeRawBufferPointer { parts[part.rawValue] }

    /// The number of pieces.
    var count: Int { part(.entries).count / 24 }

    /// The number and the score of the piece `name`.
    func piece(_ name: UnsafeRawBufferPointer) -> (number: Int32, score: Double)? {
        let (places, entries, names) = (part(.places), part(.entries), part(.names))
        let mask = places.count / 4 - 1
        guard mask >= 0 else { return nil }
        var place = PieceHash.of(name) & mask
        for _ in 0...mask {
            let entry = Int(places.loadUnaligned(fromByteOffset: 4 * place, as: Int32.self))
            if entry < 0 { return nil }
            let start = Int(entries.loadUnaligned(fromByteOffset: 24 * entry, as: UInt32.self))
            let count = Int(entries.loadUnaligned(fromByteOffset: 24 * entry + 4, as: UInt32.self))
            if count == name.count, names[start..<start + count].elementsEqual(name) {
                return (
                    entries.loadUnaligned(fromByteOffset: 24 * entry + 8, as: Int32.self),
                    entries.loadUnaligned(fromByteOffset: 24 * entry + 16, as: Double.self)
                )
            }
            place = (place + 1) & mask
        }
        return nil
    }

    func number(of name: String) -> Int32? {
        var name = name
        return name.withUTF8 { piece(UnsafeRawBufferPointer($0))?.number }
    }

    var merges: MergeTable { MergeTable(part(.merges)) }
}
