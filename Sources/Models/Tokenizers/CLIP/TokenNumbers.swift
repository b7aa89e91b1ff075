#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

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
        for (name, number) in numbers { Array(name.utf8).withUnsafeBytes { insert($0, number: number) } }
    }

    /// - Parameter capacity: How many tokens there will be, roughly.
    init(capacity: Int = 0) {
        if capacity > 0 { grow(toHold: capacity) }
    }

    /// The largest number; nil where there are no tokens.
    var largest: Int? { entries.lazy.map(\.number).max() }

    /// Inserts a name. Of two numbers for one name the later one counts.
    mutating func insert(_ name: UnsafeRawBufferPointer, number: Int) {
        if places.count < 2 * (entries.count + 1) { grow(toHold: 2 * entries.count) }
        let place = place(of: name, Self.nothing)
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
    func number(of first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer = nothing) -> Int? {
        if places.isEmpty { return nil }
        let place = places[place(of: first, second)]
        return place < 0 ? nil : entries[Int(place)].number
    }

    /// The number of the token called `name`.
    func number(of name: String) -> Int? { Array(name.utf8).withUnsafeBytes { number(of: $0) } }

    static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    private mutating func grow(toHold count: Int) {
        var size = 64
        while size < 2 * count { size *= 2 }
        places = [Int32](repeating: -1, count: size)
        for (index, entry) in entries.enumerated() {
            let place = names.withUnsafeBytes {
                self.place(of: UnsafeRawBufferPointer(rebasing: $0[entry.start..<entry.start + entry.count]), Self.nothing)
            }
            places[place] = Int32(index)
        }
    }

    /// Returns the place where the name that is these two, one after the other, is or is to be put.
    private func place(of first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in first { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in second { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return names.withUnsafeBytes { names in
            var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & (places.count - 1)
            while places[place] >= 0 {
                let entry = entries[Int(places[place])]
                if entry.count == first.count + second.count, areEqual(names, at: entry.start, first),
                    areEqual(names, at: entry.start + first.count, second)
                {
                    break
                }
                place = (place + 1) & (places.count - 1)
            }
            return place
        }
    }
}

/// Whether `text` holds `part` at `start`; it is long enough.
private func areEqual(_ text: UnsafeRawBufferPointer, at start: Int, _ part: UnsafeRawBufferPointer) -> Bool {
    guard part.count > 0, let bytes = part.baseAddress, let place = text.baseAddress else { return part.isEmpty }
    return memcmp(place + start, bytes, part.count) == 0
}
