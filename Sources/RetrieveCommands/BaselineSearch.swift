import Models
import Evaluation
import Files
import Imaging
import Metrics
import Search
import SystemPackage
import VectorStores
import FeatureIndex

/// Makes the searches of a baseline as its options say.
struct BaselineSearch {
    /// Of the baseline, and of the folder that its paths are relative to.
    let path: FilePath
    let folder: FilePath
    /// As on the command line.
    let model: ModelOptions
    let orientation: OrientationHandling?
    let index: IndexOptions
    let maximumMegapixels: Int
    let execution: RunOptions

    /// The model to search with; nil where pixels are compared. It is run in the precision that is recorded.
    func openModel(_ recorded: Baseline.Options?, _ kind: Features) throws(CommandFailure) -> ImageEmbedding? {
        guard kind == .clip else { return nil }
        var model = model
        if model.precision == nil, case .clip(let recordedModel)? = recorded?.compared {
            model.precision = Precision(rawValue: recordedModel.precision)
        }
        let appliesOrientation = orientation.map { $0 == .exif } ?? recorded?.appliesOrientation ?? true
        return try CLIPEmbedder.open(
            model, PixelReader.Options(appliesOrientation: appliesOrientation, maximumMegapixels: maximumMegapixels),
            threads: execution.threadCount, isQuiet: execution.quiet, kernels: try selectedKernels())
    }

    /// - Parameter model: As `openModel` answers.
    func callAsFunction(
        _ options: Baseline.Options, _ model: ImageEmbedding?, for queries: [RecordedQuery]
    ) throws(CommandFailure) -> RecordedHits {
        if let model { return try embedded(options, model, queries) }
        let search = PixelSearch(
            options: PixelSearch.Options(
                reading: try reading(options), metric: options.metric, limit: options.limit, threshold: options.threshold,
                excludesQuery: options.excludesQuery, threads: execution.threadCount), kernels: try selectedKernels())
        let find = GallerySearch(gallery: gallery(options), index: index, execution: execution, search: search)
        return try RecordedSearch(folder: folder, gallery: options.gallery, reading: search, find: find.callAsFunction)(queries)
    }

    private func embedded(
        _ options: Baseline.Options, _ model: ImageEmbedding, _ queries: [RecordedQuery]
    ) throws(CommandFailure) -> RecordedHits {
        let search = CLIPSearch(
            embedding: model,
            search: EmbeddingSearch(
                options: StoreRequest(
                    metric: options.metric, limit: options.limit, threshold: options.threshold,
                    excludesQuery: options.excludesQuery, threads: execution.threadCount), kernels: model.kernels))
        let name = options.store?.name ?? StoreAddress.flat.description
        guard let store = try? StoreAddress(name) else {
            throw CommandFailure(
                .trouble, "cannot read the baseline \(path): \(BaselineError.damaged("its options.store is '\(name)'"))")
        }
        let find = StoreSearch(
            store: store, ef: options.store?.ef ?? StoreSearchOptions.standardCandidates, gallery: gallery(options),
            index: index, model: self.model, execution: execution, search: search)
        let terms = options.terms.map { term in
            QueryTerm(term.isText ? .text(term.name) : .image(folder.following(FilePath(term.name))), weight: term.weight)
        }
        let mixed = MixedQueries(search: search, added: try AddedTerms(terms, with: search))
        return try RecordedSearch(folder: folder, gallery: options.gallery, reading: mixed, find: find.callAsFunction)(queries)
    }

    private func gallery(_ options: Baseline.Options) -> String { folder.following(FilePath(options.gallery)).string }

    private func reading(_ options: Baseline.Options) throws(CommandFailure) -> PixelReader.Options {
        var reading = PixelReader.Options(
            appliesOrientation: options.appliesOrientation, maximumMegapixels: maximumMegapixels)
        if case .pixels(let size, let filter) = options.compared { (reading.size, reading.filter) = (size, filter) }
        guard (reading.size.pixelCount - 1) / 1_000_000 < maximumMegapixels else {
            throw CommandFailure(
                .trouble,
                "cannot use the baseline \(path): its size \(reading.size) is more than the \(maximumMegapixels) megapixels of --max-megapixels"
            )
        }
        return reading
    }
}

extension Baseline.Options {
    /// The most hits a query; nil for all.
    fileprivate var limit: Int? { top == 0 ? nil : top }
}
