public import SystemPackage

/// Something in a folder that was passed over, and why.
public struct SkippedFile: Sendable {
    public let path: FilePath
    public let cause: any Error

    public init(path: FilePath, cause: any Error) {
        self.path = path
        self.cause = cause
    }
}

/// A cause of which only the words are known, as an index remembers it.
public struct RecordedCause: Error, Equatable {
    /// Continue a sentence that names the file.
    public let words: String

    public init(_ words: String) { self.words = words }
}

/// An entry of a list of skipped files, as reports have it: the cause in words.
package struct SkippedEntry: Sendable, Equatable {
    package let path: FilePath
    /// Continues a sentence that names the path.
    package let reason: String

    package init(path: FilePath, reason: String) {
        self.path = path
        self.reason = reason
    }
}

/// The reason why a folder, and everything below it, was left out of a walk.
public enum FolderTrouble: Error, Equatable {
    /// The folder's names cannot be listed.
    case notListed(Errno)
    /// The kind of the file cannot be determined, as the folder it lies in may not be searched, or the disk does not answer.
    case notAsked(Errno)
}
