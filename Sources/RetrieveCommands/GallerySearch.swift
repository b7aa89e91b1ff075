import FeatureIndex
import Files
import Gallery
import Metrics
import Search

/// What searches found.
struct FoundHits {
    /// The images that the indices of hits count.
    let images: [ImageFile]
    /// For each query, best first.
    let hits: [[ScoredIndex]]
    let skipped: [SkippedFile]
}

/// Searches a gallery, with its index where there is one that fits.
struct GallerySearch<Search: FeatureSearch> {
    let gallery: String
    let index: IndexOptions
    let execution: RunOptions
    let search: Search

    func callAsFunction(_ queries: [Search.Query]) throws(CommandFailure) -> FoundHits {
        try asCommandFailure {
            let index = GalleryIndex(gallery: gallery, options: index, execution: execution)
            if let (indexed, skipped) = try index.open(search.key) {
                return try searchIndexed(queries, indexed, skipped)
            }
            let walk = try searchedFolder(gallery)
            let progress = ProgressBar("Searching", total: walk.images.count, mode: execution.progressMode)
            defer { progress.finish() }
            let outcome = try search.search(queries, in: walk.images) { progress.advance(by: $0) }
            return FoundHits(images: walk.images, hits: outcome.hits, skipped: walk.skipped + outcome.skipped)
        }
    }

    private func searchIndexed(
        _ queries: [Search.Query], _ indexed: IndexedGallery, _ skipped: [SkippedFile]
    ) throws -> FoundHits {
        let unread = indexed.staleness.new + indexed.staleness.changed
        let progress = ProgressBar("Searching", total: unread, mode: execution.progressMode)
        defer { progress.finish() }
        let outcome = try search.search(queries, in: indexed, isVerbose: index.verbose) { progress.advance(by: $0) }
        return FoundHits(images: indexed.images, hits: outcome.hits, skipped: skipped + outcome.skipped)
    }
}
