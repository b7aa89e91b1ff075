package import Files
package import SystemPackage

/// The source of a query, as given.
package enum QuerySource: Sendable, Equatable, CustomStringConvertible {
    case image(ContentSource)
    case text(String)

    /// An image in a file.
    package static func file(_ path: FilePath) -> QuerySource { .image(.file(path)) }

    /// For people and for JSON.
    package var description: String {
        switch self {
        case .image(let source): source.name
        case .text(let text): text
        }
    }

    /// Where an image is.
    package var image: ContentSource? {
        if case .image(let source) = self { source } else { nil }
    }

    /// The file of an image; nil of one that lies elsewhere.
    package var path: FilePath? { image?.path }

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
    case unreadableTerm(ContentSource, cause: any Error)
}
