import FeatureIndex
import Gallery
import Metrics
import VectorStores

/// A store of one kind over the galleries of a request.
///
/// A store that compares with all does so over all galleries at once. Others are filled for each gallery by itself: each is
/// asked, and the best of what they find are the hits. Any hit among the best of all is among the best of its own gallery, so
/// nothing is lost.
struct GalleryStore {
    let address: StoreAddress
    /// The store of all galleries, or one store for each of them.
    private let stores: [any VectorStore]
    private let union: ImageUnion

    /// The answer of the stores.
    struct Answer {
        /// The images of the galleries, then what else a server holds.
        let images: GalleryImages
        /// The hits of each query, best first; indices are those of `images`.
        let hits: [[ScoredIndex]]
        /// The part that each store compared.
        let scopes: [StoreAnswer.Scope]
    }

    /// - Parameter onProgress: Called from any thread with the number of images just embedded, where a store needs that.
    init(
        _ address: StoreAddress, _ galleries: OpenGalleries, _ embedding: ImageEmbedding, _ settings: StoreSettings,
        threads: Int, onProgress: @escaping @Sendable (Int) -> Void
    ) throws {
        precondition(galleries.parts.count == 1 || address.kind.holdsSeveralGalleries)
        self.address = address
        union = galleries.union
        func open(_ indexed: IndexedGallery, _ request: GalleryRequest) throws -> any VectorStore {
            let gallery = StoreGallery(
                root: request.folder, indexFolder: request.indexFolder, indexed: indexed, embedding: embedding,
                isTrusted: request.trustsIndex, threads: threads)
            return try address.open(gallery, settings, onProgress: onProgress)
        }
        stores =
            address.kind.isExact
            ? [try open(galleries.indexed, galleries.parts[0].request)]
            : try galleries.parts.map { try open($0.indexed, $0.request) }
    }

    /// The metrics that all of the stores can be searched by.
    var supportedMetrics: [Metric] {
        stores[0].supportedMetrics.filter { metric in stores.allSatisfy { $0.supportedMetrics.contains(metric) } }
    }

    /// Images without an embedding, in the order of their paths.
    var skipped: [SkippedFile] { distinct(stores.flatMap(\.skipped)) }

    /// Whether the best `limit` hits, or all where it is nil, are found by comparing with all.
    func isExact(limit: Int?) -> Bool { stores.allSatisfy { $0.isExact(limit: limit) } }

    /// Expects everything that is searched to be sound, where that is this machine's to tell.
    ///
    /// - Throws: `IndexError`.
    func check() throws { try stores.forEach { try $0.check() } }

    /// Reports to the observer the galleries that changed after the store, or the index that it lives on, was filled.
    func tellOfStaleness(_ galleries: OpenGalleries, _ observer: any SearchObserver) {
        if address.kind.isExact || address.kind.needsIndex { return galleries.tellOfStaleness(observer) }
        for (part, store) in zip(galleries.parts, stores) where !store.staleness.isNone {
            observer.notice(.staleStore(address, of: part.request, store.staleness))
        }
    }

    /// The best hits of each of `queries`; equal scores come in the order of their images.
    ///
    /// - Throws: `StoreError`, `IndexError`.
    func search(_ queries: [EmbeddingQuery], _ request: StoreRequest) throws -> Answer {
        let answers = try stores.map { try $0.search(queries, request) }
        guard answers.count > 1 else {
            return Answer(images: answers[0].images, hits: answers[0].hits, scopes: [answers[0].scope])
        }
        let hits = queries.indices.map { query in
            var best = TopHits(metric: request.metric, limit: request.limit, threshold: request.threshold)
            var known: Set<Int> = []
            for (answer, indices) in zip(answers, union.indices) {
                for hit in answer.hits[query] where known.insert(indices[hit.index]).inserted {
                    best.offer(ScoredIndex(index: indices[hit.index], score: hit.score))
                }
            }
            return best.sorted
        }
        return Answer(images: union.images, hits: hits, scopes: answers.map(\.scope))
    }
}
