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
    let stores: [StoreAddress]
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
        let opening = GalleryIndex(gallery: gallery, options: index, execution: execution, tellsOfChanges: false)
        let (indexed, notListed) = try opening.gallery(search.key)
        let gallery = StoreGallery(indexed, gallery: gallery, index: index, search.embedding, execution)
        // Servers and graphs that are not there should not cost the time that embeddings take.
        var opened: [StoreAddress: any VectorStore] = [:]
        for store in stores where store.kind.isFilled { opened[store] = try open(store, gallery) }

        let progress = ProgressBar(
            "Evaluating", total: files.count + (stores.contains { !$0.kind.isFilled } ? indexed.images.count : 0),
            mode: execution.progressMode)
        defer { progress.finish() }
        let read = try ReadQueries(files, with: search) { progress.advance(by: $0) }
        for store in stores where !store.kind.isFilled {
            opened[store] = try store.open(gallery) { progress.advance(by: $0) }
            try opened[store]?.check()
        }
        progress.finish()

        let skipped = stores.first(where: \.kind.isExact).flatMap { opened[$0]?.skipped } ?? indexed.skipped
        let readable = indexed.images.without(skipped)
        var images = NumberedImages(indexed.images, readable: readable)
        let answers = try self.answers(stores.compactMap { store in opened[store].map { (store, $0) } }, read.queries, &images)
        let space = search.embedding.reading.space
        return JudgedQueries(
            evaluation: Evaluation(
                queries: read.files, gallery: images.all, galleryCount: indexed.images.count,
                relevantCounts: relevantCounts(read, readable), answers: answers, top: top),
            features: .clip(model: space.model, precision: space.precision), unreadable: read.unreadable,
            skipped: notListed + skipped)
    }

    // MARK: Opening

    private func filling(_ store: StoreAddress) -> String {
        store.fillingCommand(
            gallery: gallery, index: index.index, metric: metrics.metrics.first ?? .cosine, model: model,
            appliesOrientation: search.embedding.reading.appliesOrientation)
    }

    /// Opens a store that looks at a part of what it holds. One that is out of date would not be judged by what it holds.
    private func open(_ store: StoreAddress, _ gallery: StoreGallery) throws -> any VectorStore {
        var settings = StoreSettings()
        settings.candidates = ef
        settings.token = chromaToken
        let opened = try asCommandFailure(fillingBy: filling(store)) { try store.open(gallery, settings) }
        guard opened.staleness.isNone else {
            throw CommandFailure(
                .trouble,
                "the index of \(self.gallery) is out of date (\(opened.staleness.summary)), so its graph cannot be evaluated; run '\(filling(store))' first"
            )
        }
        if !store.kind.isExact, opened.isExact(limit: top + (search.search.options.excludesQuery ? 1 : 0)), !execution.quiet {
            StandardStreams.writeMessage(
                "for \(top) hits of \(counted(gallery.indexed.images.count, "image")) --store \(store) compares with all, as a search does, and tells nothing of its graph; ask for fewer with --top"
            )
        }
        return opened
    }

    // MARK: Asking

    private func answers(
        _ stores: [(StoreAddress, any VectorStore)], _ queries: [EmbeddingQuery], _ images: inout NumberedImages
    ) throws -> [StoreAnswers] {
        let asked = stores.map { (address: $0, store: $1, metrics: metricsAsked(of: $1, at: $0)) }
        let total = asked.reduce(0) { $0 + $1.metrics.count } * queries.count
        let progress = ProgressBar("Searching", total: total, unit: .queries, mode: execution.progressMode)
        defer { progress.finish() }
        var answers: [StoreAnswers] = []
        for metric in metrics.metrics {
            var request = search.search.options
            request.metric = metric
            for (address, store, metrics) in asked where metrics.contains(metric) {
                // What is read for the first time is no query's own time.
                if let first = queries.first { _ = try store.search([first], request) }
                var time = Duration.zero
                var hits: [[ScoredIndex]] = []
                for query in queries {
                    let start = ContinuousClock.now
                    let answer = try store.search([query], request)
                    time += ContinuousClock.now - start
                    hits.append(images.numbered(answer.hits[0].map { (answer.images[$0.index], $0.score) }))
                    progress.advance(by: 1)
                }
                answers.append(
                    StoreAnswers(
                        store: address.description, isExact: address.kind.isExact, metric: metric, hits: hits,
                        time: time / .milliseconds(1) / Double(max(1, queries.count))))
            }
        }
        return answers
    }

    /// The metrics that a store is asked by. Where all are wanted, those it lacks are left out; where they were named, the store
    /// says what it thinks of them.
    private func metricsAsked(of store: any VectorStore, at address: StoreAddress) -> [Metric] {
        let lacking = metrics.metrics.filter { !store.supportedMetrics.contains($0) }
        guard metrics.meansAll, !lacking.isEmpty, !store.supportedMetrics.isEmpty else { return metrics.metrics }
        if !execution.quiet {
            StandardStreams.writeMessage(
                "\(address) is evaluated by \(list(store.supportedMetrics)) only: it is not made for \(list(lacking))")
        }
        return store.supportedMetrics
    }

    private func list(_ metrics: [Metric]) -> String { metrics.map(\.rawValue).joined(separator: ", ") }

    /// For each query the images that have its label, its own files left out where they are no hits.
    private func relevantCounts(_ read: ReadQueries<EmbeddingQuery>, _ gallery: [ImageFile]) -> [Int] {
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
