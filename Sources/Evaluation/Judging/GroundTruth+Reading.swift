#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension GroundTruth {
    /// Reads JSON, an array of objects such as `{"query": "a.jpg", "relevant": ["b.jpg"], "junk": []}`, where `junk` may be missing;
    /// or CSV, whose header names the columns `query`, `image` and, if any image is junk, `judgement`: `relevant` or `junk`, a row for each
    /// image. A row without image says that there is nothing to be found. Other members and columns are refused: junk by a misspelt name
    /// would be taken for relevant.
    package init(_ bytes: [UInt8]) throws(GroundTruthError) {
        let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        try self.init(first == UInt8(ascii: "[") || first == UInt8(ascii: "{") ? Self.json(bytes) : Self.csv(bytes))
    }

    private struct Item: Decodable {
        let query: String
        let relevant: [String]
        let junk: [String]?

        private enum CodingKeys: String, CodingKey { case query, relevant, junk }

        init(from decoder: any Decoder) throws {
            let names = try decoder.container(keyedBy: MemberName.self).allKeys.map(\.stringValue)
            if let name = names.filter({ CodingKeys(stringValue: $0) == nil }).min() {
                throw GroundTruthError.damagedJSON("\(place(decoder.codingPath)) has a member '\(name)'")
            }
            let members = try decoder.container(keyedBy: CodingKeys.self)
            query = try members.decode(String.self, forKey: .query)
            relevant = try members.decode([String].self, forKey: .relevant)
            junk = try members.decodeIfPresent([String].self, forKey: .junk)
        }
    }

    /// The name of any member of an object.
    private struct MemberName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static func json(_ bytes: [UInt8]) throws(GroundTruthError) -> [Entry] {
        do {
            return try JSONDecoder().decode([Item].self, from: Data(bytes)).map {
                Entry(query: $0.query, relevant: $0.relevant, junk: $0.junk ?? [])
            }
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .damagedJSON("\(place(context.codingPath)) has no '\(key.stringValue)'")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .damagedJSON("\(place(context.codingPath)) is of another type than expected")
        } catch let error as GroundTruthError {
            throw error
        } catch {
            throw .damagedJSON("it is not JSON")
        }
    }

    private static func csv(_ bytes: [UInt8]) throws(GroundTruthError) -> [Entry] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        var rows = try CSVRows(text).makeIterator()
        guard let head = rows.next() else { throw .damagedCSV(line: 1, "it is empty") }
        guard let query = head.fields.firstIndex(of: "query"), let image = head.fields.firstIndex(of: "image") else {
            throw .damagedCSV(line: 1, "there are no columns 'query' and 'image'")
        }
        if let name = head.fields.first(where: { !["query", "image", "judgement"].contains($0) }) {
            throw .damagedCSV(line: 1, "there is a column '\(name)'")
        }
        if let name = head.fields.first(where: { name in head.fields.count { $0 == name } > 1 }) {
            throw .damagedCSV(line: 1, "there are several columns '\(name)'")
        }
        let judgement = head.fields.firstIndex(of: "judgement")
        var entries: [Entry] = []
        while let row = rows.next() {
            guard row.fields.count == head.fields.count else {
                throw .damagedCSV(
                    line: row.line, "there are \(row.fields.count) fields, and \(head.fields.count) in the first line")
            }
            guard !row.fields[query].isEmpty else { throw .damagedCSV(line: row.line, "there is no query") }
            var entry = Entry(query: row.fields[query])
            let name = row.fields[image]
            switch judgement.map({ row.fields[$0] }) ?? "" {
            case _ where name.isEmpty: break
            case "", "relevant": entry.relevant = [name]
            case "junk": entry.junk = [name]
            case let other: throw .damagedCSV(line: row.line, "'\(other)' is neither 'relevant' nor 'junk'")
            }
            entries.append(entry)
        }
        return entries
    }
}

/// The place of a value in the JSON document, as in `entry 3`, counted from 1.
private func place(_ path: [any CodingKey]) -> String {
    guard let index = path.first?.intValue else { return "the whole" }
    let rest = path.dropFirst().map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    return "entry \(index + 1)\(rest)"
}

/// The rows of a text of comma-separated values, as RFC 4180 has them; empty lines are none.
struct CSVRows: Sequence {
    struct Row: Equatable {
        /// The number of the line at which the row begins, counted from 1.
        let line: Int
        let fields: [String]
    }

    private var rows: [Row] = []

    init(_ text: String) throws(GroundTruthError) {
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var (line, start) = (1, 1)
        var (isQuoted, wasQuoted) = (false, false)
        func finishRow() {
            if !fields.isEmpty || !field.isEmpty || wasQuoted {
                rows.append(Row(line: start, fields: fields + [String(field)]))
            }
            (fields, field, wasQuoted) = ([], .init(), false)
        }
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{feff}" { scalars.removeFirst() }
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                field.append(scalar)
                scalars.removeFirst()
            case "\"" where isQuoted: isQuoted = false
            case "\"" where field.isEmpty && !wasQuoted: (isQuoted, wasQuoted) = (true, true)
            case "," where !isQuoted:
                fields.append(String(field))
                (field, wasQuoted) = (.init(), false)
            case "\r" where !isQuoted && scalars.first == "\n": break
            case "\n":
                line += 1
                if isQuoted {
                    field.append(scalar)
                } else {
                    finishRow()
                    start = line
                }
            default: field.append(scalar)
            }
        }
        guard !isQuoted else { throw .damagedCSV(line: start, "a quotation mark is not closed") }
        finishRow()
    }

    func makeIterator() -> [Row].Iterator { rows.makeIterator() }
}
