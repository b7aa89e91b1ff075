import Embeddings
import Evaluation
import FeatureIndex
import Files
import Gallery
import Metrics
import Reports
import Search
import SystemPackage
import VectorStores

/// Asks stores for the hits of labelled queries, and takes the time that they need.
struct StoreComparison {
    let stores: [StoreChoice]
    let metrics: MetricList
    /// Hits that each store is asked for.
    let top: Int
    let ef: Int
    let gallery: String
    let index: IndexOptions
    /// As on the command line.
    let model: ModelOptions
    let execution: RunOptions
    /// Its options say how many hits are wanted.
    let search: CLIPSearch

    func callAsFunction(_ files: [ImageFile]) throws -> JudgedQueries {
        var opening = GalleryIndex(gallery: gallery, options: index, execution: execution)
        opening.tellsOfChanges = !stores.contains(.hnsw)
        let (indexed, notListed) = try opening.gallery(search.key)
        // Servers and graphs that are not there should not cost the time that embeddings take.
        var opened = try stores.filter { $0 != .flat }.map { store in
            try asCommandFailure(fillingBy: filling(store)) { try open(store, indexed) }
        }

        let progress = ProgressBar(
            "Evaluating", total: files.count + (stores.contains(.flat) ? indexed.images.count : 0),
            mode: execution.progressMode)
        defer { progress.finish() }
        let read = try ReadQueries(files, with: search) { progress.advance(by: $0) }
        var skipped = indexed.skipped
        if let place = stores.firstIndex(of: .flat) {
            let embedded = try EmbeddedGallery(indexed, by: search.embedding) { progress.advance(by: $0) }
            if index.verbose { embedded.tellOfIndex() }
            try embedded.check(kernels: search.embedding.kernels)
            skipped = embedded.skipped
            opened.insert(EvaluatedStore(embedded, search), at: place)
        }
        progress.finish()

        let readable = indexed.images.without(skipped)
        var images = NumberedImages(indexed.images, readable: readable)
        let answers = try self.answers(opened, read.queries, &images)
        let space = search.embedding.reading.space
        return JudgedQueries(
            evaluation: Evaluation(
                queries: read.files, gallery: images.all, galleryCount: indexed.images.count,
                relevantCounts: relevantCounts(read, readable), answers: answers, top: top),
            features: .clip(model: space.model, precision: space.precision), unreadable: read.unreadable,
            skipped: notListed + skipped)
    }

    // MARK: Opening

    private func filling(_ store: StoreChoice) -> String {
        store.fillingCommand(
            gallery: gallery, index: index.index, metric: metrics.metrics.first ?? .cosine, model: model,
            appliesOrientation: search.embedding.reading.appliesOrientation)
    }

    private func open(_ store: StoreChoice, _ indexed: IndexedGallery) throws -> EvaluatedStore {
        guard case .hnsw = store else {
            return try EvaluatedStore(store.description, gallery: FilePath(gallery), search)
        }
        let folder = index.folder(of: gallery)
        guard !indexed.segments.isEmpty else { throw StoreError.noGraph(IndexFolder(folder).graphPath(search.key)) }
        guard indexed.staleness.isNone else {
            throw CommandFailure(
                .trouble,
                "the index of \(gallery) is out of date (\(indexed.staleness.summary)), so its graph cannot be evaluated; run '\(filling(store))' first"
            )
        }
        let graph = try EvaluatedStore(indexed, graphIn: folder, ef: ef, limit: top, search)
        if graph.comparesWithAll, !execution.quiet {
            StandardStreams.writeMessage(
                "for \(top) hits of \(counted(indexed.images.count, "image")) --store hnsw compares with all, as a search does, and tells nothing of its graph; ask for fewer with --top"
            )
        }
        return graph
    }

    // MARK: Asking

    private func answers(
        _ stores: [EvaluatedStore], _ queries: [EmbeddingSearch.Query], _ images: inout NumberedImages
    ) throws -> [StoreAnswers] {
        let asked = stores.map { (store: $0, metrics: metricsAsked(of: $0)) }
        let total = asked.reduce(0) { $0 + $1.metrics.count } * queries.count
        let progress = ProgressBar("Searching", total: total, unit: .queries, mode: execution.progressMode)
        defer { progress.finish() }
        var answers: [StoreAnswers] = []
        for metric in metrics.metrics {
            for (store, metrics) in asked where metrics.contains(metric) {
                // What is read for the first time is no query's own time.
                if let first = queries.first { _ = try store.nearest(first, metric) }
                var time = Duration.zero
                var hits: [[ScoredIndex]] = []
                for query in queries {
                    let start = ContinuousClock.now
                    let found = try store.nearest(query, metric)
                    time += ContinuousClock.now - start
                    hits.append(images.numbered(found))
                    progress.advance(by: 1)
                }
                answers.append(
                    StoreAnswers(
                        store: store.choice.description, isExact: store.choice == .flat, metric: metric, hits: hits,
                        time: time / .milliseconds(1) / Double(max(1, queries.count))))
            }
        }
        return answers
    }

    /// The metrics that a store is asked by. Where all are wanted, those it lacks are left out; where they were named, the store
    /// says what it thinks of them.
    private func metricsAsked(of store: EvaluatedStore) -> [Metric] {
        let lacking = metrics.metrics.filter { !store.metrics.contains($0) }
        guard metrics.meansAll, !lacking.isEmpty, !store.metrics.isEmpty else { return metrics.metrics }
        if !execution.quiet {
            StandardStreams.writeMessage(
                "\(store.choice) is evaluated by \(list(store.metrics)) only: it is not made for \(list(lacking))")
        }
        return store.metrics
    }

    private func list(_ metrics: [Metric]) -> String { metrics.map(\.rawValue).joined(separator: ", ") }

    /// For each query the images that have its label, its own files left out where they are no hits.
    private func relevantCounts(_ read: ReadQueries<EmbeddingSearch.Query>, _ gallery: [ImageFile]) -> [Int] {
        let counts = Dictionary(grouping: gallery.compactMap(\.label), by: \.self).mapValues(\.count)
        var own: [FileIdentity: [String?]] = [:]
        if search.search.options.excludesQuery {
            for image in gallery {
                if let identity = try? FileStatus(of: image.path).identity { own[identity, default: []].append(image.label) }
            }
        }
        return zip(read.files, read.queries).map { file, query in
            guard let label = file.label else { return 0 }
            return (counts[label] ?? 0) - query.sources.reduce(0) { $0 + (own[$1]?.count { $0 == label } ?? 0) }
        }
    }
}

/// Images, each with the number of its place.
private struct NumberedImages {
    private(set) var all: [ImageFile]
    private var numbers: [FilePath: Int]

    /// - Parameters:
    ///   - gallery: Come first.
    ///   - readable: Those of them that keep their label: it makes a hit relevant, and that has to be one of those counted.
    init(_ gallery: [ImageFile], readable: [ImageFile]) {
        let paths = Set(readable.map(\.path))
        all = gallery.map { paths.contains($0.path) ? $0 : ImageFile(path: $0.path, label: nil) }
        numbers = Dictionary(uniqueKeysWithValues: gallery.enumerated().map { ($1.path, $0) })
    }

    /// Hits by their numbers, each image once: on a server several records may go by the same path.
    mutating func numbered(_ found: [(image: ImageFile, score: Double)]) -> [ScoredIndex] {
        var known: Set<Int> = []
        return found.map { ScoredIndex(index: number(of: $0.image), score: $0.score) }
            .filter { known.insert($0.index).inserted }
    }

    private mutating func number(of image: ImageFile) -> Int {
        if let number = numbers[image.path] { return number }
        numbers[image.path] = all.count
        all.append(ImageFile(path: image.path, label: nil))
        return all.count - 1
    }
}

extension [ImageFile] {
    fileprivate func without(_ skipped: [SkippedFile]) -> [ImageFile] {
        let paths = Set(skipped.map(\.path))
        return filter { !paths.contains($0.path) }
    }
}
