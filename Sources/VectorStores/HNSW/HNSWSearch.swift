import Embeddings
import Kernels
import Metrics
import SystemPackage
import Workers

/// Searches a graph of nearest neighbours: nearly always right, at a small part of the time that comparing with all takes.
struct HNSWSearch {
    private let graph: HNSWGraph
    /// The other rows that a node's row stands for, by that row.
    private let members: [Int: [Int]]
    private let nodeCount: Int
    private let areUnit: Bool
    private let ef: Int
    private let kernels: Kernels

    /// Opens the graph at `path`.
    ///
    /// - Parameters:
    ///   - rows: What it was made of.
    ///   - identity: Identifies that state of the embeddings, in 16 bytes.
    ///   - ef: Candidates to look at for each query: more are slower and find more.
    init(
        _ path: FilePath, rows: EmbeddingTable, identity: [UInt8], ef: Int = HNSWStore.standardCandidates, kernels: Kernels
    ) throws(StoreError) {
        let file = try HNSWFile(path)
        guard file.identity == identity, file.rowCount == rows.count, file.dimension == rows.dimension
        else { throw .staleGraph(path) }
        graph = try HNSWGraph(file, rows: rows, kernels: kernels)
        members = Dictionary(file.members.map { ($0.node, [$0.row]) }, uniquingKeysWith: +)
        nodeCount = file.nodeCount
        areUnit = file.areUnit
        self.ef = ef
        self.kernels = kernels
    }

    /// The metrics that the graph can be searched by.
    var supportedMetrics: [Metric] {
        switch graph.space {
        case _ where areUnit: [.l2, .mse, .cosine]
        case .squaredL2: [.l2, .mse]
        case .cosine: [.cosine]
        case .innerProduct: []
        }
    }

    /// The number of rows that the graph was built from.
    var count: Int { graph.rows.count }

    /// The best `count` rows of each query, as far as they are found, with their scores; equal ones in the order of rows.
    func nearest(
        to queries: EmbeddingMatrix, count: Int, metric: Metric, threads: Int
    ) throws(StoreError) -> [[ScoredIndex]] {
        guard supportedMetrics.contains(metric) else {
            throw .unsupportedMetric(metric, store: HNSWStore.kind.form, supported: supportedMetrics)
        }
        guard queries.dimension == graph.rows.dimension else {
            throw .dimension(expected: graph.rows.dimension, found: queries.dimension, store: "the index")
        }
        guard count > 0 else { return [[ScoredIndex]](repeating: [], count: queries.count) }
        let queue = WorkQueue(count: queries.count)
        let found = withWorkers(max(1, min(threads, queries.count))) { _ -> [(Int, Result<[ScoredIndex], StoreError>)] in
            var found: [(Int, Result<[ScoredIndex], StoreError>)] = []
            while let query = queue.take()?.first {
                found.append(
                    (query, Result { () throws(StoreError) in try search(queries.row(query), count: count, metric: metric) }))
            }
            return found
        }
        var hits = [[ScoredIndex]](repeating: [], count: queries.count)
        for (query, result) in found.joined() { hits[query] = try result.get() }
        return hits
    }

    private func search(_ query: [Float], count: Int, metric: Metric) throws(StoreError) -> [ScoredIndex] {
        // The order by single precision can differ from that of the scores, hence some more than are wanted; and what a node
        // stands for can be nearer than it is itself.
        let wanted = max(count + 16, members.isEmpty ? 0 : ef)
        let near = try direction(query).withUnsafeBufferPointer { query throws(StoreError) in
            try graph.nearest(to: query, count: min(wanted, nodeCount), ef: ef)
        }
        let prepared = EmbeddingQueries(EmbeddingMatrix(dimension: query.count, rows: query), metric: metric, kernels: kernels)
        var best = TopHits(metric: metric, limit: count, threshold: nil)
        for node in near {
            for row in [node] + members[node, default: []] {
                let score = graph.rows.withRow(row) { prepared.scores(of: $0)[0] }
                best.offer(ScoredIndex(index: row, score: score))
            }
        }
        return best.sorted
    }

    /// Returns the query with length 1, as the graph's cosine requires.
    private func direction(_ query: [Float]) -> [Float] {
        guard graph.space == .cosine else { return query }
        let length = query.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return length > 0 ? query.map { Float(Double($0) / length) } : query
    }
}
