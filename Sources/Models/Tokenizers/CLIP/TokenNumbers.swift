/// The numbers of tokens, by the UTF-8 of their names.
///
/// CLIP's vocabulary has 49,408 names, which are read anew at every start: a dictionary of strings would take ten times as long, for
/// it hashes them by characters. Here names lie one after another, and are found by a table of twice as many places, hashed by
/// FNV-1a; what is already taken leads on to the next place.
struct TokenNumbers: Sendable {
    private struct Entry {
        let start: Int
        let count: Int
        let number: Int
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    /// Places in `entries`, -1 where there is none; as many as a power of two.
    private var places: [Int32] = []

    init(_ numbers: some Sequence<(name: String, number: Int)>) {
        for (name, number) in numbers { insert(Array(name.utf8)[...], number: number) }
    }

    init() {}

    /// The largest number; nil where there are no tokens.
    var largest: Int? { entries.lazy.map(\.number).max() }

    /// Inserts a name. Of two numbers for one name the later one counts.
    mutating func insert(_ name: ArraySlice<UInt8>, number: Int) {
        if places.count < 2 * (entries.count + 1) { grow() }
        let place = place(of: name, [])
        let entry = Entry(start: names.count, count: name.count, number: number)
        if places[place] >= 0 {
            entries[Int(places[place])] = entry
        } else {
            places[place] = Int32(entries.count)
            entries.append(entry)
        }
        names += name
    }

    /// The number of the token whose name is these two, one after the other.
    func number(of first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8> = []) -> Int? {
        if places.isEmpty { return nil }
        let place = places[place(of: first, second)]
        return place < 0 ? nil : entries[Int(place)].number
    }

    private mutating func grow() {
        places = [Int32](repeating: -1, count: max(64, 2 * places.count))
        for (index, entry) in entries.enumerated() {
            places[place(of: names[entry.start..<entry.start + entry.count], [])] = Int32(index)
        }
    }

    /// Returns the place where the name that is these two, one after the other, is or is to be put.
    private func place(of first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in first { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in second { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & (places.count - 1)
        while places[place] >= 0 {
            let entry = entries[Int(places[place])]
            let name = names[entry.start..<entry.start + entry.count]
            if name.count == first.count + second.count, name.starts(with: first),
                name.dropFirst(first.count).elementsEqual(second)
            {
                break
            }
            place = (place + 1) & (places.count - 1)
        }
        return place
    }
}
