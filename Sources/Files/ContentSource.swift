public import SystemPackage

/// A source of bytes that are not in a file of this machine.
public protocol RemoteContents: Sendable {
    /// The name that the user gave.
    var name: String { get }

    /// Returns all of the bytes.
    ///
    /// - Parameters:
    ///   - limit: The most bytes there may be.
    ///   - isWanted: Looks at the first bytes; where it answers false the rest need not be brought here.
    func bytes(limit: Int, isWanted: (UnsafeRawBufferPointer) -> Bool) throws -> [UInt8]
}

/// The source of an image's bytes.
public enum ContentSource: Sendable {
    case file(FilePath)
    case remote(any RemoteContents)

    /// The name that the user gave.
    public var name: String {
        switch self {
        case .file(let path): path.string
        case .remote(let contents): contents.name
        }
    }

    /// The path of a file; nil for other sources.
    public var path: FilePath? {
        if case .file(let path) = self { path } else { nil }
    }
}

extension ContentSource: Equatable {
    public static func == (a: ContentSource, b: ContentSource) -> Bool {
        switch (a, b) {
        case (.file(let a), .file(let b)): a == b
        case (.remote(let a), .remote(let b)): a.name == b.name
        case (.file, .remote), (.remote, .file): false
        }
    }
}

extension FileReader {
    /// Calls `body` with the contents of `source`, which are valid during the call only, as for a file.
    public func withContents<Result>(
        of source: ContentSource, limit: Int, acceptsPipes: Bool = false,
        isWanted: (UnsafeRawBufferPointer) -> Bool = { _ in true },
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        switch source {
        case .file(let path):
            try withContents(of: path, limit: limit, acceptsPipes: acceptsPipes, isWanted: isWanted, body)
        case .remote(let contents): try contents.bytes(limit: limit, isWanted: isWanted).withUnsafeBytes(body)
        }
    }
}
