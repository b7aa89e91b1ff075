/// A figure of how good a search is, as the mean over queries.
package enum Measure: Hashable, Sendable {
    case precision(at: Int)
    case recall(at: Int)
    case meanReciprocalRank
    case meanAveragePrecision
    /// Over the first hits only.
    case reciprocalRank(at: Int)
    case averagePrecision(at: Int)
    /// The share of an exact search's first hits that are found: what is called recall where approximate search is measured.
    case overlap(at: Int)

    /// Those of an evaluation that looks at `top` hits a query.
    package static func all(top: Int) -> [Measure] {
        precisionsAndRecall(top) + [.meanReciprocalRank, .meanAveragePrecision]
    }

    /// Those of an evaluation that knows `top` hits a query and no more.
    ///
    /// - Parameter hasExact: Whether an exact search was made as well.
    package static func ofFirst(_ top: Int, hasExact: Bool) -> [Measure] {
        precisionsAndRecall(top) + [.reciprocalRank(at: top), .averagePrecision(at: top)]
            + (hasExact ? [.overlap(at: top)] : [])
    }

    private static func precisionsAndRecall(_ top: Int) -> [Measure] {
        (top == 1 ? [.precision(at: 1)] : [.precision(at: 1), .precision(at: top)]) + [.recall(at: top)]
    }

    /// As in `P@5`, `recall@5`, `MRR`, `mAP`.
    package var name: String {
        switch self {
        case .precision(let count): "P@\(count)"
        case .recall(let count): "recall@\(count)"
        case .meanReciprocalRank: "MRR"
        case .meanAveragePrecision: "mAP"
        case .reciprocalRank(let count): "MRR@\(count)"
        case .averagePrecision(let count): "mAP@\(count)"
        case .overlap(let count): "overlap@\(count)"
        }
    }

    /// What one query contributes to the mean, if anything.
    package func value(of ranking: JudgedRanking) -> Double? {
        switch self {
        case .precision(let count): ranking.precision(at: count)
        case .recall(let count): ranking.recall(at: count)
        case .meanReciprocalRank: ranking.reciprocalRank
        case .meanAveragePrecision: ranking.averagePrecision
        case .reciprocalRank(let count): ranking.reciprocalRank(at: count)
        case .averagePrecision(let count): ranking.averagePrecision(at: count)
        case .overlap: ranking.overlap
        }
    }

    /// The mean over those of `rankings` that have it; nil when there are none.
    package func mean(over rankings: [JudgedRanking]) -> Double? {
        let values = rankings.compactMap { value(of: $0) }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
