import Metrics

/// A pair of similar images, by their places in a list.
package struct SimilarPair: Equatable, Sendable {
    /// The smaller place.
    package let first: Int
    package let second: Int
    package let score: Double
    /// The symmetry by which the second image is similar to the first.
    package let symmetry: Symmetry

    package init(first: Int, second: Int, score: Double, symmetry: Symmetry = .none) {
        self.first = first
        self.second = second
        self.score = score
        self.symmetry = symmetry
    }
}

extension [SimilarPair] {
    /// One for every two images, the best, in the order of their places. Of equal scores that of the earlier symmetry stays.
    func bestOfEach(_ metric: Metric) -> [SimilarPair] {
        let order = Dictionary(uniqueKeysWithValues: Symmetry.allCases.enumerated().map { ($0.element, $0.offset) })
        let sorted = sorted { a, b in
            if (a.first, a.second) != (b.first, b.second) { return (a.first, a.second) < (b.first, b.second) }
            if a.score != b.score { return metric.isBetter(a.score, than: b.score) }
            return order[a.symmetry]! < order[b.symmetry]!  // All are there.
        }
        var best: [SimilarPair] = []
        for pair in sorted where best.last.map({ ($0.first, $0.second) != (pair.first, pair.second) }) ?? true {
            best.append(pair)
        }
        return best
    }
}
