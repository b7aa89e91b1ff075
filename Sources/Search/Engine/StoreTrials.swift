import Embeddings
package import FeatureIndex
import Files
package import Gallery
package import Metrics
package import VectorStores
import SystemPackage

/// Metrics that stores are to be asked by.
package enum MetricSelection: Sendable, Equatable {
    /// The named metrics; a store that lacks one is refused.
    case named([Metric])
    /// Every metric that a store supports.
    case all

    package var metrics: [Metric] {
        switch self {
        case .named(let metrics): metrics
        case .all: Metric.allCases
        }
    }
}

/// The answers of a store to some queries by one metric, and the time they took.
package struct StoreTrial: Sendable {
    package let store: StoreAddress
    package let metric: Metric
    /// The hits of each query, best first, as many as were asked for.
    package let hits: [[ScoredIndex]]
    /// The mean time per query, in milliseconds.
    package let time: Double
}

/// Stores side by side: each asked for the best of the same queries.
package struct StoreTrials: Sendable {
    /// The queries that could be read.
    package let queries: [ImageFile]
    package let unreadable: [SkippedFile]
    /// The images that hits count: the gallery's, then those without label that only a store has.
    package let images: [ImageFile]
    /// The number of images that are the gallery's.
    package let galleryCount: Int
    package let skipped: [SkippedFile]
    /// The indices of the gallery's images that could be read.
    package let readable: [Int]
    /// The indices of the images that are the query's own file and so are not hits, for each query.
    package let ownImages: [[Int]]
    package let trials: [StoreTrial]
}

extension SearchEngine {
    /// Asks each of `stores` for the best of each query, as many as the request says, one query at a time.
    ///
    /// - Throws: What opening a store throws; `StoreError` for a metric that was named and a store lacks.
    package func trials(
        of stores: [StoreAddress], for files: [ImageFile], by metrics: MetricSelection
    ) throws -> StoreTrials {
        guard let embeddings = features as? EmbeddingFeatures else { preconditionFailure("stores hold embeddings") }
        let opening = try embeddings.openStores(stores, observer: observer)
        let read = try observer.withProgress(.evaluating, total: files.count) {
            try LabelledQueries(files, embeddings, onProgress: $0)
        }
        let skipped = opening.stores.first?.skipped ?? []
        let unread = Set(skipped.map(\.path))
        let readable = opening.images.indices.filter { !unread.contains(opening.images[$0].path) }
        var images = NumberedImages(opening.images, readable: Set(readable))
        let trials = try ask(opening.stores, read.queries, metrics, embeddings, &images)
        return StoreTrials(
            queries: read.files, unreadable: read.unreadable, images: images.all, galleryCount: opening.images.count,
            skipped: (opening.skipped + skipped).sorted { $0.path.precedesBytewise($1.path) },
            readable: readable, ownImages: ownImages(read, opening.images, readable), trials: trials)
    }

    private func ask(
        _ stores: [GalleryStore], _ queries: [EmbeddingQuery], _ selection: MetricSelection, _ features: EmbeddingFeatures,
        _ images: inout NumberedImages
    ) throws -> [StoreTrial] {
        let asked = stores.map { ($0, metrics: metricsAsked(of: $0, selection)) }
        let progress = observer.begin(.askingStores, total: asked.reduce(0) { $0 + $1.metrics.count } * queries.count)
        defer { progress.finish() }
        var trials: [StoreTrial] = []
        for metric in selection.metrics {
            for (opened, metrics) in asked where metrics.contains(metric) {
                let request = features.storeRequest(metric, limit: request.limit)
                // What is read for the first time is no query's own time.
                if let first = queries.first { _ = try opened.search([first], request) }
                var time = Duration.zero
                let hits = try queries.map { query in
                    let start = ContinuousClock.now
                    let answer = try opened.search([query], request)
                    time += ContinuousClock.now - start
                    progress.advance(by: 1)
                    return images.numbered(answer)
                }
                let mean = time / .milliseconds(1) / Double(max(1, queries.count))
                trials.append(StoreTrial(store: opened.address, metric: metric, hits: hits, time: mean))
            }
        }
        return trials
    }

    private func metricsAsked(of opened: GalleryStore, _ selection: MetricSelection) -> [Metric] {
        let supported = opened.supportedMetrics
        guard selection == .all, !supported.isEmpty else { return selection.metrics }
        let lacking = selection.metrics.filter { !supported.contains($0) }
        if !lacking.isEmpty { observer.notice(.storeLacksMetrics(opened.address, has: supported, lacks: lacking)) }
        return supported
    }

    private func ownImages(
        _ read: LabelledQueries<EmbeddingQuery>, _ gallery: [ImageFile], _ readable: [Int]
    ) -> [[Int]] {
        guard request.excludesQuery else { return read.queries.map { _ in [] } }
        var own: [FileIdentity: [Int]] = [:]
        for index in readable {
            if let identity = try? FileStatus(of: gallery[index].path).identity { own[identity, default: []].append(index) }
        }
        return read.queries.map { query in query.sources.flatMap { own[$0] ?? [] } }
    }
}

/// A store in the index that cannot be evaluated, as the gallery changed after it was filled: a search would compare with all.
package struct StaleStoreError: Error {
    package let store: StoreAddress
    package let gallery: GalleryRequest
    package let staleness: IndexedGallery.Staleness
}

extension EmbeddingFeatures {
    /// Opens stores for the gallery. Those that answer without embedding the gallery come first, so that one that is not there
    /// costs no time.
    ///
    /// - Returns: The stores in the order of `addresses`, the galleries' images, and what the walks could not look into.
    func openStores(
        _ addresses: [StoreAddress], observer: any SearchObserver
    ) throws -> (stores: [GalleryStore], images: [ImageFile], skipped: [SkippedFile]) {
        let galleries = try openGalleries(observer)
        let (images, staleness) = (Array(galleries.indexed.images), galleries.indexed.staleness)
        var opened: [StoreAddress: GalleryStore] = [:]
        if let graph = addresses.first(where: \.kind.needsIndex),
            let stale = galleries.parts.first(where: { !$0.indexed.segments.isEmpty && !$0.indexed.staleness.isNone })
        {
            throw StaleStoreError(store: graph, gallery: stale.request, staleness: stale.indexed.staleness)
        }
        for address in addresses.filter({ !$0.kind.isExact }) + addresses.filter(\.kind.isExact) {
            let store = try observer.withProgress(.evaluating, total: staleness.new + staleness.changed) {
                try open(address, galleries, onProgress: $0)
            }
            store.tellOfStaleness(galleries, observer)
            if !address.kind.isExact, store.isExact(limit: request.limit), let limit = request.limit {
                observer.notice(.storeComparesAll(address, hits: limit, images: images.count))
            }
            try store.check()
            opened[address] = store
        }
        return (addresses.compactMap { opened[$0] }, images, galleries.skipped)
    }
}

/// Images, each with the index of its place.
private struct NumberedImages {
    private(set) var all: [ImageFile]
    private var numbers: [FilePath: Int]

    /// - Parameters:
    ///   - gallery: Come first.
    ///   - readable: Images that could be read. Others lose their label, so that they never count as relevant.
    init(_ gallery: [ImageFile], readable: Set<Int>) {
        all = gallery.enumerated().map { readable.contains($0) ? $1 : ImageFile(path: $1.path, label: nil) }
        numbers = Dictionary(uniqueKeysWithValues: gallery.enumerated().map { ($1.path, $0) })
    }

    /// The hits of an answer to one query, each image once: on a server several records may go by the same path.
    mutating func numbered(_ answer: GalleryStore.Answer) -> [ScoredIndex] {
        var known: Set<Int> = []
        return answer.hits[0].map { ScoredIndex(index: number(of: answer.images[$0.index]), score: $0.score) }
            .filter { known.insert($0.index).inserted }
    }

    private mutating func number(of image: ImageFile) -> Int {
        if let number = numbers[image.path] { return number }
        numbers[image.path] = all.count
        all.append(ImageFile(path: image.path, label: nil))
        return all.count - 1
    }
}
