import Embeddings
public import Files
public import Metrics
import SystemPackage

/// A query: an embedding, and the files it was made of.
public struct EmbeddingQuery: Sendable {
    public let embedding: [Float]
    /// The files that it was made of.
    public let sources: [FileIdentity]

    public init(_ embedding: [Float], sources: [FileIdentity] = []) {
        self.embedding = embedding
        self.sources = sources
    }

    /// Whether the file at `path` is one that it was made of.
    func isMade(of path: FilePath) -> Bool {
        guard !sources.isEmpty, let identity = try? FileStatus(of: path).identity else { return false }
        return sources.contains(identity)
    }
}

/// The metric, the limits and the threads of a search of a store.
public struct StoreRequest: Sendable {
    public var metric: Metric
    /// The most hits per query; nil for all.
    public var limit: Int?
    /// Hits must be at least this good.
    public var threshold: Double?
    /// Whether the query's own files are left out of its hits.
    public var excludesQuery: Bool
    public var threads: Int

    public init(
        metric: Metric = .cosine, limit: Int?, threshold: Double? = nil, excludesQuery: Bool = false, threads: Int = 1
    ) {
        self.metric = metric
        self.limit = limit
        self.threshold = threshold
        self.excludesQuery = excludesQuery
        self.threads = threads
    }
}

extension StoreRequest {
    /// Hits of `queries` by a store that is asked for a number of the nearest at a time.
    ///
    /// What is found need not be a hit: it may be the query itself, under any number of names, or gone. So wherever hits are
    /// missing, more are asked for, until there are enough or no more.
    ///
    /// - Parameters:
    ///   - total: What the store holds.
    ///   - nearest: The best of each query, at most so many, best first.
    ///   - hit: What is found as a hit; nil where it is none.
    func hits<Found>(
        of queries: [EmbeddingQuery], among total: Int, nearest: ([EmbeddingQuery], Int) throws -> [[Found]],
        hit: (Found) throws -> (hit: ScoredIndex, path: FilePath)?
    ) throws -> [[ScoredIndex]] {
        var results = [[ScoredIndex]](repeating: [], count: queries.count)
        let limit = min(limit ?? total, total)
        guard limit > 0 else { return results }
        var open = Array(queries.indices)
        var count = limit + (excludesQuery ? queries.map(\.sources.count).max() ?? 0 : 0)
        while !open.isEmpty {
            count = min(count, total)
            let lists = try nearest(open.map { queries[$0] }, count)
            var lacking: [Int] = []
            for (number, found) in zip(open, lists) {
                let (hits, isEnd) = try select(found, limit: limit, for: queries[number], hit)
                results[number] = hits
                if hits.count < limit, !isEnd, count < total, found.count == count { lacking.append(number) }
            }
            open = lacking
            count *= 4
        }
        return results
    }

    /// Returns those of `found` that are hits, and whether none that is farther can be one.
    private func select<Found>(
        _ found: [Found], limit: Int, for query: EmbeddingQuery, _ hit: (Found) throws -> (hit: ScoredIndex, path: FilePath)?
    ) throws -> (hits: [ScoredIndex], isEnd: Bool) {
        var hits: [ScoredIndex] = []
        for found in found {
            guard let (hit, path) = try hit(found) else { continue }
            if let threshold, !metric.meets(threshold, hit.score) { return (hits, true) }
            if excludesQuery, query.isMade(of: path) { continue }
            hits.append(hit)
            if hits.count == limit { break }
        }
        return (hits, false)
    }
}

extension EmbeddingMatrix {
    init(_ queries: [EmbeddingQuery], dimension: Int) {
        self.init(dimension: dimension, capacity: queries.count)
        for query in queries { append(query.embedding) }
    }

    /// Creates a matrix of `queries`, of which there is at least one.
    init(_ queries: [EmbeddingQuery]) { self.init(queries, dimension: queries[0].embedding.count) }
}
