import Files
import Imaging
import SystemPackage

/// Reads names of images from a list that another program writes, piece by piece: paths, or addresses.
///
/// What such lists carry besides names is left out where no file goes by that name: a byte order mark at the start, and a carriage
/// return before a line feed.
struct PathListReader {
    /// The reason why bytes are not such a list.
    enum Fault: Error, Equatable {
        case image(ImageFormat)
        case utf16
        /// There is a NUL, where paths should end with line feeds.
        case endsWithNull
        /// There is no NUL, where paths should end with it, and there are line feeds.
        case endsWithLineFeed
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    private let separator: UInt8
    /// The beginning of a path whose end has not arrived.
    private var rest: [UInt8] = []
    private var hasEndedPath = false

    /// - Parameter separator: What ends a path.
    init(separator: UInt8) { self.separator = separator }

    /// The names that end in `bytes`, the next ones of the list.
    mutating func names(endingIn bytes: some Collection<UInt8>) throws(Fault) -> [QueryName] {
        let known = rest.count
        rest += bytes
        if !hasEndedPath { try checkHead() }
        if separator != 0, rest[known...].contains(0) { throw .endsWithNull }
        guard let end = rest[known...].lastIndex(of: separator) else { return [] }
        defer {
            rest.removeSubrange(...end)
            hasEndedPath = true
        }
        return names(in: rest[..<end])
    }

    /// The last name, where nothing ends it.
    mutating func lastName() throws(Fault) -> [QueryName] {
        defer { rest = [] }
        if separator == 0, !hasEndedPath, rest.contains(Self.lineFeed), !Self.isFile(rest[...]) { throw .endsWithLineFeed }
        return names(in: rest[...])
    }

    private func checkHead() throws(Fault) {
        if let format = rest.withUnsafeBytes({ ImageFormat(of: $0) }) { throw .image(format) }
        if rest.starts(with: [0xff, 0xfe]) || rest.starts(with: [0xfe, 0xff]) { throw .utf16 }
        // Latin text without a mark: every other byte is zero.
        let head = rest.prefix(64)
        guard head.count >= 8 else { return }
        for parity in 0...1 where head.indices.allSatisfy({ (head[$0] == 0) == ($0 % 2 == parity) }) { throw .utf16 }
    }

    private func names(in lines: ArraySlice<UInt8>) -> [QueryName] {
        var lines = lines
        if !hasEndedPath, lines.starts(with: Self.byteOrderMark) {
            let first = lines.prefix { $0 != separator }
            if !Self.isFile(first) { lines = lines.dropFirst(Self.byteOrderMark.count) }
        }
        return lines.split(separator: separator).compactMap { line in
            let isBare = separator != Self.lineFeed || line.last != UInt8(ascii: "\r") || Self.isFile(line)
            let name = isBare ? line : line.dropLast()
            return name.isEmpty ? nil : QueryName(bytes: name)
        }
    }

    private static func isFile(_ name: ArraySlice<UInt8>) -> Bool { (try? FileStatus(of: QueryName(bytes: name).path)) != nil }
}
