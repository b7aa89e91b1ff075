internal import HeapModule

/// A gallery image, by its place in the gallery's order of paths, and its score.
public struct ScoredIndex: Equatable, Sendable {
    public let index: Int
    public let score: Double

    public init(index: Int, score: Double) {
        self.index = index
        self.score = score
    }
}

extension Metric {
    /// Whether `a` comes before `b`: the better score first, equal scores in the order of their indices.
    public func ranks(_ a: ScoredIndex, before b: ScoredIndex) -> Bool {
        a.score != b.score ? isBetter(a.score, than: b.score) : a.index < b.index
    }
}

/// The best hits seen so far: best score first, equal scores in the order of their indices.
///
/// Which hits remain does not depend on the order in which they were offered.
public struct TopHits: Sendable {
    public let metric: Metric
    /// The most hits to keep; nil keeps all.
    public let limit: Int?
    /// Hits not at least this good are turned away.
    public let threshold: Double?
    private var heap = Heap<Entry>()

    /// Ordered so that the greatest entry is the worst hit.
    private struct Entry: Comparable {
        let hit: ScoredIndex
        /// Smaller is better, whatever the metric.
        let cost: Double

        static func < (a: Entry, b: Entry) -> Bool {
            a.cost != b.cost ? a.cost < b.cost : a.hit.index < b.hit.index
        }

        static func == (a: Entry, b: Entry) -> Bool { a.cost == b.cost && a.hit.index == b.hit.index }
    }

    public init(metric: Metric, limit: Int?, threshold: Double?) {
        precondition(limit ?? 1 > 0)
        self.metric = metric
        self.limit = limit
        self.threshold = threshold
    }

    /// Keeps `hit` if it is among the best so far.
    public mutating func offer(_ hit: ScoredIndex) {
        if let threshold, !metric.meets(threshold, hit.score) { return }
        let entry = Entry(hit: hit, cost: metric.prefersLarger ? -hit.score : hit.score)
        if let limit, heap.count >= limit {
            guard let worst = heap.max, entry < worst else { return }
            heap.replaceMax(with: entry)
        } else {
            heap.insert(entry)
        }
    }

    /// Whether a hit that scores `bestScore` or worse may be kept; false only if it certainly cannot.
    public func canInclude(bestScore: Double) -> Bool {
        bar.admits(bestScore)
    }

    /// The bound that `canInclude` compares with at present.
    public var bar: Bar {
        let sign = metric.prefersLarger ? -1.0 : 1
        let most = threshold.map { sign * $0 } ?? .infinity
        guard let limit, heap.count >= limit, let worst = heap.max else { return Bar(sign: sign, most: most) }
        return Bar(sign: sign, most: min(most, worst.cost))
    }

    /// The score that a hit has to reach to be kept.
    public struct Bar: Sendable {
        fileprivate let sign: Double
        /// Smaller is better, whatever the metric.
        fileprivate let most: Double

        /// Whether a hit that scores `bestScore` or worse could be kept.
        public func admits(_ bestScore: Double) -> Bool { sign * bestScore <= most }
    }

    /// Keeps the best of these and of `other`'s.
    public mutating func merge(_ other: TopHits) {
        for entry in other.heap.unordered { offer(entry.hit) }
    }

    /// The hits, best first.
    public var sorted: [ScoredIndex] { heap.unordered.sorted().map(\.hit) }
}
