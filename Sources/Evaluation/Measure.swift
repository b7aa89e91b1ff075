/// A figure of how good a search is, as the mean over queries.
public enum Measure: Hashable, Sendable {
    case precision(at: Int)
    case recall(at: Int)
    case meanReciprocalRank
    case meanAveragePrecision

    /// Those of an evaluation that looks at `top` hits a query.
    public static func all(top: Int) -> [Measure] {
        let precisions: [Measure] = top == 1 ? [.precision(at: 1)] : [.precision(at: 1), .precision(at: top)]
        return precisions + [.recall(at: top), .meanReciprocalRank, .meanAveragePrecision]
    }

    /// As in `P@5`, `recall@5`, `MRR`, `mAP`.
    public var name: String {
        switch self {
        case .precision(let count): "P@\(count)"
        case .recall(let count): "recall@\(count)"
        case .meanReciprocalRank: "MRR"
        case .meanAveragePrecision: "mAP"
        }
    }

    /// What one query contributes to the mean.
    public func value(of ranking: JudgedRanking) -> Double {
        switch self {
        case .precision(let count): ranking.precision(at: count)
        case .recall(let count): ranking.recall(at: count)
        case .meanReciprocalRank: ranking.reciprocalRank
        case .meanAveragePrecision: ranking.averagePrecision
        }
    }

    /// The mean over `rankings`; nil when there are none.
    public func mean(over rankings: [JudgedRanking]) -> Double? {
        rankings.isEmpty ? nil : rankings.reduce(0) { $0 + value(of: $1) } / Double(rankings.count)
    }
}
