package import Embeddings
package import Gallery
import Metrics
package import Search
package import SystemPackage
package import VectorStores

/// An evaluation with every choice made.
package struct EvaluationRequest: Sendable {
    /// The search that is made for each query; its metric and limit are not used.
    package var search: SearchRequest
    package var metrics: MetricSelection
    /// The ground truth; nil where the images of a query's label are relevant.
    package var truth: GroundTruth?
    /// The measures that are taken; nil for those that are usual.
    package var chosenMeasures: [Measure]?
    /// The cut-off k of measures that look at the first hits alone.
    package var top: Int
    /// The stores that were named, each once; none for the exact search that a search makes by default.
    package var stores: [StoreAddress]

    package init(
        search: SearchRequest, metrics: MetricSelection, top: Int, stores: [StoreAddress] = [], truth: GroundTruth? = nil,
        measures: [Measure]? = nil
    ) {
        self.search = search
        self.truth = truth
        chosenMeasures = measures
        self.metrics = metrics
        self.top = top
        self.stores = stores
        self.search.limit = top
    }

    /// Whether measures are of what a store answers, rather than of a ranking of the whole gallery.
    package var asksStores: Bool { stores.contains { !$0.kind.isExact } }

    /// The measures that are taken.
    package var measures: [Measure] {
        chosenMeasures ?? (asksStores ? Measure.ofFirst(top, hasExact: comparesStores) : Measure.all(top: top))
    }

    /// Whether stores are asked beside an exact search, so that its answers can be compared with theirs.
    private var comparesStores: Bool { stores.count > 1 && stores.contains(where: \.kind.isExact) }

    /// Whether `measure` can be taken: of what a store answers, only what needs no more than the hits it is asked for.
    package func canTake(_ measure: Measure) -> Bool {
        if case .overlap = measure { return asksStores && comparesStores && measure.depth == top }
        return !asksStores || measure.depth.map { $0 <= top } ?? false
    }
}

/// An evaluation, and what was left out of it.
package struct EvaluationOutcome: Sendable {
    package let evaluation: Evaluation
    /// The model and precision that made the embeddings; nil for pixels.
    package let space: EmbeddingSpace?
    /// Queries that could not be read.
    package let unreadable: [SkippedFile]
    /// The images of the gallery that could not be read, in the order of paths.
    package let skipped: [SkippedFile]
}

extension EvaluationRequest {
    /// Searches for `files`, the queries below `folder`, and judges what is found.
    ///
    /// - Throws: What `SearchEngine` throws; `GroundTruthError`.
    package func evaluate(
        _ files: [ImageFile], below folder: FilePath, observer: any SearchObserver
    ) throws -> EvaluationOutcome {
        try truth?.check(files, below: folder)
        let engine = try SearchEngine(search, observer: observer)
        return try asksStores ? judgeStores(engine, files, folder) : judgeRankings(engine, files, folder)
    }

    private func judgeRankings(
        _ engine: SearchEngine, _ files: [ImageFile], _ folder: FilePath
    ) throws -> EvaluationOutcome {
        let rankings = try engine.rankings(of: files, by: metrics.metrics)
        let judgements = try truth?.judgements(
            of: rankings.queries, below: folder, images: rankings.gallery, skipped: rankings.skipped,
            galleries: search.galleries.map(\.folder))
        let evaluation = try Evaluation(
            queries: rankings.queries, gallery: rankings.gallery, judgements: judgements, metrics: metrics.metrics, top: top,
            measures: measures, store: stores.first?.description, threads: search.resources.threads, ranking: rankings.ranking)
        return EvaluationOutcome(
            evaluation: evaluation, space: engine.space, unreadable: rankings.unreadable, skipped: rankings.skipped)
    }

    private func judgeStores(_ engine: SearchEngine, _ files: [ImageFile], _ folder: FilePath) throws -> EvaluationOutcome {
        let trials = try engine.trials(of: stores, for: files, by: metrics)
        let answers = trials.trials.map { trial in
            StoreAnswers(
                store: trial.store.description, isExact: trial.store.kind.isExact, metric: trial.metric, hits: trial.hits,
                time: trial.time)
        }
        let gallery = Array(trials.images.prefix(trials.galleryCount))
        let judgements =
            try truth?.judgements(
                of: trials.queries, below: folder, images: gallery, skipped: trials.skipped,
                galleries: search.galleries.map(\.folder))
            ?? trials.queries.map { .label($0.label) }
        let counted = CountedImages(gallery, trials.readable)
        let evaluation = Evaluation(
            queries: trials.queries, gallery: trials.images, galleryCount: trials.galleryCount, judgements: judgements,
            relevantCounts: zip(judgements, trials.ownImages).map { counted.relevantCount($0, without: $1) },
            answers: answers, top: top, measures: measures)
        return EvaluationOutcome(
            evaluation: evaluation, space: engine.space, unreadable: trials.unreadable, skipped: trials.skipped)
    }
}
