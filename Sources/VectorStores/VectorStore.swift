package import FeatureIndex
package import Gallery
package import Metrics

/// Where the embeddings of a gallery are searched.
///
/// A store is a folder beside this file and a line of ``StoreAddress/stores``; nothing else knows which stores there are. One
/// that is opened is not to be shared between threads.
package protocol VectorStore: SendableMetatype {
    /// What is known of such a store before one is opened.
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
    /// - Parameter begin: Called with the number of embeddings to be added; gives what is told of those that are.
    /// - Throws: `StoreError`, `IndexError`.
    static func synchronise(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        begin: @escaping (Int) -> @Sendable (Int) -> Void
    ) throws -> StoreSummary

    /// What this one can be searched by.
    var supportedMetrics: [Metric] { get }

    /// How far the gallery has moved on since the store was filled.
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

/// What is known of a kind of stores before one is opened.
package struct StoreKind: Sendable {
    /// How addresses begin, up to `://` where there is more.
    package let schemes: [String]
    /// What addresses look like, for a reader.
    package let form: String
    /// What such stores can be searched by. One that is opened may lack some.
    package let metrics: [Metric]
    /// Whether such a store always compares with all.
    package var isExact = false
    /// Whether it has to be filled before it can be searched.
    package var isFilled = true
    /// Whether it lies in the index of the gallery.
    package var needsIndex = false
    /// Whether one is made for searches by one metric.
    package var isMadeForMetric = false
    /// Whether it looks at a number of candidates that can be chosen.
    package var hasCandidates = false
}

/// What a store found.
package struct StoreAnswer: Sendable {
    /// How much of a store was looked at.
    package enum Scope: Equatable, Sendable {
        /// All embeddings: those that an index has, and those that were made for this search.
        case all(indexed: Int, new: Int)
        /// So many candidates per query, out of so many embeddings.
        case candidates(Int, of: Int)
        /// What a server pleases.
        case unknown
    }

    /// The images of the gallery, then what else a server holds.
    package let images: [ImageFile]
    /// For each query, best first; indices are those of `images`.
    package let hits: [[ScoredIndex]]
    package let scope: Scope
}
