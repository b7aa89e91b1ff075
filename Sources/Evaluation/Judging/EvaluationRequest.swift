package import Embeddings
package import Gallery
package import Metrics
package import Search
package import VectorStores

/// An evaluation with every choice made.
package struct EvaluationRequest: Sendable {
    /// How a query is searched for; its metric and limit have no part in it.
    package var search: SearchRequest
    package var metrics: MetricSelection
    /// Hits per query that measures look at where they do not take them all.
    package var top: Int
    /// The stores that were named, each once; none for the exact search that a search makes by default.
    package var stores: [StoreAddress]

    package init(search: SearchRequest, metrics: MetricSelection, top: Int, stores: [StoreAddress] = []) {
        self.search = search
        self.metrics = metrics
        self.top = top
        self.stores = stores
        self.search.limit = top
    }

    /// Whether measures are of what a store answers, rather than of a ranking of the whole gallery.
    package var asksStores: Bool { stores.contains { !$0.kind.isExact } }

    /// The measures that are taken.
    package var measures: [Measure] {
        let hasExact = stores.count > 1 && stores.contains(where: \.kind.isExact)
        return asksStores ? Measure.ofFirst(top, hasExact: hasExact) : Measure.all(top: top)
    }
}

/// An evaluation, and what was left out of it.
package struct EvaluationOutcome: Sendable {
    package let evaluation: Evaluation
    /// What made the embeddings; nil of pixels.
    package let space: EmbeddingSpace?
    /// Queries that could not be read.
    package let unreadable: [SkippedFile]
    /// What of the gallery could not be read, in the order of paths.
    package let skipped: [SkippedFile]
}

extension EvaluationRequest {
    /// Searches for `files`, the labelled queries, and judges what is found.
    ///
    /// - Throws: What `SearchEngine` throws.
    package func evaluate(_ files: [ImageFile], observer: any SearchObserver) throws -> EvaluationOutcome {
        let engine = try SearchEngine(search, observer: observer)
        return try asksStores ? judgeStores(engine, files) : judgeRankings(engine, files)
    }

    private func judgeRankings(_ engine: SearchEngine, _ files: [ImageFile]) throws -> EvaluationOutcome {
        let rankings = try engine.rankings(of: files, by: metrics.metrics)
        let evaluation = try Evaluation(
            queries: rankings.queries, gallery: rankings.gallery, metrics: metrics.metrics, top: top,
            store: stores.first?.description, threads: search.resources.threads, ranking: rankings.ranking)
        return EvaluationOutcome(
            evaluation: evaluation, space: engine.space, unreadable: rankings.unreadable, skipped: rankings.skipped)
    }

    private func judgeStores(_ engine: SearchEngine, _ files: [ImageFile]) throws -> EvaluationOutcome {
        let trials = try engine.trials(of: stores, for: files, by: metrics)
        let answers = trials.trials.map { trial in
            StoreAnswers(
                store: trial.store.description, isExact: trial.store.kind.isExact, metric: trial.metric, hits: trial.hits,
                time: trial.time)
        }
        let evaluation = Evaluation(
            queries: trials.queries, gallery: trials.images, galleryCount: trials.galleryCount,
            relevantCounts: trials.relevantCounts, answers: answers, top: top)
        return EvaluationOutcome(
            evaluation: evaluation, space: engine.space, unreadable: trials.unreadable, skipped: trials.skipped)
    }
}
