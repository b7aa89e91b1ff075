import FeatureIndex
import Files
import Gallery
import Kernels
import Search
import SystemPackage
import VectorStores

/// Searching by what a CLIP model makes of images, in a graph of near neighbours. Where the gallery has moved on since the
/// graph was made, everything is compared instead: that is right all the same.
struct GraphSearch: FeatureSearch {
    let flat: CLIPSearch
    /// Of the index.
    let folder: FilePath
    let ef: Int
    /// The command that makes the graph.
    let filling: String
    let kernels: Kernels

    private var options: EmbeddingSearch.Options { flat.search.options }

    var key: FeatureKey { flat.key }

    func search(
        _ queries: [EmbeddingSearch.Query], in images: [ImageFile], onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        try asCommandFailure(fillingBy: filling) {
            throw StoreError.noGraph(IndexFolder(folder).graphPath(key))
        }
    }

    func search(
        _ queries: [EmbeddingSearch.Query], in gallery: IndexedGallery, isVerbose: Bool,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        guard gallery.staleness.isNone, let limit = options.limit else {
            return try flat.search(queries, in: gallery, isVerbose: isVerbose, onProgress: onProgress)
        }
        let (graph, hits) = try asCommandFailure(fillingBy: filling) {
            let graph = try GalleryGraph(
                of: gallery, in: folder, flat.embedding.reading, ef: ef, threads: options.threads, kernels: kernels)
            return (graph, try graph.hits(queries, limit: limit, options))
        }
        if isVerbose {
            StandardStreams.writeMessage(
                "looked at \(ef) candidates a query in a graph of \(counted(graph.count, "embedding"))")
        }
        return SearchOutcome(hits: hits, skipped: gallery.skipped)
    }
}

extension IndexedGallery {
    /// Images that cannot be read, in the order of their paths.
    var skipped: [SkippedFile] {
        failures.sorted { $0.key < $1.key }.map { SkippedFile(path: images[$0.key].path, reason: $0.value) }
    }
}
