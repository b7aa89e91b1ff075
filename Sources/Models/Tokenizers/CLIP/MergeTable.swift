/// What pairs of tokens are merged to, found by the pair.
///
/// A table of twice as many places as pairs; what is already taken leads on to the next place. CLIP's 48,894 pairs are put in anew at
/// every start, which a dictionary takes five times as long for.
struct MergeTable: Sendable {
    struct Merge {
        /// The smaller the earlier.
        let rank: Int32
        let token: Int32
    }

    private struct Place {
        var pair: UInt64
        var merge: Merge?
    }

    private var places: [Place]

    /// - Parameter capacity: The number of pairs that there will be at most.
    init(capacity: Int) {
        var size = 2
        while size < 2 * capacity { size *= 2 }
        places = [Place](repeating: Place(pair: 0, merge: nil), count: size)
    }

    subscript(first: Int32, second: Int32) -> Merge? {
        get { places[place(of: Self.key(first, second))].merge }
        set {
            let pair = Self.key(first, second)
            places[place(of: pair)] = Place(pair: pair, merge: newValue)
        }
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    /// Returns the place where the pair is or is to be put.
    private func place(of pair: UInt64) -> Int {
        let hash = pair &* 0x9e37_79b9_7f4a_7c15
        var place = Int(truncatingIfNeeded: hash >> 32) & (places.count - 1)
        while places[place].merge != nil, places[place].pair != pair { place = (place + 1) & (places.count - 1) }
        return place
    }
}
