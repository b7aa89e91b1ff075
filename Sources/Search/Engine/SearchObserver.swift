package import FeatureIndex
package import Gallery
package import Metrics
package import SystemPackage
package import VectorStores

/// Receives progress and notices while an engine works, on any thread.
package protocol SearchObserver: Sendable {
    func notice(_ notice: SearchNotice)

    /// Begins a piece of work of `total` steps.
    func begin(_ phase: WorkPhase, total: Int) -> any WorkProgress
}

/// Long work that is going on.
package enum WorkPhase: Sendable, Equatable {
    case searching, evaluating, askingStores, indexing, embedding
    /// Entering vectors into a store.
    case filling(StoreAddress)
}

/// The progress of a piece of work. Called from any thread.
package protocol WorkProgress: Sendable {
    func advance(by count: Int)
    func finish()
}

/// Something that happened and changed neither the result nor the outcome.
package enum SearchNotice: Sendable {
    /// A gallery changed after it was indexed.
    case staleIndex(of: GalleryRequest, IndexedGallery.Staleness)
    /// A whole gallery is searched, and its index is of these shards alone.
    case partialIndex(of: GalleryRequest, IndexedGallery.Staleness, shards: [GalleryShard])
    /// A gallery changed after a store was filled.
    case staleStore(StoreAddress, of: GalleryRequest, IndexedGallery.Staleness)
    /// An index of a gallery holds nothing of these features, so that all images are read.
    /// `isAskedFor` where the user counts on the index.
    case indexLacksFeatures(of: GalleryRequest, folder: FilePath, FeatureKey, isAskedFor: Bool)
    /// Several of the indexes that are searched as one know a file; one row of it counts.
    case repeatedFiles(RepeatedFiles)
    /// The default model is absent, and the sample model is used.
    case usesSampleModel(FilePath)
    /// The part of an index that a search by pixels needed.
    case pixelIndexUse(IndexedSearch.Statistics, queries: Int, images: Int, bytesPerImage: Int)
    /// The number of embeddings that a store compared with the queries.
    case storeUse(StoreAnswer.Scope)
    /// A store compares with all images for so many hits, though it need not.
    case storeComparesAll(StoreAddress, hits: Int, images: Int)
    /// Metrics that a store lacks were left out of an evaluation.
    case storeLacksMetrics(StoreAddress, has: [Metric], lacks: [Metric])
}

extension SearchObserver {
    /// Runs `body` with a function that advances the progress.
    func withProgress<Result>(
        _ phase: WorkPhase, total: Int, _ body: (_ onProgress: @escaping @Sendable (Int) -> Void) throws -> Result
    ) rethrows -> Result {
        let progress = begin(phase, total: total)
        defer { progress.finish() }
        return try body { progress.advance(by: $0) }
    }
}
