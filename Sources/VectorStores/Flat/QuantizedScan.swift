import Embeddings
import FeatureIndex
import HeapModule
import Metrics
import Workers

/// One run of queries through the quantised embeddings of an index: finds the embeddings that may be
/// among the best, and compares those.
struct QuantizedScan {
    /// An embedding that may be among a query's best.
    struct Candidate {
        let run: Int
        /// The number of the row in its run.
        let row: Int
        /// The upper bound of its closeness.
        let best: Double
    }

    private let search: EmbeddingSearch
    private let queries: [EmbeddingQuery]
    private let runs: [EmbeddedGallery.Run]
    private let gallery: EmbeddedGallery
    private let quantized: QuantizedQueries
    /// The centres, by segment.
    private let centres: [ObjectIdentifier: QuantizedQueries.Centre]

    /// - Parameter runs: All are quantised.
    init(
        _ search: EmbeddingSearch, _ queries: [EmbeddingQuery], _ runs: [EmbeddedGallery.Run],
        _ gallery: EmbeddedGallery
    ) {
        self.search = search
        self.queries = queries
        self.runs = runs
        self.gallery = gallery
        let quantized = QuantizedQueries(EmbeddingMatrix(queries), metric: search.options.metric, kernels: search.kernels)
        let segments = runs.compactMap(\.quantizedRows?.segment)
        centres = Dictionary(segments.map { (ObjectIdentifier($0), $0) }, uniquingKeysWith: { first, _ in first })
            .mapValues { quantized.centre($0.quantizationCentre) }
        self.quantized = quantized
    }

    /// Returns, for each query, the rows that may be among its best, most promising first; nil where there are more than
    /// `most`.
    func candidates(atMost most: Int) throws(IndexError) -> [[Candidate]]? {
        let queue = WorkQueue(count: runs.count)
        let threads = max(1, min(search.options.threads, runs.count / EmbeddingSearch.runsAtOnce))
        let parts = withWorkers(threads) { _ in
            Result { () throws(IndexError) in
                var part = queries.map { _ in Shortlist(limit: search.options.limit, floor: lowestFloor) }
                var workspace = QuantizedQueries.Workspace(queryCount: queries.count)
                while let range = queue.take(atMost: EmbeddingSearch.runsAtOnce) {
                    for run in range { try look(at: run, &part, &workspace) }
                }
                return part
            }
        }
        var lists = try parts[0].get()
        for part in parts.dropFirst() {
            for (query, list) in try part.get().enumerated() { lists[query].merge(list) }
        }
        let candidates = lists.map(\.remaining)
        return candidates.allSatisfy { $0.count <= most } ? candidates : nil
    }

    /// The closeness that hits have to reach, with what rounding may have cost it.
    private var lowestFloor: Double {
        guard let threshold = search.options.threshold else { return -.infinity }
        let closeness = quantized.closeness(threshold)
        return closeness - abs(closeness) * 1e-9
    }

    private func look(
        at number: Int, _ lists: inout [Shortlist], _ workspace: inout QuantizedQueries.Workspace
    ) throws(IndexError) {
        let run = runs[number]
        guard let (segment, rows) = run.quantizedRows, let centre = centres[ObjectIdentifier(segment)] else { return }
        try segment.withCodes(rows) { codes, facts in
            var found: [(query: Int, row: Int, best: Double, certain: Double)] = []
            quantized.forEachCandidate(codes, facts, centre, in: &workspace, floor: { lists[$0].floor }) {
                found.append(($0, $1, $2, $3))
            }
            for (query, row, best, certain) in found where !search.isExcluded(run.images[row], from: queries[query], gallery) {
                lists[query].append(Candidate(run: number, row: row, best: best), certain: certain)
            }
        }
    }

    /// Compares candidates in full, most promising first, until no other can be among the hits.
    ///
    /// - Parameter top: The hits of each query among what is not quantised.
    func compared(_ candidates: [[Candidate]], with top: [TopHits]) throws(IndexError) -> [TopHits] {
        let queue = WorkQueue(count: queries.count)
        let parts = withWorkers(max(1, min(search.options.threads, queries.count))) { _ in
            Result { () throws(IndexError) in
                var finished: [(Int, TopHits)] = []
                while let query = queue.take()?.first {
                    finished.append((query, try compared(candidates[query], with: queries[query], top[query])))
                }
                return finished
            }
        }
        var result = top
        for part in parts {
            for (query, hits) in try part.get() { result[query] = hits }
        }
        return result
    }

    private func compared(
        _ candidates: [Candidate], with query: EmbeddingQuery, _ top: TopHits
    ) throws(IndexError) -> TopHits {
        let prepared = EmbeddingQueries(EmbeddingMatrix([query]), metric: search.options.metric, kernels: search.kernels)
        var top = top
        for candidate in candidates {
            let bestScore = quantized.score(candidate.best)
            if bestScore.isFinite, !top.canInclude(bestScore: bestScore) { break }
            let run = runs[candidate.run]
            guard let (segment, rows) = run.quantizedRows else { continue }
            let score = try segment.withEmbedding(rows.lowerBound + candidate.row, kernels: search.kernels) { numbers, norm in
                prepared.score(of: numbers, norm: norm)
            }
            top.offer(ScoredIndex(index: run.images[candidate.row], score: score))
        }
        return top
    }
}

/// The rows that may be among the best of one query.
private struct Shortlist {
    private let limit: Int?
    /// The rows that were close enough when they were found.
    private var candidates: [QuantizedScan.Candidate] = []
    /// The closest that `limit` embeddings are in any case.
    private var certain = Heap<Double>()
    /// The lower bound of the closeness of the best: a row that is less close cannot be among them.
    private(set) var floor: Double

    init(limit: Int?, floor: Double) {
        self.limit = limit
        self.floor = floor
    }

    mutating func append(_ candidate: QuantizedScan.Candidate, certain closeness: Double) {
        guard !(candidate.best < floor) else { return }
        candidates.append(candidate)
        raiseFloor(closeness)
    }

    mutating func merge(_ other: Shortlist) {
        candidates += other.candidates
        for closeness in other.certain.unordered { raiseFloor(closeness) }
    }

    private mutating func raiseFloor(_ closeness: Double) {
        guard let limit, closeness > floor else { return }
        certain.insert(closeness)
        if certain.count > limit { certain.removeMin() }
        if certain.count == limit, let least = certain.min { floor = max(floor, least) }
    }

    /// Most promising first; what is no number first of all.
    var remaining: [QuantizedScan.Candidate] {
        candidates.filter { !($0.best < floor) }.sorted { a, b in
            a.best.isNaN != b.best.isNaN ? a.best.isNaN : a.best > b.best
        }
    }
}
