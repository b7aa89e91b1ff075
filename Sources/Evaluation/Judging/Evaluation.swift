package import Gallery
package import Metrics
package import SystemPackage
import Workers

/// The quality of searches by several metrics: how well they find the images that are relevant to their queries.
///
/// An image of the gallery is relevant to a query when both have the same label, or when a ground truth says so. Only images that
/// could be read count; neither does the query's own file where that is left out, nor junk.
package struct Evaluation: Sendable {
    /// The images that hits are indices of.
    package let gallery: [ImageFile]
    /// The images of the gallery, which are the first of those; others are a store's only.
    package let galleryCount: Int
    /// The number of hits per query that measures with a cut-off consider.
    package let top: Int
    package let measures: [Measure]
    /// One for each metric, in the order asked for; of several stores one for each that has the metric.
    package let results: [MetricEvaluation]

    /// Judges the rankings that `ranking` answers, best image first, for the number of a query and a metric.
    ///
    /// - Parameters:
    ///   - judgements: What is relevant to each query; nil for what has its label.
    ///   - measures: Those that are taken; nil for those of rankings of a whole gallery.
    ///   - store: What made the rankings, where the user has named that.
    /// - Throws: What `ranking` throws.
    package init<Failure: Error>(
        queries: [ImageFile], gallery: [ImageFile], judgements: [QueryJudgement]? = nil, metrics: [Metric], top: Int,
        measures: [Measure]? = nil, store: String? = nil, threads: Int = 1,
        ranking: @escaping @Sendable (Int, Metric) throws(Failure) -> [ScoredIndex]
    ) throws(Failure) {
        precondition(top > 0)
        self.gallery = gallery
        galleryCount = gallery.count
        self.top = top
        let chosen = measures ?? Measure.all(top: top)
        self.measures = chosen
        let pool = PoolDepth(chosen)
        let queue = WorkQueue(count: metrics.count * queries.count)
        let parts = withWorkers(max(1, min(threads, metrics.count * queries.count))) { _ in
            Result { () throws(Failure) in
                var part: [(Int, QueryEvaluation)] = []
                while let place = queue.take()?.first {
                    let (metric, number) = place.quotientAndRemainder(dividingBy: queries.count)
                    let query = queries[number]
                    let judged = QueryEvaluation(
                        query, judgements?[number] ?? .label(query.label), hits: try ranking(number, metrics[metric]),
                        gallery: gallery, top: top, goodness: pool.of(metrics[metric]))
                    part.append((place, judged))
                }
                return part
            }
        }
        var all: [(Int, QueryEvaluation)] = []
        for part in parts { all += try part.get() }
        let judged = all.sorted { $0.0 < $1.0 }.map(\.1)
        results = metrics.enumerated().map { place, metric in
            let own = judged[place * queries.count..<(place + 1) * queries.count]
            return MetricEvaluation(
                metric: metric, store: store.map { MetricEvaluation.Store(name: $0) }, queries: Array(own))
        }
    }
}

/// The outcome of a search for one query.
package struct QueryEvaluation: Sendable {
    /// The reason why a query does not count in the measures.
    package enum Exclusion: String, Sendable {
        case unlabelled
        /// No image of the gallery has its label.
        case withoutRelevant
    }

    package let path: FilePath
    package let label: String?
    /// The first hits, best first, without junk.
    package let hits: [ScoredIndex]
    /// Whether each of them is relevant.
    package let areRelevant: [Bool]
    /// The label of the first hit, or nil where it has none or there is no hit.
    package let takenFor: String?
    /// The ranks of the relevant images; nil where it is not known which images are relevant.
    let ranking: JudgedRanking?

    /// The ranks of the relevant images; nil where the query does not count in the measures, as nothing is relevant to it or
    /// that is not known.
    package var judged: JudgedRanking? { ranking.flatMap { $0.relevantCount > 0 ? $0 : nil } }

    package var exclusion: Exclusion? { judged != nil ? nil : ranking == nil ? .unlabelled : .withoutRelevant }

    /// - Parameters:
    ///   - relevantCount: How many images of the gallery are relevant, where `hits` are its first images only.
    ///   - exactHits: What an exact search finds, where one was made as well.
    ///   - goodness: How good each of the hits is, as far as that is to be kept.
    init(
        _ query: ImageFile, _ judgement: QueryJudgement, hits: [ScoredIndex], gallery: [ImageFile], top: Int,
        relevantCount: Int? = nil, exactHits: [ScoredIndex]? = nil, goodness: ([ScoredIndex]) -> [Double]
    ) {
        path = query.path
        label = query.label
        let counted = hits.filter { !judgement.isJunk($0.index) }
        let areRelevant = counted.map { judgement.isRelevant($0.index, in: gallery) }
        self.hits = Array(counted.prefix(top))
        self.areRelevant = Array(areRelevant.prefix(top))
        takenFor = counted.first.flatMap { gallery[$0.index].label }
        let overlap = exactHits.flatMap { Self.share(of: $0, in: hits) }
        ranking =
            judgement.isKnown
            ? JudgedRanking(areRelevant, relevantCount: relevantCount, overlap: overlap, goodness: goodness(counted)) : nil
    }

    /// Returns the share of `wanted` that is among `hits`; nil where `wanted` is empty.
    private static func share(of wanted: [ScoredIndex], in hits: [ScoredIndex]) -> Double? {
        let found = Set(hits.map(\.index))
        return wanted.isEmpty ? nil : Double(wanted.count { found.contains($0.index) }) / Double(wanted.count)
    }
}

/// The part of each ranking that is kept for pooled measures, since the scores of a whole gallery for every query may be too
/// many.
struct PoolDepth {
    private let count: Int

    init(_ measures: [Measure]) { count = measures.filter(\.isPooled).map { $0.depth ?? .max }.max() ?? 0 }

    /// Returns a function from hits by `metric` to how good each is, larger values being better.
    func of(_ metric: Metric) -> ([ScoredIndex]) -> [Double] {
        { hits in hits.prefix(count).map { metric.prefersLarger ? $0.score : -$0.score } }
    }
}

/// The queries of an evaluation by one metric, and what they amount to.
package struct MetricEvaluation: Sendable {
    package let metric: Metric
    /// The store that was searched; nil where none was named.
    package let store: Store?
    /// The queries, in the order of their paths.
    package let queries: [QueryEvaluation]

    package struct Store: Sendable, Equatable {
        /// The store's address, as the user gave it.
        package let name: String
        /// The mean time of a query, in milliseconds; nil where it was not taken.
        package var time: Double?
    }

    /// Queries of one label that have a part in the measures.
    package struct LabelGroup: Sendable {
        package let label: String
        package let queries: [QueryEvaluation]

        package func mean(_ measure: Measure) -> Double? { measure.mean(over: queries.compactMap(\.judged)) }

        /// The labels of the first hits with their counts, most frequent first; nil stands for an image without label.
        package var takenFor: [(label: String?, count: Int)] {
            Dictionary(grouping: queries, by: \.takenFor).map { ($0.key, $0.value.count) }.sorted { first, second in
                first.1 != second.1 ? first.1 > second.1 : (first.0 ?? "").precedesBytewise(second.0 ?? "")
            }
        }
    }

    /// The mean over all queries that have a part in it; nil when none has. Where the candidates of all queries are pooled, those of
    /// queries without anything relevant are among them.
    package func mean(_ measure: Measure) -> Double? { measure.mean(over: queries.compactMap(\.ranking)) }

    /// The queries that count in the measures, grouped by label, in the order of the labels' bytes.
    package var byLabel: [LabelGroup] {
        Dictionary(grouping: queries.filter { $0.judged != nil }) { $0.label ?? "" }
            .map { LabelGroup(label: $0.key, queries: $0.value) }
            .sorted { $0.label.precedesBytewise($1.label) }
    }

    package func queries(_ exclusion: QueryEvaluation.Exclusion) -> [QueryEvaluation] {
        queries.filter { $0.exclusion == exclusion }
    }
}

extension String {
    func precedesBytewise(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
