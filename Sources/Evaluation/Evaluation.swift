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
    /// The images of the gallery, which are the first of those; others are a store's only.
    public let galleryCount: Int
    /// How many hits of a query are looked at where a measure does not take them all.
    public let top: Int
    public let measures: [Measure]
    /// One for each metric, in the order asked for; of several stores one for each that has the metric.
    public let results: [MetricEvaluation]

    /// Judges what `table` holds of `queries`, which are in the table's order.
    public init(
        _ table: ScoreTable, queries: [ImageFile], gallery: [ImageFile], metrics: [Metric], top: Int, threads: Int
    ) {
        self.init(queries: queries, gallery: gallery, metrics: metrics, top: top, threads: threads) {
            table.ranking(for: $0, by: $1)
        }
    }

    /// Judges the rankings that `ranking` answers, best image first, for the number of a query and a metric.
    ///
    /// - Parameter store: What made the rankings, where the user has named that.
    public init(
        queries: [ImageFile], gallery: [ImageFile], metrics: [Metric], top: Int, store: String? = nil, threads: Int = 1,
        ranking: @escaping @Sendable (Int, Metric) -> [ScoredIndex]
    ) {
        precondition(top > 0)
        self.gallery = gallery
        galleryCount = gallery.count
        self.top = top
        measures = Measure.all(top: top)
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
            return MetricEvaluation(
                metric: metric, store: store.map { MetricEvaluation.Store(name: $0) }, queries: Array(own))
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

    /// - Parameters:
    ///   - relevantCount: How many images of the gallery are relevant, where `hits` are its first images only.
    ///   - exactHits: What an exact search finds, where one was made as well.
    init(
        _ query: ImageFile, hits: [ScoredIndex], gallery: [ImageFile], top: Int, relevantCount: Int? = nil,
        exactHits: [ScoredIndex]? = nil
    ) {
        path = query.path
        label = query.label
        self.hits = Array(hits.prefix(top))
        takenFor = hits.first.flatMap { gallery[$0.index].label }
        let overlap = exactHits.flatMap { Self.share(of: $0, in: hits) }
        let ranking = query.label.map { label in
            JudgedRanking(
                hits.lazy.map { gallery[$0.index].label == label }, relevantCount: relevantCount, overlap: overlap)
        }
        judged = ranking.flatMap { $0.relevantCount > 0 ? $0 : nil }
    }

    /// Nil where there are none to be found.
    private static func share(of wanted: [ScoredIndex], in hits: [ScoredIndex]) -> Double? {
        let found = Set(hits.map(\.index))
        return wanted.isEmpty ? nil : Double(wanted.count { found.contains($0.index) }) / Double(wanted.count)
    }
}

/// The queries of an evaluation by one metric, and what they amount to.
public struct MetricEvaluation: Sendable {
    public let metric: Metric
    /// What was searched; nil where no store was named.
    public let store: Store?
    /// In the order of their paths.
    public let queries: [QueryEvaluation]

    public struct Store: Sendable, Equatable {
        /// As the user named it.
        public let name: String
        /// The mean time of a query, in milliseconds; nil where it was not taken.
        public var time: Double?
    }

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
