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
        var first: Int32
        var second: Int32
        var merge: Merge?
    }

    private var places: [Place]

    /// - Parameter capacity: The number of pairs that there will be at most.
    init(capacity: Int) {
        var size = 2
        while size < 2 * capacity { size *= 2 }
        places = [Place](repeating: Place(first: 0, second: 0, merge: nil), count: size)
    }

    subscript(first: Int32, second: Int32) -> Merge? {
        get { places[place(of: first, second)].merge }
        set { places[place(of: first, second)] = Place(first: first, second: second, merge: newValue) }
    }

    /// Returns the place where the pair is or is to be put.
    private func place(of first: Int32, _ second: Int32) -> Int {
        var place = PieceHash.of(first, second) & (places.count - 1)
        while places[place].merge != nil, places[place].first != first || places[place].second != second {
            place = (place + 1) & (places.count - 1)
        }
        return place
    }
}
