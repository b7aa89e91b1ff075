import FeatureIndex
import Models
import Search
import SystemPackage
import VectorStores

/// An error that says why a search could not be made.
public struct RetrievalError: Error, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// A query could not be read, or cannot be compared with these features.
        case query
        /// The gallery cannot be listed.
        case gallery
        /// The gallery's index is damaged or of a later version.
        case index
        /// The model cannot be used.
        case model
        /// A vector store cannot be searched.
        case store
        case other
    }

    public let code: Code
    /// The file or folder concerned, where there is one.
    public let path: String?
    /// The error of the library that found it.
    public let underlying: any Error

    init(_ error: any Error) {
        underlying = (error as? QueryFailure)?.cause ?? error
        (code, path) =
            switch error {
            case let error as QueryFailure: (.query, error.source.path?.string)
            case is QueryError: (.query, nil)
            case let error as GalleryError: (.gallery, error.folder.string)
            case let error as IndexError: (.index, error.path.string)
            case is ModelError: (.model, nil)
            case is StoreError: (.store, nil)
            default: (.other, nil)
            }
    }

    /// What cannot be used, and the underlying error as Swift shows it, for programmers.
    public var description: String {
        let subject =
            switch code {
            case .query: "the query"
            case .gallery: "the gallery"
            case .index: "the index"
            case .model: "the model"
            case .store: "the store"
            case .other: "what is searched"
            }
        return "\([subject, path].compactMap(\.self).joined(separator: " ")) cannot be used: \(underlying)"
    }
}
