/// What pairs of tokens are merged to, found by the pair, in compiled bytes.
///
/// A table of a power of two of places, by a hash; what is already taken leads on to the next. A place has four numbers of 4 bytes: the two
/// tokens, the rank, and the token they become; -1 comes first where nothing is.
struct MergeTable {
    struct Merge: Equatable {
        /// The smaller the earlier.
        let rank: Int32
        let token: Int32
    }

    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether bytes of the size of `bytes` are a table.
    static func isSized(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count % 16 == 0 && (bytes.count / 16).nonzeroBitCount <= 1
    }

    /// What a pair of tokens becomes; nil where it is not merged.
    subscript(first: Int32, second: Int32) -> Merge? {
        let mask = bytes.count / 16 - 1
        guard mask >= 0 else { return nil }
        var place = PieceHash.of(first, second) & mask
        for _ in 0...mask {
            let left = bytes.loadUnaligned(fromByteOffset: 16 * place, as: Int32.self)
            if left < 0 { return nil }
            if left == first, bytes.loadUnaligned(fromByteOffset: 16 * place + 4, as: Int32.self) == second {
                return Merge(
                    rank: bytes.loadUnaligned(fromByteOffset: 16 * place + 8, as: Int32.self),
                    token: bytes.loadUnaligned(fromByteOffset: 16 * place + 12, as: Int32.self))
            }
            place = (place + 1) & mask
        }
        return nil
    }
}

/// Compiles a ``MergeTable``.
struct MergeTableBuilder {
    private var numbers: [Int32]

    /// - Parameter capacity: The number of pairs that there will be at most.
    init(capacity: Int) { numbers = [Int32](repeating: -1, count: 4 * PieceHash.placeCount(capacity)) }

    var bytes: [UInt8] { numbers.withUnsafeBytes { Array($0) } }

    /// Of two equal pairs the later one counts, as in a dictionary. Tokens are not negative.
    mutating func insert(_ first: Int32, _ second: Int32, _ merge: MergeTable.Merge) {
        let mask = numbers.count / 4 - 1
        var place = PieceHash.of(first, second) & mask
        while numbers[4 * place] >= 0, numbers[4 * place] != first || numbers[4 * place + 1] != second {
            place = (place + 1) & mask
        }
        numbers[4 * place] = first
        numbers[4 * place + 1] = second
        numbers[4 * place + 2] = merge.rank
        numbers[4 * place + 3] = merge.token
    }
}
