public import SystemPackage

/// Why an index could not be read or written.
public struct IndexError: Error, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case missing
        /// With what is wrong.
        case damaged(String)
        /// Written by a later version of the program.
        case newer(version: UInt32)
        /// Another process is writing.
        case busy
        /// The folder holds something of this name that is no part of an index: nothing is written beside it.
        case foreign(name: String)
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

    public var description: String {
        switch reason {
        case .missing:
            "there is no index in \(path); make one with 'retrieve index'"
        case .damaged(let detail):
            "the index file \(path) is damaged (\(detail)); remove it and run 'retrieve index', or search with --no-index"
        case .newer(let version):
            "the index file \(path) has format version \(version), which is newer than this program; update the program, or search with --no-index"
        case .busy:
            "another 'retrieve index' is writing to \(path); wait for it to finish"
        case .foreign(let name):
            "\(path) holds '\(name)', which is no part of an index; name an empty folder or one that does not exist"
        case .system(.noSpace):
            "cannot write \(path): the disk is full, and what was there before is untouched; make room and try again"
        case .system(let error):
            "cannot use the index file \(path) (\(error)); check its permissions, or name another folder with --index"
        }
    }
}
