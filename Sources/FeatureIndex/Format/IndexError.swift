public import Gallery
public import SystemPackage

/// An error that says why an index could not be read or written.
public struct IndexError: Error {
    public enum Reason: Sendable, Equatable {
        case missing
        /// The file is damaged, which the text describes.
        case damaged(String)
        /// Written by a later version of the program.
        case newer(version: UInt32)
        /// Another process is writing.
        case busy
        /// The index was replaced again and again while it was being opened.
        case changing
        /// The folder holds something of this name that is no part of an index: nothing is written beside it.
        case foreign(name: String)
        /// The index is of the given part of a gallery, or of the whole where that is nil, and another part was to be indexed
        /// in it.
        case otherShard(GalleryShard?)
        case system(Errno)
    }

    /// The file or folder concerned.
    public let path: FilePath
    public let reason: Reason

    init(_ reason: Reason, _ path: FilePath) {
        self.reason = reason
        self.path = path
    }

    /// Whether the file was found, and found to be wrong.
    public var isDamage: Bool {
        if case .damaged = reason { true } else { false }
    }
}
