public import Gallery
public import Metrics
public import Search
public import SystemPackage
import Workers

/// How well searches for labelled queries find images of the same label, by each of some metrics.
///
/// An image of the gallery is relevant to a query when both have the same label. Only images that could be read count;
/// neither does the query's own file where that is left out.
public struct Evaluation: Sendable {
    /// The images that hits are indices of.
    public let gallery: [ImageFile]
    /// How many hits of a query are looked at where a measure does not take them all.
    public let top: Int
    /// One for each metric, in the order asked for.
    public let results: [MetricEvaluation]

    public var measures: [Measure] { Measure.all(top: top) }

    /// Judges what `table` holds of `queries`, which are in the table's order.
    public init(
        _ table: ScoreTable, queries: [ImageFile], gallery: [ImageFile], metrics: [Metric], top: Int, threads: Int
    ) {
        self.init(queries: queries, gallery: gallery, metrics: metrics, top: top, threads: threads) {
            table.ranking(for: $0, by: $1)
        }
    }

    /// Judges the rankings that `ranking` answers, best image first, for the number of a query and a metric.
    public init(
        queries: [ImageFile], gallery: [ImageFile], metrics: [Metric], top: Int, threads: Int = 1,
        ranking: @escaping @Sendable (Int, Metric) -> [ScoredIndex]
    ) {
        precondition(top > 0)
        self.gallery = gallery
        self.top = top
        let queue = WorkQueue(count: metrics.count * queries.count)
        let parts = withWorkers(max(1, min(threads, metrics.count * queries.count))) { _ in
            var part: [(Int, QueryEvaluation)] = []
            while let place = queue.take()?.first {
                let (metric, number) = place.quotientAndRemainder(dividingBy: queries.count)
                let hits = ranking(number, metrics[metric])
                part.append((place, QueryEvaluation(queries[number], hits: hits, gallery: gallery, top: top)))
            }
            return part
        }
        let judged = parts.joined().sorted { $0.0 < $1.0 }.map(\.1)
        results = metrics.enumerated().map { place, metric in
            let own = judged[place * queries.count..<(place + 1) * queries.count]
            return MetricEvaluation(metric: metric, queries: Array(own))
        }
    }
}

/// What a search for one query found.
public struct QueryEvaluation: Sendable {
    /// Why a query has no part in the measures.
    public enum Exclusion: String, Sendable {
        case unlabelled
        /// No image of the gallery has its label.
        case withoutRelevant
    }

    public let path: FilePath
    public let label: String?
    /// The first hits, best first.
    public let hits: [ScoredIndex]
    /// The label of the first hit, or nil where it has none or there is no hit.
    public let takenFor: String?
    /// Nil where the query has no part in the measures.
    public let judged: JudgedRanking?

    public var exclusion: Exclusion? { judged != nil ? nil : label == nil ? .unlabelled : .withoutRelevant }

    init(_ query: ImageFile, hits: [ScoredIndex], gallery: [ImageFile], top: Int) {
        path = query.path
        label = query.label
        self.hits = Array(hits.prefix(top))
        takenFor = hits.first.flatMap { gallery[$0.index].label }
        let ranking = query.label.map { label in JudgedRanking(hits.lazy.map { gallery[$0.index].label == label }) }
        judged = ranking.flatMap { $0.relevantCount > 0 ? $0 : nil }
    }
}

/// The queries of an evaluation by one metric, and what they amount to.
public struct MetricEvaluation: Sendable {
    public let metric: Metric
    /// In the order of their paths.
    public let queries: [QueryEvaluation]

    /// Queries of one label that have a part in the measures.
    public struct LabelGroup: Sendable {
        public let label: String
        public let queries: [QueryEvaluation]

        public func mean(_ measure: Measure) -> Double? { measure.mean(over: queries.compactMap(\.judged)) }

        /// Which labels the first hits have and how often, most often first; nil stands for an image without label.
        public var takenFor: [(label: String?, count: Int)] {
            Dictionary(grouping: queries, by: \.takenFor).map { ($0.key, $0.value.count) }.sorted { first, second in
                first.1 != second.1 ? first.1 > second.1 : (first.0 ?? "").precedesBytewise(second.0 ?? "")
            }
        }
    }

    /// The mean over all queries that have a part in it; nil when none has.
    public func mean(_ measure: Measure) -> Double? { measure.mean(over: queries.compactMap(\.judged)) }

    /// In the order of the labels' bytes.
    public var byLabel: [LabelGroup] {
        Dictionary(grouping: queries.filter { $0.judged != nil }) { $0.label ?? "" }
            .map { LabelGroup(label: $0.key, queries: $0.value) }
            .sorted { $0.label.precedesBytewise($1.label) }
    }

    public func queries(_ exclusion: QueryEvaluation.Exclusion) -> [QueryEvaluation] {
        queries.filter { $0.exclusion == exclusion }
    }
}

extension String {
    func precedesBytewise(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
