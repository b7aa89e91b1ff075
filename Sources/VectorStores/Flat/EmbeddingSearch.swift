import Embeddings
public import FeatureIndex
import Gallery
public import Kernels
public import Metrics
import Workers

/// Exact search among embeddings: every one is compared with every query, unless its quantised copy shows that it
/// is none of the best.
///
/// Workers take runs of embeddings and keep their own best hits. A score does not depend on what it is computed along with, and
/// hits have a total order, so the outcome is the same for any number of workers, with and without an index or
/// quantised embeddings.
public struct EmbeddingSearch: Sendable {
    /// Queries that meet an embedding together: they stay in the second-level cache.
    private static let queriesAtOnce = 128
    /// Runs that a worker takes at a time.
    static let runsAtOnce = 8
    /// Quantised embeddings are of use where no more than one in this many embeddings is a candidate.
    private static let candidateShare = 8

    public let options: StoreRequest
    let kernels: Kernels

    public init(options: StoreRequest, kernels: Kernels) {
        self.options = options
        self.kernels = kernels
    }

    /// Returns the hits of each query, best first; their indices are those of the images of `gallery`.
    ///
    /// - Throws: `IndexError` when embeddings turn out to be damaged.
    public func search(_ queries: [EmbeddingQuery], in gallery: EmbeddedGallery) throws(IndexError) -> [[ScoredIndex]] {
        var hits: [[ScoredIndex]] = []
        for start in stride(from: 0, to: queries.count, by: Self.queriesAtOnce) {
            let batch = Array(queries[start..<min(start + Self.queriesAtOnce, queries.count)])
            hits += try quantizedBest(of: batch, in: gallery).map(\.sorted)
        }
        return hits
    }

    /// The best by quantised embeddings where there are any that are of use, and by full comparisons of what they leave.
    private func quantizedBest(of queries: [EmbeddingQuery], in gallery: EmbeddedGallery) throws(IndexError) -> [TopHits] {
        let quantized = gallery.runs.filter { $0.quantizedRows != nil }
        let rowCount = quantized.reduce(0) { $0 + $1.images.count }
        guard let limit = options.limit, limit <= rowCount / Self.candidateShare, QuantizedQueries.canBound(options.metric)
        else {
            return try best(of: queries, among: gallery.runs, gallery)
        }
        let pass = QuantizedScan(self, queries, quantized, gallery)
        let candidates = try pass.candidates(atMost: rowCount / Self.candidateShare)
        guard let candidates else { return try best(of: queries, among: gallery.runs, gallery) }
        let top = try best(of: queries, among: gallery.runs.filter { $0.quantizedRows == nil }, gallery)
        return try pass.compared(candidates, with: top)
    }

    /// Returns all images that have an embedding, best first: the hits of a search by `metric` without limit and threshold.
    package func ranking(
        for query: EmbeddingQuery, by metric: Metric, in gallery: EmbeddedGallery
    ) throws(IndexError) -> [ScoredIndex] {
        let all = StoreRequest(metric: metric, limit: nil, excludesQuery: options.excludesQuery, threads: 1)
        return try EmbeddingSearch(options: all, kernels: kernels).best(of: [query], among: gallery.runs, gallery)[0].sorted
    }

    /// The best among `runs`, each of which is compared with every query.
    private func best(
        of queries: [EmbeddingQuery], among runs: [EmbeddedGallery.Run], _ gallery: EmbeddedGallery
    ) throws(IndexError) -> [TopHits] {
        let prepared = EmbeddingQueries(EmbeddingMatrix(queries), metric: options.metric, kernels: kernels)
        let queue = WorkQueue(count: runs.count)
        let threads = max(1, min(options.threads, runs.count / Self.runsAtOnce))
        let parts = withWorkers(threads) { _ in
            Result { () throws(IndexError) in
                var top = Array(
                    repeating: TopHits(metric: options.metric, limit: options.limit, threshold: options.threshold),
                    count: queries.count)
                var scores = [Double](repeating: 0, count: Segment.embeddingBlock * queries.count)
                while let range = queue.take(atMost: Self.runsAtOnce) {
                    for run in runs[range] {
                        try run.withEmbeddings(kernels: kernels) { numbers, norms in
                            scores.withUnsafeMutableBufferPointer { prepared.score(numbers, norms: norms, into: $0) }
                        }
                        offer(scores, of: run, to: &top, queries, gallery)
                    }
                }
                return top
            }
        }
        var best = try parts[0].get()
        for part in parts.dropFirst() {
            for (query, hits) in try part.get().enumerated() { best[query].merge(hits) }
        }
        return best
    }

    private func offer(
        _ scores: [Double], of run: EmbeddedGallery.Run, to top: inout [TopHits], _ queries: [EmbeddingQuery],
        _ gallery: EmbeddedGallery
    ) {
        for (row, image) in run.images.enumerated() {
            for query in queries.indices {
                let score = scores[row * queries.count + query]
                guard top[query].canInclude(bestScore: score), !isExcluded(image, from: queries[query], gallery) else {
                    continue
                }
                top[query].offer(ScoredIndex(index: image, score: score))
            }
        }
    }

    /// Whether an image is to be left out of the hits of a query.
    func isExcluded(_ image: Int, from query: EmbeddingQuery, _ gallery: EmbeddedGallery) -> Bool {
        options.excludesQuery && query.isMade(of: gallery.images[image].path)
    }
}
