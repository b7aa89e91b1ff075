import FeatureIndex
import Gallery
import Metrics
import Reports
import Search
import SystemPackage
import VectorStores

extension Phrasing {
    /// Returns the sentences of a notice, one per line of output.
    func sentences(for notice: SearchNotice) -> [String] {
        switch notice {
        case .staleIndex(let gallery, let staleness) where staleness.isUnseenAlone:
            [
                "\(counted(staleness.unseen, "file")) of \(gallery.folder) that the index knows cannot be looked at now and cannot be hits; make their folders accessible, and the index serves again"
            ]
        case .staleIndex(let gallery, let staleness) where gallery.hasSeveralIndexes:
            [
                "the indexes of \(gallery.folder) are out of date (\(staleness.summary)); the results are right all the same, and 'retrieve index' for each of them, with its --shard, makes searching fast again"
            ]
        case .staleIndex(let gallery, let staleness):
            [
                "the index of \(gallery.folder) is out of date (\(staleness.summary)); the results are right all the same, and '\(indexCommand(for: gallery))' makes searching fast again"
            ]
        case .partialIndex(let gallery, let staleness, let shards):
            [sentence(forPartOf: gallery.folder, shards, staleness)]
        case .staleStore(let store, let gallery, let staleness):
            [
                "\(store) is out of date with \(gallery.folder) (\(staleness.summary)); '\(fillingCommand(store, for: gallery))' brings it up to date"
            ]
        case .indexLacksFeatures(let gallery, let folder, let key, _):
            [
                "the index in \(folder) has no features for \(key.summary), so the images are read; '\(indexCommand(for: gallery))' adds them"
            ]
        case .repeatedFiles(let repeated): [sentence(for: repeated)]
        case .usesSampleModel(let path):
            [
                "using the sample model \(path), which knows twelve drawn things only; get a real one with 'retrieve model pull'"
            ]
        case .pixelIndexUse(let statistics, let queries, let images, let bytesPerImage):
            sentences(for: statistics, pairs: queries * images, images: images, bytesPerImage: bytesPerImage)
        case .storeUse(.all(let indexed, let new)):
            ["compared with \(counted(indexed, "embedding")) of the index, and with \(new) made now"]
        case .storeUse(.candidates(let candidates, let count)):
            ["examined \(candidates) candidates per query among \(counted(count, "embedding"))"]
        case .storeUse(.unknown): []
        case .storeComparesAll(let store, let hits, let images):
            [
                "for \(hits) hits of \(counted(images, "image")) --store \(store) compares with all, as a search does, so its figures say nothing of its graph; ask for fewer with --top"
            ]
        case .storeLacksMetrics(let store, let has, let lacks):
            ["\(store) is evaluated by \(list(has)) only: it is not made for \(list(lacks))"]
        }
    }

    private func sentence(
        forPartOf gallery: FilePath, _ shards: [GalleryShard], _ staleness: IndexedGallery.Staleness
    ) -> String {
        let names = shards.map(\.description).joined(separator: ", ")
        let alone = shards.count == 1 ? ", or search this shard with --shard \(names)" : ""
        return
            "the index of \(gallery) is of \(shards.count == 1 ? "shard" : "shards") \(names) alone (\(staleness.summary)); the results are right all the same; name the indexes of the other shards too, each with --index\(alone)"
    }

    /// Returns the notice of files that several indexes know.
    func sentence(for repeated: RepeatedFiles) -> String {
        let folders = repeated.folders.map(\.string).joined(separator: " and in ")
        return
            "\(counted(repeated.count, "file")) in more than one index, as \(repeated.example) in \(folders); of each the entry that was modified last counts"
    }

    private func sentences(
        for statistics: IndexedSearch.Statistics, pairs: Int, images: Int, bytesPerImage: Int
    ) -> [String] {
        let left = statistics.examined.dropFirst() + [statistics.compared]
        let levels = zip(statistics.examined, left).enumerated().map { level, counts in
            "level \(level + 1): examined \(counts.0), ruled out \(max(0, counts.0 - counts.1))"
        }
        let whole = images * bytesPerImage
        let share = whole > 0 ? Double(statistics.touchedBytes) / Double(whole) * 100 : 0
        return levels + [
            "compared in full: \(statistics.compared) of \(pairs); image files read: \(statistics.filesRead)",
            "touched \(statistics.touchedBytes) bytes, \((share * 100).rounded() / 100) % of all samples of \(counted(images, "image"))",
        ]
    }
}

extension GalleryRequest {
    fileprivate var hasSeveralIndexes: Bool {
        if case .at(let folders) = index { folders.count > 1 } else { false }
    }
}

extension IndexedGallery.Staleness {
    /// The counts in words, as in `3 new, 1 changed, 2 gone`.
    var summary: String {
        "\(new) new, \(changed) changed, \(gone) gone" + (unseen > 0 ? ", \(unseen) in folders that cannot be seen" : "")
            + (recognized > 0 ? ", \(recognized) recognised by contents" : "")
    }
}

private func list(_ metrics: [Metric]) -> String { metrics.map(\.rawValue).joined(separator: ", ") }
