package import Gallery
package import Metrics

/// The answers of a store to some queries by one metric.
package struct StoreAnswers: Sendable {
    /// The store's address, as the user gave it.
    package let store: String
    /// Whether it compares with all.
    package let isExact: Bool
    package let metric: Metric
    /// The hits of each query, best first, as many as were asked for.
    package let hits: [[ScoredIndex]]
    /// The mean time of a query, in milliseconds.
    package let time: Double

    package init(store: String, isExact: Bool, metric: Metric, hits: [[ScoredIndex]], time: Double) {
        self.store = store
        self.isExact = isExact
        self.metric = metric
        self.hits = hits
        self.time = time
    }
}

extension Evaluation {
    /// Judges what stores answered when they were asked for the `top` best of each query: all measures are of that answer, which
    /// is what a user would get. What is not in it counts as not found.
    ///
    /// - Parameters:
    ///   - gallery: The images that hits are indices of: the gallery's, then those without label that only a store has.
    ///   - galleryCount: How many of them are the gallery's.
    ///   - judgements: What is relevant to each query; nil for what has its label.
    ///   - relevantCounts: For each query, the images that are relevant.
    ///   - measures: Those that are taken; nil for those of the first hits.
    ///   - answers: In the order to be shown. Where an exact store was asked by the same metric, others are compared with it.
    package init(
        queries: [ImageFile], gallery: [ImageFile], galleryCount: Int, judgements: [QueryJudgement]? = nil,
        relevantCounts: [Int], answers: [StoreAnswers], top: Int, measures: [Measure]? = nil
    ) {
        precondition(top > 0)
        self.gallery = gallery
        self.galleryCount = galleryCount
        self.top = top
        let hasOthers = answers.contains { !$0.isExact }
        let chosen = measures ?? Measure.ofFirst(top, hasExact: hasOthers && answers.contains(where: \.isExact))
        self.measures = chosen
        let pool = PoolDepth(chosen)
        results = answers.map { answer in
            let exact = answer.isExact ? nil : answers.first { $0.isExact && $0.metric == answer.metric }
            let judged = queries.indices.map { number in
                QueryEvaluation(
                    queries[number], judgements?[number] ?? .label(queries[number].label), hits: answer.hits[number],
                    gallery: gallery, top: top, relevantCount: relevantCounts[number], exactHits: exact?.hits[number],
                    goodness: pool.of(answer.metric))
            }
            return MetricEvaluation(
                metric: answer.metric, store: MetricEvaluation.Store(name: answer.store, time: answer.time), queries: judged)
        }
    }

    /// The stores that were searched, each once; none where none was named.
    package var stores: [String] {
        results.compactMap(\.store?.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
