public import SystemPackage

/// Something in a folder that was passed over, and why.
public struct SkippedFile: Sendable, Equatable {
    public let path: FilePath
    public let cause: any Error

    public init(path: FilePath, cause: any Error) {
        self.path = path
        self.cause = cause
    }

    public init(path: FilePath, reason: String) { self.init(path: path, cause: StatedCause(description: reason)) }

    /// The cause in words, which continue a sentence that names the path.
    public var reason: String { "\(cause)" }

    public static func == (a: SkippedFile, b: SkippedFile) -> Bool { a.path == b.path && a.reason == b.reason }
}

/// A cause of which only the words are known, as where an index of an old format remembers it.
public struct StatedCause: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}

/// The reason why a folder, and everything below it, was left out of a walk.
public enum FolderTrouble: Error, Equatable {
    /// The folder's names cannot be listed.
    case notListed(Errno)
    /// The kind of the file cannot be determined, as the folder it lies in may not be searched, or the disk does not answer.
    case notAsked(Errno)
}
