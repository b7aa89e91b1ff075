/// The candidates of several queries in one ranking, best first: how copy detection is judged, where one threshold must do for all
/// queries, and queries without a copy count as well.
///
/// The measure is that of the Image Similarity Challenge: Douze et al., "The 2021 Image Similarity Dataset and Challenge", 2021,
/// section 3.3. Of equal scores the wrong ones come first, which is the worst that could be.
struct PooledRankings {
    private struct Candidate {
        let goodness: Double
        let isRelevant: Bool
    }

    /// The candidates, best first.
    private let candidates: [Candidate]
    private let relevantCount: Int

    /// - Parameters:
    ///   - rankings: Each with how good its images are.
    ///   - count: How many of the first images of each are candidates; nil for all.
    init(_ rankings: [JudgedRanking], first count: Int?) {
        let all = rankings.flatMap { ranking in
            let relevant = Set(ranking.relevantRanks)
            return ranking.goodness.prefix(count ?? .max).enumerated().map {
                Candidate(goodness: $1, isRelevant: relevant.contains($0 + 1))
            }
        }
        candidates = all.sorted { first, second in
            first.goodness != second.goodness
                ? first.goodness > second.goodness : !first.isRelevant && second.isRelevant
        }
        relevantCount = rankings.reduce(0) { $0 + $1.relevantCount }
    }

    /// The mean over the relevant images of all queries of the precision at their ranks; nil where there are none.
    var averagePrecision: Double? {
        guard relevantCount > 0 else { return nil }
        let ranking = JudgedRanking(candidates.map(\.isRelevant), relevantCount: relevantCount)
        return ranking.averagePrecision
    }
}
