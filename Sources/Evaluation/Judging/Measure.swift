/// A figure of how good a search is, over queries.
package enum Measure: Hashable, Sendable {
    case precision(at: Int)
    case recall(at: Int)
    /// Whether anything relevant is among the first hits.
    case hit(at: Int)
    case meanReciprocalRank
    case meanAveragePrecision
    /// Average precision by the trapezoid rule, as defined for the Oxford and Paris buildings.
    case trapezoidAveragePrecision
    /// The number of relevant images among the first four hits. Nistér and Stewénius, "Scalable recognition with a vocabulary
    /// tree", 2006.
    case relevantAmongFour
    /// A measure of the first hits only.
    case reciprocalRank(at: Int)
    case averagePrecision(at: Int)
    /// A measure of one ranking of the candidates of all queries: all images, or the first hits of each query.
    case microAveragePrecision(at: Int?)
    /// The share of an exact search's first hits that are found: what is called recall where approximate search is measured.
    case overlap(at: Int)

    /// Returns the usual measures of whole rankings, with `top` as the cut-off of those that have one.
    package static func all(top: Int) -> [Measure] {
        precisionsAndRecall(top) + [.meanReciprocalRank, .meanAveragePrecision]
    }

    /// Returns the usual measures where only the first `top` hits of a query are known.
    ///
    /// - Parameter hasExact: Whether an exact search was made as well.
    package static func ofFirst(_ top: Int, hasExact: Bool) -> [Measure] {
        precisionsAndRecall(top) + [.reciprocalRank(at: top), .averagePrecision(at: top)]
            + (hasExact ? [.overlap(at: top)] : [])
    }

    private static func precisionsAndRecall(_ top: Int) -> [Measure] {
        (top == 1 ? [.precision(at: 1)] : [.precision(at: 1), .precision(at: top)]) + [.recall(at: top)]
    }

    /// The name of the measure, as in `P@5`, `recall@5`, `MRR` or `mAP`.
    package var name: String {
        switch self {
        case .precision(let count): "P@\(count)"
        case .recall(let count): "recall@\(count)"
        case .hit(let count): "hit@\(count)"
        case .meanReciprocalRank: "MRR"
        case .meanAveragePrecision: "mAP"
        case .trapezoidAveragePrecision: "mAP-trapezoid"
        case .relevantAmongFour: "N-S"
        case .reciprocalRank(let count): "MRR@\(count)"
        case .averagePrecision(let count): "mAP@\(count)"
        case .microAveragePrecision(let count): "uAP" + (count.map { "@\($0)" } ?? "")
        case .overlap(let count): "overlap@\(count)"
        }
    }

    /// The measure of this name; nil where there is none.
    package init?(name: String) {
        let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            let whole: [Measure] = [
                .meanReciprocalRank, .meanAveragePrecision, .trapezoidAveragePrecision, .relevantAmongFour,
                .microAveragePrecision(at: nil),
            ]
            guard let measure = whole.first(where: { $0.name == name }) else { return nil }
            self = measure
            return
        }
        guard let count = Int(parts[1]), count > 0, parts[1].first != "+" else { return nil }
        let limited: [Measure] = [
            .precision(at: count), .recall(at: count), .hit(at: count), .reciprocalRank(at: count),
            .averagePrecision(at: count), .microAveragePrecision(at: count), .overlap(at: count),
        ]
        guard let measure = limited.first(where: { $0.name == name }) else { return nil }
        self = measure
    }

    /// The number of hits per query that the measure considers; nil for all.
    package var depth: Int? {
        switch self {
        case .precision(let count), .recall(let count), .hit(let count), .reciprocalRank(let count),
            .averagePrecision(let count), .overlap(let count):
            count
        case .relevantAmongFour: 4
        case .microAveragePrecision(let count): count
        case .meanReciprocalRank, .meanAveragePrecision, .trapezoidAveragePrecision: nil
        }
    }

    /// Whether it is of the candidates of all queries in one ranking, for which scores are needed.
    var isPooled: Bool {
        if case .microAveragePrecision = self { true } else { false }
    }

    /// Returns the contribution of one query to the mean; nil for none.
    package func value(of ranking: JudgedRanking) -> Double? {
        guard ranking.relevantCount > 0 else { return nil }
        return switch self {
        case .precision(let count): ranking.precision(at: count)
        case .recall(let count): ranking.recall(at: count)
        case .hit(let count): ranking.relevant(among: count) > 0 ? 1 : 0
        case .meanReciprocalRank: ranking.reciprocalRank
        case .meanAveragePrecision: ranking.averagePrecision
        case .trapezoidAveragePrecision: ranking.trapezoidAveragePrecision
        case .relevantAmongFour: Double(ranking.relevant(among: 4))
        case .reciprocalRank(let count): ranking.reciprocalRank(at: count)
        case .averagePrecision(let count): ranking.averagePrecision(at: count)
        case .microAveragePrecision: nil
        case .overlap: ranking.overlap
        }
    }

    /// The mean over those of `rankings` that have it; nil when there are none. Pooled measures are of all of them.
    package func mean(over rankings: [JudgedRanking]) -> Double? {
        if case .microAveragePrecision(let count) = self {
            return PooledRankings(rankings, first: count).averagePrecision
        }
        let values = rankings.compactMap { value(of: $0) }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
