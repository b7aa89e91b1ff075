/// The wildcards of a path pattern, over bytes.
struct Wildcard: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case byte(UInt8)
        /// Any byte but a slash.
        case any
        /// One of 256 bytes.
        case oneOf([Bool])
        /// Any bytes but slashes.
        case star
        /// Any bytes at all.
        case everything
        /// Any number of whole folders, none included, with the slash behind them.
        case folders
        /// Matches nothing: the remainder of an unfinished pattern.
        case nothing
    }

    private let parts: [Part]

    init(_ pattern: [UInt8]) {
        var parser = Parser(pattern: pattern)
        parts = parser.parse()
    }

    /// Whether all of `text` matches. Takes time in proportion to the product of the lengths, whatever the pattern.
    func matches(_ text: ArraySlice<UInt8>) -> Bool {
        let text = Array(text)
        // Whether the parts so far match the first bytes of the text, by how many.
        var reached = [Bool](repeating: false, count: text.count + 1)
        reached[0] = true
        for part in parts {
            var next = [Bool](repeating: false, count: text.count + 1)
            for count in 0...text.count where reached[count] { extend(part, from: count, in: text, &next) }
            reached = next
        }
        return reached[text.count]
    }

    private func extend(_ part: Part, from count: Int, in text: [UInt8], _ next: inout [Bool]) {
        let slash = UInt8(ascii: "/")
        let byte = count < text.count ? text[count] : nil
        switch part {
        case .byte(let wanted): if byte == wanted { next[count + 1] = true }
        case .any: if let byte, byte != slash { next[count + 1] = true }
        case .oneOf(let bytes): if let byte, byte != slash, bytes[Int(byte)] { next[count + 1] = true }
        case .star:
            let end = text[count...].firstIndex(of: slash) ?? text.count
            for place in count...end { next[place] = true }
        case .everything: for place in count...text.count { next[place] = true }
        case .folders:
            next[count] = true
            for place in count..<text.count where text[place] == slash { next[place + 1] = true }
        case .nothing: break
        }
    }

    private struct Parser {
        let pattern: [UInt8]
        var at = 0
        var parts: [Part] = []

        mutating func parse() -> [Part] {
            while at < pattern.count {
                let byte = pattern[at]
                at += 1
                switch byte {
                case UInt8(ascii: "\\"):
                    guard at < pattern.count else { return [.nothing] }
                    parts.append(.byte(pattern[at]))
                    at += 1
                case UInt8(ascii: "?"): parts.append(.any)
                case UInt8(ascii: "*"): addStars()
                case UInt8(ascii: "["):
                    guard let bytes = characterClass() else { return [.nothing] }
                    parts.append(.oneOf(bytes))
                default: parts.append(.byte(byte))
                }
            }
            return parts
        }

        /// Adds stars. Two or more match folders where slashes or the ends of the pattern are on both sides.
        private mutating func addStars() {
            let slash = UInt8(ascii: "/")
            let first = at - 1
            while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
            // git compares what stands before the first wildcard by itself, and sees the rest as a pattern of its own.
            let isFirst = !pattern[..<first].contains { "*?[\\".utf8.contains($0) }
            let isBounded = (isFirst || pattern[first - 1] == slash) && (at == pattern.count || pattern[at] == slash)
            guard at - first > 1, isBounded else { return parts.append(.star) }
            guard at < pattern.count else { return parts.append(.everything) }
            at += 1
            parts.append(.folders)
        }

        /// Reads a class from behind the bracket to behind the closing one; nil where there is none.
        private mutating func characterClass() -> [Bool]? {
            var bytes = [Bool](repeating: false, count: 256)
            let isNegated = at < pattern.count && (pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^"))
            if isNegated { at += 1 }
            let first = at
            while at < pattern.count {
                if pattern[at] == UInt8(ascii: "]"), at > first {
                    at += 1
                    return isNegated ? bytes.map { !$0 } : bytes
                }
                if let name = namedClass() {
                    guard let members = Self.named[name] else { return nil }
                    for byte in 0..<128 where members(UInt8(byte)) { bytes[byte] = true }
                    continue
                }
                guard let low = classMember() else { return nil }
                var high = low
                if at + 1 < pattern.count, pattern[at] == UInt8(ascii: "-"), pattern[at + 1] != UInt8(ascii: "]") {
                    at += 1
                    guard let end = classMember() else { return nil }
                    high = end
                }
                bytes[Int(low)] = true
                if low <= high { for byte in low...high { bytes[Int(byte)] = true } }
            }
            return nil
        }

        private mutating func classMember() -> UInt8? {
            if pattern[at] == UInt8(ascii: "\\") { at += 1 }
            guard at < pattern.count else { return nil }
            defer { at += 1 }
            return pattern[at]
        }

        /// The name in `[:name:]`.
        private mutating func namedClass() -> String? {
            guard pattern[at...].starts(with: Array("[:".utf8)) else { return nil }
            guard let end = pattern[(at + 2)...].firstIndex(of: UInt8(ascii: "]")), pattern[end - 1] == UInt8(ascii: ":"),
                end > at + 2
            else { return nil }
            defer { at = end + 1 }
            return String(decoding: pattern[(at + 2)..<(end - 1)], as: UTF8.self)
        }

        private static let named: [String: @Sendable (UInt8) -> Bool] = [
            "alpha": { isLetter($0) }, "digit": { isDigit($0) }, "alnum": { isLetter($0) || isDigit($0) },
            "lower": { 97...122 ~= $0 }, "upper": { 65...90 ~= $0 }, "space": { $0 == 32 || 9...13 ~= $0 },
            "blank": { $0 == 32 || $0 == 9 }, "cntrl": { $0 < 32 || $0 == 127 }, "graph": { 33...126 ~= $0 },
            "print": { 32...126 ~= $0 }, "punct": { 33...126 ~= $0 && !isLetter($0) && !isDigit($0) },
            "xdigit": { isDigit($0) || 65...70 ~= $0 || 97...102 ~= $0 },
        ]

        private static func isLetter(_ byte: UInt8) -> Bool { 65...90 ~= byte || 97...122 ~= byte }
        private static func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte }
    }
}
