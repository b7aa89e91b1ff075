import FeatureIndex
import Files
import Gallery
import Search

/// Searches a gallery, with its index where there is one that fits.
struct GallerySearch<Search: FeatureSearch> {
    let gallery: String
    let index: IndexOptions
    let execution: RunOptions
    let search: Search

    /// What was found, and the images that the indices of the hits count.
    struct Found {
        let images: [ImageFile]
        let outcome: SearchOutcome
        let skipped: [SkippedFile]
    }

    func callAsFunction(_ queries: [Search.Query]) throws(CommandFailure) -> Found {
        try asCommandFailure {
            let index = GalleryIndex(gallery: gallery, options: index, execution: execution)
            if let (indexed, skipped) = try index.open(search.key) {
                return try searchIndexed(queries, indexed, skipped)
            }
            let walk = try searchedFolder(gallery)
            let progress = ProgressBar("Searching", total: walk.images.count, mode: execution.progressMode)
            defer { progress.finish() }
            let outcome = try search.search(queries, in: walk.images) { progress.advance(by: $0) }
            return Found(images: walk.images, outcome: outcome, skipped: walk.skipped + outcome.skipped)
        }
    }

    private func searchIndexed(
        _ queries: [Search.Query], _ indexed: IndexedGallery, _ skipped: [SkippedFile]
    ) throws -> Found {
        let unread = indexed.staleness.new + indexed.staleness.changed
        let progress = ProgressBar("Searching", total: unread, mode: execution.progressMode)
        defer { progress.finish() }
        let outcome = try search.search(queries, in: indexed, isVerbose: index.verbose) { progress.advance(by: $0) }
        return Found(images: indexed.images, outcome: outcome, skipped: skipped + outcome.skipped)
    }
}
