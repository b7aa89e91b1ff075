import Evaluation
import Embeddings
import FeatureIndex
import Files
import Gallery
import Imaging
import Metrics
import Reports
import Search
import VectorStores

/// Queries, judged.
struct JudgedQueries {
    let evaluation: Evaluation
    let features: FeatureSettings
    /// Queries that could not be read.
    let unreadable: [SkippedFile]
    /// What of the gallery could not be read.
    let skipped: [SkippedFile]
}

/// A whole gallery ranked for each of some queries: what an evaluation judges.
struct Rankings {
    /// Those that could be read.
    let queries: [ImageFile]
    let unreadable: [SkippedFile]
    /// The images that rankings count.
    let gallery: [ImageFile]
    /// What of the gallery could not be read.
    let skipped: [SkippedFile]
    let features: FeatureSettings
    /// The images of the gallery, best first, for the number of a query and a metric.
    let ranking: @Sendable (Int, Metric) -> [ScoredIndex]

    /// By pixels.
    init(
        _ files: [ImageFile], in walk: FolderWalk, by metrics: [Metric], _ search: PixelSearch,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws {
        let read = try ReadQueries(files, with: search, onProgress: onProgress)
        let table = search.scores(of: read.queries, in: walk.images, by: metrics, onProgress: onProgress)
        (queries, unreadable) = (read.files, read.unreadable)
        (gallery, skipped) = (walk.images, walk.skipped + table.skipped)
        let reading = search.options.reading
        features = .pixels(size: "\(reading.size)", resample: reading.filter.rawValue)
        ranking = { table.ranking(for: $0, by: $1) }
    }

    /// By CLIP.
    ///
    /// - Parameters:
    ///   - skipped: What of the gallery could not be looked into.
    ///   - isVerbose: Whether to tell on standard error how much of the index was needed.
    init(
        _ files: [ImageFile], in indexed: IndexedGallery, skipped: [SkippedFile], _ search: CLIPSearch, isVerbose: Bool,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws {
        let read = try ReadQueries(files, with: search, onProgress: onProgress)
        let embedded = try EmbeddedGallery(indexed, by: search.embedding, onProgress: onProgress)
        onProgress(embedded.indexedCount)
        if isVerbose { embedded.tellOfIndex() }
        (queries, unreadable) = (read.files, read.unreadable)
        (gallery, self.skipped) = (indexed.images, skipped + embedded.skipped)
        let space = search.embedding.reading.space
        features = .clip(model: space.model, precision: space.precision)
        // What is damaged is told before anything is judged. Afterwards all of it is known to be sound.
        try embedded.check(kernels: search.embedding.kernels)
        ranking = { number, metric in
            do {
                return try search.search.ranking(for: read.queries[number], by: metric, in: embedded)
            } catch {
                preconditionFailure("embeddings that were found sound: \(error)")
            }
        }
    }
}

extension Rankings {
    /// - Parameter store: Where they were made, if the user has named that.
    func judged(by metrics: [Metric], top: Int, store: StoreAddress?, threads: Int) -> JudgedQueries {
        let evaluation = Evaluation(
            queries: queries, gallery: gallery, metrics: metrics, top: top, store: store?.description, threads: threads,
            ranking: ranking)
        return JudgedQueries(evaluation: evaluation, features: features, unreadable: unreadable, skipped: skipped)
    }
}

/// Queries of an evaluation that could be read, and the others.
struct ReadQueries<Query: Sendable>: Sendable {
    var files: [ImageFile] = []
    var queries: [Query] = []
    var unreadable: [SkippedFile] = []

    init<Reading: QueryReading>(
        _ files: [ImageFile], with reading: Reading, onProgress: @escaping @Sendable (Int) -> Void
    ) throws where Reading.Query == Query {
        let results = try reading.readQueries(files.map(\.path), acceptsPipes: false, onProgress: onProgress)
        for (file, result) in zip(files, results) {
            switch result {
            case .success(let query):
                self.files.append(file)
                queries.append(query)
            case .failure(let error): unreadable.append(SkippedFile(path: file.path, reason: "\(error)"))
            }
        }
    }
}
