/// Makes a ``PieceTable`` of Hugging Face's `tokenizer.json`.
struct PieceTableBuilder {
    /// The error in the file.
    struct Flaw: Error {
        let detail: String
    }

    private var names: [UInt8] = []
    private var entries: [(start: Int, count: Int, number: Int32, score: Double)] = []
    /// The file's members but `model`, and the model's but its vocabulary and merges.
    private var settings: [UInt8] = []
    private var modelSettings: [UInt8] = []
    private var vocabulary: Range<Int>?
    private var merges: Range<Int>?

    /// The table's parts.
    static func parts(of json: UnsafeRawBufferPointer) throws(Flaw) -> [[UInt8]] {
        var builder = PieceTableBuilder()
        try builder.find(json)
        try builder.readVocabulary(json)
        let places = builder.places()
        let merged = try builder.mergeTable(json, places: places)
        return builder.layOut(places: places, merges: merged)
    }

    // MARK: Reading

    private mutating func find(_ json: UnsafeRawBufferPointer) throws(Flaw) {
        var text = JSONScanner(json)
        var model: Range<Int>?
        settings = try Self.members(of: &text) { name, value in
            if name == "model" { model = value }
            return name != "model"
        }
        guard text.isAtEnd, let model else { throw Flaw(detail: "it is not the JSON of a tokenizer") }
        var inner = JSONScanner(json, at: model.lowerBound)
        modelSettings = try Self.members(of: &inner) { name, value in
            if name == "vocab" { vocabulary = value }
            if name == "merges" { merges = value }
            return name != "vocab" && name != "merges"
        }
    }

    /// The object at the cursor with the members that `isWanted`.
    private static func members(
        of text: inout JSONScanner, isWanted: (String, Range<Int>) -> Bool
    ) throws(Flaw) -> [UInt8] {
        let flaw = Flaw(detail: "it is not the JSON of a tokenizer")
        guard text.take("{") else { throw flaw }
        var result: [UInt8] = []
        var isFirst = true
        while !text.take("}") {
            if !isFirst, !text.take(",") { throw flaw }
            isFirst = false
            guard let key = text.skipValue(), text.bytes[key.lowerBound] == UInt8(ascii: "\""), text.take(":"),
                let value = text.skipValue()
            else { throw flaw }
            let name = String(decoding: text.bytes[key].dropFirst().dropLast(), as: UTF8.self)
            guard isWanted(name, value) else { continue }
            if !result.isEmpty { result.append(UInt8(ascii: ",")) }
            result += text.bytes[key]
            result.append(UInt8(ascii: ":"))
            result += text.bytes[value]
        }
        return [UInt8(ascii: "{")] + result + [UInt8(ascii: "}")]
    }

    /// An object of numbers, or a list of pairs of a name and a score.
    private mutating func readVocabulary(_ json: UnsafeRawBufferPointer) throws(Flaw) {
        let flaw = Flaw(detail: "its vocabulary is not as it should be")
        guard let vocabulary else { throw Flaw(detail: "it has no vocabulary") }
        var text = JSONScanner(json, at: vocabulary.lowerBound)
        let isList = text.take("[")
        guard isList || text.take("{") else { throw flaw }
        while !text.take(isList ? "]" : "}") {
            if !entries.isEmpty, !text.take(",") { throw flaw }
            let start = names.count
            guard !isList || text.take("["), text.takeString(into: &names), text.take(isList ? "," : ":"),
                let number = text.takeNumber(), !isList || text.take("]")
            else { throw flaw }
            guard names.count < Int32.max, isList || (0...16_777_216).contains(number) else { throw flaw }
            entries.append(
                (start, names.count - start, isList ? Int32(entries.count) : Int32(number), isList ? number : 0))
        }
    }

    // MARK: Tables

    private func places() -> [Int32] {
        var places = [Int32](repeating: -1, count: PieceHash.placeCount(entries.count))
        names.withUnsafeBytes { names in
            for (index, entry) in entries.enumerated() {
                let name = UnsafeRawBufferPointer(rebasing: names[entry.start..<entry.start + entry.count])
                var place = PieceHash.of(name) & (places.count - 1)
                while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
                places[place] = Int32(index)
            }
        }
        return places
    }

    private func number(of name: [UInt8], places: [Int32]) -> Int32? {
        var place = name.withUnsafeBytes { PieceHash.of($0) } & (places.count - 1)
        while places[place] >= 0 {
            let entry = entries[Int(places[place])]
            if entry.count == name.count, names[entry.start..<entry.start + entry.count].elementsEqual(name) {
                return entry.number
            }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    /// The bytes of the ``MergeTable``; none where the file has no merges.
    private func mergeTable(_ json: UnsafeRawBufferPointer, places: [Int32]) throws(Flaw) -> [UInt8] {
        guard let merges else { return [] }
        let flaw = Flaw(detail: "its merges are not as they should be")
        var text = JSONScanner(json, at: merges.lowerBound)
        guard text.take("[") else { throw flaw }
        var found: [(first: Int32, second: Int32, token: Int32)] = []
        var (first, second): ([UInt8], [UInt8]) = ([], [])
        while !text.take("]") {
            if !found.isEmpty, !text.take(",") { throw flaw }
            guard Self.takePair(&text, &first, &second) else { throw flaw }
            guard let left = number(of: first, places: places), let right = number(of: second, places: places),
                let both = number(of: first + second, places: places)
            else {
                throw Flaw(
                    detail: "it merges \(quoted(String(decoding: first + [0x20] + second, as: UTF8.self))), which are no pieces"
                )
            }
            found.append((left, right, both))
        }
        var table = MergeTableBuilder(capacity: found.count)
        for (rank, pair) in found.enumerated() {
            table.insert(pair.first, pair.second, MergeTable.Merge(rank: Int32(rank), token: pair.token))
        }
        return table.bytes
    }

    /// Written as one text with a space between the two, or as two.
    private static func takePair(_ text: inout JSONScanner, _ first: inout [UInt8], _ second: inout [UInt8]) -> Bool {
        first.removeAll(keepingCapacity: true)
        second.removeAll(keepingCapacity: true)
        if text.take("[") {
            return text.takeString(into: &first) && text.take(",") && text.takeString(into: &second) && text.take("]")
        }
        guard text.takeString(into: &first), let space = first.firstIndex(of: 0x20) else { return false }
        second += first[(space + 1)...]
        first.removeSubrange(space...)
        return !second.contains(0x20)
    }

    // MARK: Layout

    private func layOut(places: [Int32], merges: [UInt8]) -> [[UInt8]] {
        var entryBytes: [UInt8] = []
        entryBytes.reserveCapacity(24 * entries.count)
        for entry in entries {
            entryBytes.append(raw: UInt32(entry.start))
            entryBytes.append(raw: UInt32(entry.count))
            entryBytes.append(raw: entry.number)
            entryBytes.append(raw: UInt32(0))
            entryBytes.append(raw: entry.score)
        }
        return [settings, modelSettings, names, entryBytes, places.withUnsafeBytes { Array($0) }, merges]
    }
}
