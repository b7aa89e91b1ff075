/// A pattern on paths below a folder, as a line of a `.gitignore` file.
///
/// A pattern with a slash in it, other than at its end, is matched with the whole path; one without, with the last name. A slash at the
/// end wants a folder. `*` and `?` match anything but a slash, `[…]` one of some characters; `**` between slashes matches any number
/// of folders. An exclamation mark in front takes back what earlier patterns of a list matched.
package struct PathPattern: Sendable, Equatable {
    package let isNegated: Bool
    private let wantsFolder: Bool
    private let isOnWholePath: Bool
    private let wildcard: Wildcard

    /// - Returns: Nil for an empty pattern, which matches nothing.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        isNegated = bytes.first == UInt8(ascii: "!")
        if isNegated { bytes.removeFirst() }
        Self.dropTrailingSpaces(&bytes)
        wantsFolder = bytes.last == UInt8(ascii: "/")
        if wantsFolder { bytes.removeLast() }
        isOnWholePath = bytes.contains(UInt8(ascii: "/"))
        if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        guard !bytes.isEmpty else { return nil }
        wildcard = Wildcard(Array(bytes))
    }

    /// Whether the path below the folder matches.
    ///
    /// - Parameter path: The bytes of the names, joined by slashes.
    package func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if wantsFolder, !isFolder { return false }
        if isOnWholePath { return wildcard.matches(path) }
        let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path
        return wildcard.matches(name)
    }

    /// A space at the end counts only behind a backslash.
    private static func dropTrailingSpaces(_ bytes: inout ArraySlice<UInt8>) {
        while bytes.last == UInt8(ascii: " ") {
            let backslashes = bytes.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            if backslashes % 2 == 1 { return }
            bytes.removeLast()
        }
    }
}

/// A list of patterns, of which the last that matches decides.
package struct PathPatterns: Sendable, Equatable {
    private let patterns: [PathPattern]

    package init(_ patterns: [String]) { self.patterns = patterns.compactMap(PathPattern.init) }

    package var isEmpty: Bool { patterns.isEmpty }

    /// Whether the list matches the path itself, the folders above it not asked; nil where no pattern does.
    package func decision(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool? {
        patterns.last { $0.matches(path, isFolder: isFolder) }.map { !$0.isNegated }
    }

    /// Whether the list matches the path or a folder above it. What is in a matched folder cannot be taken back.
    package func contains(_ path: [UInt8], isFolder: Bool) -> Bool {
        for end in path.indices where path[end] == UInt8(ascii: "/") {
            if decision(path[..<end], isFolder: true) == true { return true }
        }
        return decision(path[...], isFolder: isFolder) == true
    }
}

/// The selection of files below a folder by patterns.
package struct PathSelection: Sendable, Equatable {
    private let included: PathPatterns
    private let excluded: PathPatterns

    /// - Parameters:
    ///   - including: Patterns of which a file, or a folder above it, must match one; all are wanted where there are none.
    ///   - excluding: Patterns of files and folders that are left out, whatever else is said.
    package init(including: [String] = [], excluding: [String] = []) {
        included = PathPatterns(including)
        excluded = PathPatterns(excluding)
    }

    /// Whether a file is wanted.
    package func takesFile(_ path: [UInt8]) -> Bool {
        !excluded.contains(path, isFolder: false) && (included.isEmpty || included.contains(path, isFolder: false))
    }

    /// Whether anything in a folder, whose own parents were entered, may be wanted.
    package func entersFolder(_ path: [UInt8]) -> Bool { excluded.decision(path[...], isFolder: true) != true }
}
