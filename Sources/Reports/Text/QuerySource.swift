public import SystemPackage

/// What was searched for.
public enum QuerySource: Sendable, Equatable, CustomStringConvertible {
    case image(FilePath)
    case text(String)

    /// The path or the text, as it was given; a path's bytes need not be UTF-8.
    var bytes: [UInt8] {
        switch self {
        case .image(let path): path.bytes
        case .text(let text): Array(text.utf8)
        }
    }

    /// For people and for JSON.
    public var description: String {
        switch self {
        case .image(let path): path.string
        case .text(let text): text
        }
    }

    /// The file of an image.
    var path: FilePath? {
        if case .image(let path) = self { path } else { nil }
    }

    /// A text.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
