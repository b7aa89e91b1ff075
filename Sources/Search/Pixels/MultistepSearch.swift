import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Synchronization
import Workers

/// One run of queries through an index, from the coarsest level to full comparisons.
final class MultistepSearch: Sendable {
    /// Images looked at by one worker at a time: what all queries need of them stays in the cache.
    private static let chunk = 64

    private let search: PixelSearch
    private let queries: [QueryImage]
    private let gallery: IndexedGallery
    /// Indexed images: their index in the gallery, and their features.
    private let images: [(index: Int, place: IndexedGallery.Place)]
    private let pyramids: [PyramidQuery]
    private let levelCount: Int

    /// The state of the work.
    private struct State: Sendable {
        var findings: Findings
        /// Whether query and image, at query * images + image, have been compared in full.
        var compared: [Bool]
        var statistics = IndexedSearch.Statistics()
    }

    private let state: Mutex<State>

    /// - Parameter top: The hits of each query among images that the index does not know.
    init(_ search: PixelSearch, queries: [QueryImage], gallery: IndexedGallery, top: [TopHits]) {
        self.search = search
        self.queries = queries
        self.gallery = gallery
        images = gallery.places.enumerated().compactMap { index, place in place.map { (index, $0) } }
        let options = search.options
        // All segments of one key have the same levels.
        let shape = images.first?.place.segment.pyramidShape ?? PyramidShape(size: options.reading.size)
        let canPrune = options.limit != nil || options.threshold != nil
        levelCount = canPrune && !images.isEmpty ? shape.levels.count : 0
        if levelCount > 0 {
            let builder = PyramidBuilder(shape: shape, kernels: search.kernels)
            pyramids = queries.map { $0.pyramid(options.metric, shape: shape, builder: builder, kernels: search.kernels) }
        } else {
            pyramids = []
        }
        var findings = Findings(queryCount: 0, options: options)
        findings.top = top
        state = Mutex(State(findings: findings, compared: Array(repeating: false, count: queries.count * images.count)))
    }

    func result() -> (findings: Findings, statistics: IndexedSearch.Statistics) {
        state.withLock { ($0.findings, $0.statistics) }
    }

    func run() throws(IndexError) {
        guard !images.isEmpty, !queries.isEmpty else { return }
        // Best possible scores; those of no use any more are nil.
        var bounds = [Double?](repeating: search.options.metric.prefersLarger ? .infinity : -.infinity, count: pairCount)
        for level in 0..<levelCount {
            bounds = try examine(level, bounds)
            if level == 0, levelCount > 1 {
                let seeds = try seedPairs(bounds)
                try compare(seeds)
            }
        }
        try compare(bounds.indices.filter { bounds[$0] != nil }.map { (pair: $0, bound: bounds[$0] ?? 0) })
    }

    private var pairCount: Int { queries.count * images.count }

    // MARK: Bounds

    /// The bounds that `level` sets on the pairs that are left, nil for those it rules out.
    private func examine(_ level: Int, _ bounds: [Double?]) throws(IndexError) -> [Double?] {
        let top = state.withLock { $0.findings.top }
        let queue = WorkQueue(count: images.count)
        let threads = pairCount < 2048 ? 1 : search.options.threads
        let parts = withWorkers(threads) { _ in
            Result { () throws(IndexError) in
                var part: [(first: Int, bounds: [Double?], examined: Int)] = []
                while let range = queue.take(atMost: Self.chunk) {
                    part.append(try self.examine(level, range, bounds, top))
                }
                return part
            }
        }
        var refined = bounds
        var examined = 0
        for part in parts {
            for (first, chunk, count) in try part.get() {
                examined += count
                for (offset, bound) in chunk.enumerated() {
                    let (image, query) = (first + offset / queries.count, offset % queries.count)
                    refined[query * images.count + image] = bound
                }
            }
        }
        state.withLock { $0.statistics.examined.append(examined) }
        return refined
    }

    /// Computes the bounds of all queries for the images in `range`, image by image.
    private func examine(
        _ level: Int, _ range: Range<Int>, _ bounds: [Double?], _ top: [TopHits]
    ) throws(IndexError) -> (first: Int, bounds: [Double?], examined: Int) {
        var chunk: [Double?] = []
        var examined = 0
        for image in range {
            let place = images[image].place
            let wanted = queries.indices.filter { query in
                bounds[query * images.count + image].map(top[query].canInclude(bestScore:)) ?? false
            }
            var row = [Double?](repeating: nil, count: queries.count)
            if !wanted.isEmpty {
                examined += wanted.count
                let scores = try place.segment.bestScores(level: level, row: place.row, of: wanted.map { pyramids[$0] })
                for (query, score) in zip(wanted, scores) where top[query].canInclude(bestScore: score) { row[query] = score }
            }
            chunk += row
        }
        return (range.lowerBound, chunk, examined)
    }

    /// Returns, for each query, the few pairs to compare first: those that the finest level finds best among the best of the
    /// coarsest.
    private func seedPairs(_ bounds: [Double?]) throws(IndexError) -> [(pair: Int, bound: Double)] {
        guard let limit = search.options.limit else { return [] }
        // One more than asked for: the query's own file may have to be left out.
        let seedCount = limit + 1
        var seeds: [(pair: Int, bound: Double)] = []
        for query in queries.indices {
            var coarse = TopHits(metric: search.options.metric, limit: 4 * seedCount, threshold: nil)
            for image in images.indices {
                if let bound = bounds[query * images.count + image] { coarse.offer(ScoredIndex(index: image, score: bound)) }
            }
            var fine = TopHits(metric: search.options.metric, limit: seedCount, threshold: nil)
            for candidate in coarse.sorted {
                let place = images[candidate.index].place
                let score = try place.segment.bestScores(level: levelCount - 1, row: place.row, of: [pyramids[query]])[0]
                fine.offer(ScoredIndex(index: candidate.index, score: score))
            }
            seeds += fine.sorted.map { (query * images.count + $0.index, $0.score) }
        }
        return seeds
    }

    // MARK: Full comparisons

    /// Compares pairs in full, unless the bar has risen above their bounds by then. An image is read once for all queries.
    private func compare(_ pairs: [(pair: Int, bound: Double)]) throws(IndexError) {
        let work = orderedWork(pairs)
        let queue = WorkQueue(count: work.count)
        let parts = withWorkers(max(1, min(search.options.threads, work.count))) { _ in
            Result { () throws(IndexError) in
                let comparer = ExactScorer(self.search, gallery: self.gallery)
                while let next = queue.take()?.first {
                    let wanted = self.claim(work[next])
                    if wanted.isEmpty { continue }
                    let (index, place) = self.images[work[next].image]
                    let scores = try comparer.scores(of: wanted.map { self.queries[$0] }, image: index, place: place)
                    self.record(scores, of: wanted, image: index)
                }
                return comparer.readBytes
            }
        }
        for part in parts {
            let read = try part.get()
            state.withLock {
                $0.statistics.filesRead += read.files
                $0.statistics.touchedBytes += read.bytes
            }
        }
    }

    private struct Work: Sendable {
        let image: Int
        var queries: [(query: Int, bound: Double)]
    }

    /// Images in the order in which any query wants them most.
    private func orderedWork(_ pairs: [(pair: Int, bound: Double)]) -> [Work] {
        let metric = search.options.metric
        let sorted = pairs.sorted { a, b in
            a.bound != b.bound ? metric.isBetter(a.bound, than: b.bound) : a.pair < b.pair
        }
        // The place of each pair among its query's.
        var ranks = [Int](repeating: 0, count: queries.count)
        let ranked = sorted.map { entry in
            let query = entry.pair / images.count
            defer { ranks[query] += 1 }
            return (rank: ranks[query], query: query, image: entry.pair % images.count, bound: entry.bound)
        }
        var places: [Int: Int] = [:]
        var work: [Work] = []
        for entry in ranked.sorted(by: { ($0.rank, $0.query) < ($1.rank, $1.query) }) {
            if let place = places[entry.image] {
                work[place].queries.append((entry.query, entry.bound))
            } else {
                places[entry.image] = work.count
                work.append(Work(image: entry.image, queries: [(entry.query, entry.bound)]))
            }
        }
        return work
    }

    /// The queries that still want the image, which from now on count as compared with it.
    private func claim(_ work: Work) -> [Int] {
        state.withLock { state in
            work.queries.compactMap { query, bound in
                let pair = query * images.count + work.image
                guard !state.compared[pair], state.findings.top[query].canInclude(bestScore: bound) else { return nil }
                state.compared[pair] = true
                return query
            }
        }
    }

    private func record(_ scores: ExactScorer.Outcome, of wanted: [Int], image: Int) {
        state.withLock { state in
            switch scores {
            case .scores(let scores):
                state.statistics.compared += scores.count
                for (query, score) in zip(wanted, scores) {
                    if let score { state.findings.top[query].offer(ScoredIndex(index: image, score: score)) }
                }
            case .unreadable(let reason):
                if !state.findings.skipped.contains(where: { $0.0 == image }) { state.findings.skipped.append((image, reason)) }
            }
        }
    }
}
