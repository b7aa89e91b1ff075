import FeatureIndex
import Files
import Gallery
import Imaging
import Search
import VectorStores

/// Searching by one kind of features, as commands do it.
protocol FeatureSearch: Sendable {
    associatedtype Query: Sendable

    /// What an index has to be made of.
    var key: FeatureKey { get }

    /// Compares every query with every one of `images`, which are in the order of their paths.
    func search(
        _ queries: [Query], in images: [ImageFile], onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome

    /// The same with an index.
    ///
    /// - Parameter isVerbose: Whether to tell on standard error how much of it was needed.
    func search(
        _ queries: [Query], in gallery: IndexedGallery, isVerbose: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome
}

extension PixelSearch: FeatureSearch {
    var key: FeatureKey { FeatureKey(options.reading) }

    func search(
        _ queries: [QueryImage], in gallery: IndexedGallery, isVerbose: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        let (outcome, statistics) = try IndexedSearch(self).search(queries, in: gallery, onProgress: onProgress)
        if isVerbose { report(statistics, pairs: queries.count * gallery.images.count, images: gallery.images.count) }
        return outcome
    }

    private func report(_ statistics: IndexedSearch.Statistics, pairs: Int, images: Int) {
        let left = statistics.examined.dropFirst() + [statistics.compared]
        for (level, (examined, left)) in zip(statistics.examined, left).enumerated() {
            StandardStreams.writeMessage("level \(level + 1): looked at \(examined), ruled out \(max(0, examined - left))")
        }
        StandardStreams.writeMessage(
            "compared in full: \(statistics.compared) of \(pairs); image files read: \(statistics.filesRead)")
        let whole = images * options.reading.size.sampleCount
        let share = whole > 0 ? Double(statistics.touchedBytes) / Double(whole) * 100 : 0
        StandardStreams.writeMessage(
            "touched \(statistics.touchedBytes) bytes, \((share * 100).rounded() / 100) % of all samples of \(counted(images, "image"))"
        )
    }
}

/// Searching by what a CLIP model makes of images.
struct CLIPSearch: FeatureSearch {
    let embedding: ImageEmbedding
    let search: EmbeddingSearch

    var key: FeatureKey { FeatureKey(embedding.reading) }

    func search(
        _ queries: [EmbeddingQuery], in images: [ImageFile], onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        let embedded = try EmbeddedGallery(images, by: embedding, onProgress: onProgress)
        return SearchOutcome(hits: try search.search(queries, in: embedded), skipped: embedded.skipped)
    }

    func search(
        _ queries: [EmbeddingQuery], in gallery: IndexedGallery, isVerbose: Bool,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        let embedded = try EmbeddedGallery(gallery, by: embedding, onProgress: onProgress)
        if isVerbose { embedded.tellOfIndex() }
        return SearchOutcome(hits: try search.search(queries, in: embedded), skipped: embedded.skipped)
    }
}

extension EmbeddedGallery {
    /// Says on standard error how much of it an index had.
    func tellOfIndex() {
        StandardStreams.writeMessage(
            "compared with \(counted(indexedCount, "embedding")) of the index, and with \(newCount) made now")
    }
}
