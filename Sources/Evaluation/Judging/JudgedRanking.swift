/// A ranking, reduced to what measures look at: which of its places hold relevant images. It is of a whole gallery, or of its
/// first images only: what is not in it counts as not found. Junk has been left out of it.
///
/// The measures are those of Manning, Raghavan, Schütze, "Introduction to Information Retrieval", 2008, section 8.4, with
/// the number R of relevant images in the gallery, and rel(i) = 1 where the image at rank i is relevant, else 0.
package struct JudgedRanking: Sendable, Equatable {
    /// The ranks of the relevant images, the best image having rank 1, in ascending order.
    package let relevantRanks: [Int]
    /// R. Measures are defined where it is not 0.
    package let relevantCount: Int
    /// The share of an exact search's hits that are among these, whatever their label; nil where none was made.
    package let overlap: Double?
    /// The goodness of the image at each rank, larger values being better; empty unless rankings are pooled.
    let goodness: [Double]

    /// - Parameters:
    ///   - isRelevant: Whether the image is relevant, for each image of the ranking, best first.
    ///   - relevantCount: R, where the ranking is not of the whole gallery.
    package init(
        _ isRelevant: some Sequence<Bool>, relevantCount: Int? = nil, overlap: Double? = nil, goodness: [Double] = []
    ) {
        relevantRanks = isRelevant.enumerated().filter(\.element).map { $0.offset + 1 }
        // A file that comes or goes meanwhile must not make more of them found than there are.
        self.relevantCount = max(relevantCount ?? 0, relevantRanks.count)
        self.overlap = overlap
        self.goodness = goodness
    }

    /// The share of relevant images among the first `count`: (Σ rel(i) for i ≤ count) / count. A gallery of fewer images
    /// does not make up for the missing ones.
    package func precision(at count: Int) -> Double { Double(relevant(among: count)) / Double(count) }

    /// The share of the relevant images that are among the first `count`: (Σ rel(i) for i ≤ count) / R.
    package func recall(at count: Int) -> Double { Double(relevant(among: count)) / Double(relevantCount) }

    /// 1 / the rank of the first relevant image. Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    package var reciprocalRank: Double { reciprocalRank(at: .max) }

    /// The mean over the relevant images of the precision at their ranks: (Σ rel(i) · precision(i)) / R, over the whole
    /// ranking and without interpolation.
    package var averagePrecision: Double { averagePrecision(at: .max) }

    /// The same over the first `count` ranks, still divided by R, as trec_eval's `map_cut`.
    package func averagePrecision(at count: Int) -> Double {
        let precisions = relevantRanks.prefix { $0 <= count }.enumerated().map { Double($0 + 1) / Double($1) }
        return precisions.reduce(0, +) / Double(relevantCount)
    }

    /// The area below the curve of precision over recall by the trapezoid rule, from precision 1 at recall 0: the average precision of
    /// the Oxford and Paris buildings. Philbin et al., "Object retrieval with large vocabularies and fast spatial matching", 2007.
    package var trapezoidAveragePrecision: Double {
        let areas = relevantRanks.enumerated().map { found, rank in
            let before = rank == 1 ? 1 : Double(found) / Double(rank - 1)
            return (before + Double(found + 1) / Double(rank)) / 2
        }
        return areas.reduce(0, +) / Double(relevantCount)
    }

    /// 1 / the rank of the first relevant image, 0 where that is not among the first `count`.
    package func reciprocalRank(at count: Int) -> Double {
        relevantRanks.first.map { $0 <= count ? 1 / Double($0) : 0 } ?? 0
    }

    /// Returns the number of relevant images among the first `count`.
    package func relevant(among count: Int) -> Int { relevantRanks.prefix { $0 <= count }.count }
}
