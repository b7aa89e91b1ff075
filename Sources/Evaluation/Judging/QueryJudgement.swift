import Gallery

/// The images of a gallery that are relevant to a query.
package enum QueryJudgement: Sendable {
    /// The images of the same label; none for a query without one.
    case label(String?)
    /// The images that a ground truth lists, by their indices. Junk is ignored as if the gallery lacked it.
    case listed(relevant: Set<Int>, junk: Set<Int>)

    func isRelevant(_ index: Int, in gallery: [ImageFile]) -> Bool {
        switch self {
        case .label(let label): label != nil && gallery[index].label == label
        case .listed(let relevant, _): relevant.contains(index)
        }
    }

    func isJunk(_ index: Int) -> Bool {
        switch self {
        case .label: false
        case .listed(_, let junk): junk.contains(index)
        }
    }

    /// Whether any image is judged.
    var isKnown: Bool {
        switch self {
        case .label(let label): label != nil
        case .listed: true
        }
    }
}

/// The images of a gallery that answers count, for the number of relevant ones among them.
struct CountedImages {
    private let indices: Set<Int>
    private let countsByLabel: [String: Int]
    private let gallery: [ImageFile]

    /// - Parameter indices: The images of `gallery` that could be read.
    init(_ gallery: [ImageFile], _ indices: [Int]) {
        self.gallery = gallery
        self.indices = Set(indices)
        countsByLabel = Dictionary(grouping: indices.compactMap { gallery[$0].label }, by: \.self).mapValues(\.count)
    }

    /// Returns the number of relevant images.
    ///
    /// - Parameter excluded: Images that are no hits of the query.
    func relevantCount(_ judgement: QueryJudgement, without excluded: [Int]) -> Int {
        switch judgement {
        case .label(let label):
            guard let label else { return 0 }
            return (countsByLabel[label] ?? 0) - excluded.count { gallery[$0].label == label }
        case .listed(let relevant, _): return relevant.intersection(indices).subtracting(excluded).count
        }
    }
}
