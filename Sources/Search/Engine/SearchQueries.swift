package import SystemPackage

/// The source of a query, as given.
package enum QuerySource: Sendable, Equatable, CustomStringConvertible {
    case image(FilePath)
    case text(String)

    /// The source's name in messages and in JSON.
    package var description: String {
        switch self {
        case .image(let path): path.string
        case .text(let text): text
        }
    }

    /// The file of an image.
    package var path: FilePath? {
        if case .image(let path) = self { path } else { nil }
    }

    /// A text.
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

/// A query that could not be made, and why.
package struct QueryFailure: Error {
    package let source: QuerySource
    package let cause: any Error
}

/// An error that says why there is no query although all files could be read.
package enum QueryError: Error {
    /// The subtracted terms cancel the query.
    case nothingLeft(QuerySource)
    /// The features cannot be compared with texts.
    case noTexts
    /// A term of every query could not be read.
    case unreadableTerm(FilePath, cause: any Error)
}
