import FeatureIndex
import Files
import Gallery
import Imaging
import Search
import SystemPackage

/// Searches a gallery, with its index where there is one that fits.
struct GallerySearch {
    let gallery: String
    let index: IndexOptions
    let execution: RunOptions
    let search: PixelSearch

    /// What was found, and the images that the indices of the hits count.
    struct Found {
        let images: [ImageFile]
        let outcome: SearchOutcome
        let skipped: [SkippedFile]
    }

    func callAsFunction(_ queries: [QueryImage]) throws(CommandFailure) -> Found {
        if let found = try searchIndex(queries) { return found }
        let walk = try searchedFolder(gallery)
        let progress = ProgressBar("Searching", total: walk.images.count, mode: execution.progressMode)
        let outcome = search.search(queries, in: walk.images) { progress.advance(by: $0) }
        progress.finish()
        return Found(images: walk.images, outcome: outcome, skipped: walk.skipped + outcome.skipped)
    }

    /// The segments to search, or nil when there are none for this size and filter.
    private func openIndex() throws(IndexError) -> [OpenSegment]? {
        guard !index.noIndex else { return nil }
        let key = FeatureKey(search.options.reading)
        let folder = index.index.map { FilePath($0) } ?? IndexFolder.standard(for: FilePath(gallery))
        let isAskedFor = index.index != nil || index.trustIndex
        do throws(IndexError) {
            let segments = try IndexFolder(folder).open(key)
            if segments == nil, isAskedFor || index.verbose {
                StandardStreams.writeMessage(
                    "the index in \(folder) has no features for \(key.summary), so the images are read; 'retrieve index' with the same options adds them"
                )
            }
            return segments
        } catch {
            if error.reason == .missing, !isAskedFor { return nil }
            throw error
        }
    }

    /// Nil when there is no index to be used.
    private func searchIndex(_ queries: [QueryImage]) throws(CommandFailure) -> Found? {
        do {
            return try openIndex().map { try searchIndexed(queries, $0) }
        } catch let error as IndexError {
            throw CommandFailure(.trouble, "\(error)")
        } catch let error as CommandFailure {
            throw error
        } catch {
            preconditionFailure("only IndexError and CommandFailure are thrown above: \(error)")
        }
    }

    private func searchIndexed(_ queries: [QueryImage], _ segments: [OpenSegment]) throws -> Found {
        let path = FilePath(gallery)
        let indexed: IndexedGallery
        var walked: [SkippedFile] = []
        if index.trustIndex {
            indexed = IndexedGallery(trusting: segments, gallery: path)
        } else {
            let walk = try searchedFolder(gallery)
            walked = walk.skipped
            indexed = IndexedGallery(walk, gallery: path, segments: segments, threads: execution.threadCount)
        }
        if !indexed.staleness.isNone, !execution.quiet {
            StandardStreams.writeMessage(
                "the index of \(gallery) is out of date (\(indexed.staleness.summary)); the results are right all the same, and 'retrieve index \(gallery)' makes searching fast again"
            )
        }
        let unread = indexed.staleness.new + indexed.staleness.changed
        let progress = ProgressBar("Searching", total: unread, mode: execution.progressMode)
        defer { progress.finish() }
        let (outcome, statistics) = try IndexedSearch(search).search(queries, in: indexed) { progress.advance(by: $0) }
        if index.verbose { report(statistics, pairs: queries.count * indexed.images.count, images: indexed.images.count) }
        return Found(images: indexed.images, outcome: outcome, skipped: walked + outcome.skipped)
    }

    private func report(_ statistics: IndexedSearch.Statistics, pairs: Int, images: Int) {
        let left = statistics.examined.dropFirst() + [statistics.compared]
        for (level, (examined, left)) in zip(statistics.examined, left).enumerated() {
            StandardStreams.writeMessage("level \(level + 1): looked at \(examined), ruled out \(max(0, examined - left))")
        }
        StandardStreams.writeMessage(
            "compared in full: \(statistics.compared) of \(pairs); image files read: \(statistics.filesRead)")
        let whole = images * search.options.reading.size.sampleCount
        let share = whole > 0 ? Double(statistics.touchedBytes) / Double(whole) * 100 : 0
        StandardStreams.writeMessage(
            "touched \(statistics.touchedBytes) bytes, \((share * 100).rounded() / 100) % of all samples of \(counted(images, "image"))"
        )
    }
}
