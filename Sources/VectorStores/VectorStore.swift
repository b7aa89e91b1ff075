package import FeatureIndex
package import Gallery
package import Metrics

/// A store of the embeddings of a gallery, which can be searched.
///
/// A store is a folder beside this file and a line of ``StoreAddress/stores``; nothing else knows which stores there are. One
/// that is opened is not to be shared between threads.
package protocol VectorStore: SendableMetatype {
    /// The description of this kind of store.
    static var kind: StoreKind { get }

    /// Expects `address`, which has one of this kind's schemes, to be well-formed.
    static func check(_ address: StoreAddress) throws(StoreError)

    /// Opens the store for searches of `gallery`.
    ///
    /// - Parameter onProgress: Called from any thread with the number of images just embedded, where the store needs that.
    /// - Throws: `StoreError`, `IndexError`, and what an embedder throws.
    static func open(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> Self

    /// Makes the store hold the embeddings that the index has of `gallery`, and no others that this tool has put there.
    ///
    /// - Parameter begin: Called with the number of embeddings to be added; returns a progress callback.
    /// - Throws: `StoreError`, `IndexError`.
    static func synchronise(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        begin: @escaping (Int) -> @Sendable (Int) -> Void
    ) throws -> StoreSummary

    /// The metrics that this store can be searched by.
    var supportedMetrics: [Metric] { get }

    /// The changes of the gallery since the store was filled.
    var staleness: IndexedGallery.Staleness { get }

    /// Images without an embedding, in the order of their paths.
    var skipped: [SkippedFile] { get }

    /// The number of images it holds.
    func count() throws(StoreError) -> Int

    /// Whether the best `limit` hits, or all where it is nil, are found by comparing with all.
    func isExact(limit: Int?) -> Bool

    /// Expects everything that is searched to be sound, where that is this machine's to tell.
    ///
    /// - Throws: `IndexError`.
    func check() throws

    /// The best hits of each of `queries`. Scores are those of the metric as it is defined for all of this tool, whatever the
    /// store's own convention; equal ones come in the order of their images.
    ///
    /// - Throws: `StoreError`, `IndexError`.
    func search(_ queries: [EmbeddingQuery], _ request: StoreRequest) throws -> StoreAnswer
}

extension VectorStore {
    /// An address that is a scheme alone.
    package static func check(_ address: StoreAddress) throws(StoreError) {
        guard Self.kind.schemes.contains(address.text) else {
            throw .unknownStore(address.text, forms: StoreAddress.forms)
        }
    }

    package static func synchronise(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        begin: @escaping (Int) -> @Sendable (Int) -> Void
    ) throws -> StoreSummary {
        StoreSummary(kept: gallery.indexed.images.count)
    }

    package func check() throws {}
}

/// The description of a kind of stores, known before one is opened.
package struct StoreKind: Sendable {
    /// The schemes of addresses.
    package let schemes: [String]
    /// The form of addresses, for messages and help.
    package let form: String
    /// The metrics that such stores can be searched by. One that is opened may lack some.
    package let metrics: [Metric]
    /// Whether such a store always compares with all.
    package var isExact = false
    /// Whether it has to be filled before it can be searched.
    package var isFilled = true
    /// Whether it lies in the index of the gallery.
    package var needsIndex = false
    /// Whether one is made for searches by one metric.
    package var isMadeForMetric = false

    /// Whether a search of several galleries can be made there: what a server holds is of one.
    package var holdsSeveralGalleries: Bool { isExact || needsIndex }
}

/// The answer of a store.
package struct StoreAnswer: Sendable {
    /// The part of a store that was compared.
    package enum Scope: Equatable, Sendable {
        /// All embeddings: those that an index has, and those that were made for this search.
        case all(indexed: Int, new: Int)
        /// A number of candidates per query, out of a number of embeddings.
        case candidates(Int, of: Int)
        /// A part that the server chose.
        case unknown
    }

    /// The images of the gallery, then what else a server holds.
    package let images: GalleryImages
    /// The hits of each query, best first; their indices are those of `images`.
    package let hits: [[ScoredIndex]]
    package let scope: Scope
}
