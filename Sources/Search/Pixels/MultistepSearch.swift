import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Synchronization
import Workers

/// One run of queries through an index, from the coarsest level to full comparisons.
///
/// The coarsest level is a scan: every image's bytes are read once, a run of images at a time, for all queries. What it leaves
/// are candidates, a flat list that each finer level shortens.
final class MultistepSearch: Sendable {
    /// Images that one worker scans at a time: what all queries need of them stays in the cache.
    private static let chunk = 128
    /// Candidates that one worker looks at at a time.
    private static let candidateChunk = 64
    /// The number of pairs below which a second thread costs more than it saves.
    private static let pairsWorthThreads = 2048

    /// A query and an image that may be among its hits.
    private struct Candidate: Sendable {
        /// The index of the image in the gallery.
        let image: Int32
        let query: Int32
        /// The best score that the two can have.
        let bound: Double
    }

    private let search: PixelSearch
    private let queries: [QueryImage]
    private let gallery: IndexedGallery
    private let pyramids: [PyramidQuery]
    private let levelCount: Int

    /// The results so far.
    private struct State: Sendable {
        var findings: Findings
        /// Whether query and image, at query * images + image, have been compared in full.
        var compared: [Bool]
        var statistics = IndexedSearch.Statistics()
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - gallery: All that an index has of it has the same levels.
    ///   - top: The hits of each query so far, among other images.
    init(_ search: PixelSearch, queries: [QueryImage], gallery: IndexedGallery, top: [TopHits]) {
        self.search = search
        self.queries = queries
        self.gallery = gallery
        let options = search.options
        let shape = gallery.segments.first?.pyramidShape ?? PyramidShape(size: options.reading.size)
        let canPrune = options.limit != nil || options.threshold != nil
        levelCount = canPrune ? shape.levels.count : 0
        if levelCount > 0 {
            let builder = PyramidBuilder(shape: shape, kernels: search.kernels)
            pyramids = queries.map { $0.pyramid(options.metric, shape: shape, builder: builder, kernels: search.kernels) }
        } else {
            pyramids = []
        }
        var findings = Findings(queryCount: 0, options: options)
        findings.top = top
        let pairCount = queries.count * gallery.images.count
        state = Mutex(State(findings: findings, compared: Array(repeating: false, count: pairCount)))
    }

    func result() -> (findings: Findings, statistics: IndexedSearch.Statistics) {
        state.withLock { ($0.findings, $0.statistics) }
    }

    func run() throws(IndexError) {
        guard levelCount > 0 else { return try compare(allPairs) }
        let scanned = try scan()
        if levelCount > 1 { try compare(try seeds(scanned.closest)) }
        var candidates = scanned.candidates
        for level in 1..<max(levelCount, 1) { candidates = try refine(candidates, by: level) }
        try compare(candidates)
    }

    /// Every query with every image that the index has, of which nothing is known.
    private var allPairs: [Candidate] {
        let best = search.options.metric.prefersLarger ? Double.infinity : -.infinity
        return gallery.places.indices.filter(gallery.places.isKnown).flatMap { image in
            queries.indices.map { Candidate(image: Int32(image), query: Int32($0), bound: best) }
        }
    }

    /// The score that a hit of each query has to reach at present.
    private var bars: [TopHits.Bar] { state.withLock { $0.findings.top.map(\.bar) } }

    private func threads(for pairs: Int) -> Int { pairs < Self.pairsWorthThreads ? 1 : search.options.threads }

    // MARK: Bounds

    /// The findings of one worker in the images that it scanned.
    private struct Scan: Sendable {
        /// Those of each range of images, in its order.
        var parts: [(first: Int, candidates: [Candidate])] = []
        /// The images that are closest by the coarsest level, for each query.
        var closest: [TopHits]
    }

    /// Looks at the coarsest level of all images.
    ///
    /// - Returns: In the order of images, and then of queries, the pairs that it does not rule out; and for each query the
    ///   images that it finds closest.
    private func scan() throws(IndexError) -> (candidates: [Candidate], closest: [TopHits]) {
        let bars = self.bars
        let nothing = TopHits(metric: search.options.metric, limit: 4 * seedCount, threshold: nil)
        let queue = WorkQueue(count: gallery.images.count)
        let scans = withWorkers(threads(for: queries.count * gallery.images.count)) { _ in
            Result { () throws(IndexError) in
                var scan = Scan(closest: Array(repeating: nothing, count: self.queries.count))
                var scores = [Double](repeating: 0, count: self.queries.count * Self.chunk)
                let reader = LevelReader()
                while let range = queue.take(atMost: Self.chunk) { try self.scan(range, bars, reader, &scores, into: &scan) }
                return scan
            }
        }
        var parts: [(first: Int, candidates: [Candidate])] = []
        var closest = Array(repeating: nothing, count: queries.count)
        for scan in scans {
            let scan = try scan.get()
            parts += scan.parts
            for query in queries.indices { closest[query].merge(scan.closest[query]) }
        }
        parts.sort { $0.first < $1.first }
        let examined = queries.count * gallery.places.knownCount
        state.withLock { $0.statistics.examined.append(examined) }
        return (parts.flatMap(\.candidates), closest)
    }

    /// - Parameter scores: Room for those of a chunk of images by each query.
    private func scan(
        _ range: Range<Int>, _ bars: [TopHits.Bar], _ reader: LevelReader, _ scores: inout [Double], into scan: inout Scan
    ) throws(IndexError) {
        var candidates: [Candidate] = []
        candidates.reserveCapacity(range.count)
        try gallery.places.forEachRun(in: range) { images, segment, rows throws(IndexError) in
            let level = try reader.read(0, of: segment, rows: rows)
            scores.withUnsafeMutableBufferPointer { scores in
                for (query, pyramid) in pyramids.enumerated() {
                    level.bestScores(of: pyramid, into: scores.baseAddress! + query * Self.chunk)  // Not empty.
                }
                for (offset, image) in images.enumerated() {
                    for query in bars.indices {
                        let bound = scores[query * Self.chunk + offset]
                        guard bars[query].admits(bound) else { continue }
                        candidates.append(Candidate(image: Int32(image), query: Int32(query), bound: bound))
                        scan.closest[query].offer(ScoredIndex(index: image, score: bound))
                    }
                }
            }
        }
        scan.parts.append((range.lowerBound, candidates))
    }

    /// One more than asked for: the query's own file may have to be left out.
    private var seedCount: Int { (search.options.limit ?? 0) + 1 }

    /// The few pairs to compare first: for each query those that the finest level finds best among the closest by the coarsest.
    private func seeds(_ closest: [TopHits]) throws(IndexError) -> [Candidate] {
        guard search.options.limit != nil else { return [] }
        let reader = LevelReader()
        var seeds: [Candidate] = []
        for (query, coarse) in closest.enumerated() {
            var fine = TopHits(metric: search.options.metric, limit: seedCount, threshold: nil)
            for candidate in coarse.sorted {
                let place = gallery.places[candidate.index]!  // Candidates are images that the index has.
                let score = bestScore(query, try reader.read(levelCount - 1, of: place))
                fine.offer(ScoredIndex(index: candidate.index, score: score))
            }
            seeds += fine.sorted.map { Candidate(image: Int32($0.index), query: Int32(query), bound: $0.score) }
        }
        return seeds
    }

    /// The best score that an image can have by one of its levels.
    private func bestScore(_ query: Int, _ level: LevelRows) -> Double {
        var score = 0.0
        level.bestScores(of: pyramids[query], into: &score)
        return score
    }

    /// Those of `candidates` that `level` does not rule out, with the bounds that it sets; all in the same order.
    private func refine(_ candidates: [Candidate], by level: Int) throws(IndexError) -> [Candidate] {
        let bars = self.bars
        let queue = WorkQueue(count: candidates.count)
        let parts = withWorkers(threads(for: candidates.count)) { _ in
            Result { () throws(IndexError) in
                var parts: [(first: Int, candidates: [Candidate], examined: Int)] = []
                let reader = LevelReader()
                while let range = queue.take(atMost: Self.candidateChunk) {
                    let refined = try self.refine(candidates, range, bars, reader, by: level)
                    parts.append((range.lowerBound, refined.candidates, refined.examined))
                }
                return parts
            }
        }
        var refined: [(first: Int, candidates: [Candidate], examined: Int)] = []
        for part in parts { refined += try part.get() }
        refined.sort { $0.first < $1.first }
        let examined = refined.reduce(0) { $0 + $1.examined }
        state.withLock { $0.statistics.examined.append(examined) }
        return refined.flatMap(\.candidates)
    }

    /// The same for the candidates at `range`: for all of an image of which the first is there.
    private func refine(
        _ candidates: [Candidate], _ range: Range<Int>, _ bars: [TopHits.Bar], _ reader: LevelReader, by level: Int
    ) throws(IndexError) -> (candidates: [Candidate], examined: Int) {
        var refined: [Candidate] = []
        var examined = 0
        var next = range.lowerBound
        while next > 0, next < range.upperBound, candidates[next].image == candidates[next - 1].image { next += 1 }
        while next < range.upperBound {
            let image = candidates[next].image
            var bytes: LevelRows?
            while next < candidates.count, candidates[next].image == image {
                let query = Int(candidates[next].query)
                if bars[query].admits(candidates[next].bound) {
                    if bytes == nil { bytes = try reader.read(level, of: gallery.places[Int(image)]!) }  // As above.
                    examined += 1
                    let bound = bestScore(query, bytes!)
                    if bars[query].admits(bound) {
                        refined.append(Candidate(image: image, query: Int32(query), bound: bound))
                    }
                }
                next += 1
            }
        }
        return (refined, examined)
    }

    // MARK: Full comparisons

    /// Compares pairs in full, unless the bar has risen above their bounds by then. An image is read once for all queries.
    private func compare(_ candidates: [Candidate]) throws(IndexError) {
        let work = orderedWork(candidates)
        let queue = WorkQueue(count: work.count)
        let parts = withWorkers(max(1, min(search.options.threads, work.count))) { _ in
            Result { () throws(IndexError) in
                let comparer = ExactScorer(self.search, gallery: self.gallery)
                while let next = queue.take()?.first {
                    let wanted = self.claim(work[next])
                    if wanted.isEmpty { continue }
                    let index = work[next].image
                    let place = self.gallery.places[index]!  // Candidates are images that the index has.
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

    /// Returns the images by their best bound over all queries.
    private func orderedWork(_ candidates: [Candidate]) -> [Work] {
        let metric = search.options.metric
        let sorted = candidates.sorted { a, b in
            if a.bound != b.bound { return metric.isBetter(a.bound, than: b.bound) }
            return a.query != b.query ? a.query < b.query : a.image < b.image
        }
        // The place of each pair among its query's.
        var ranks = [Int](repeating: 0, count: queries.count)
        let ranked = sorted.map { entry in
            let query = Int(entry.query)
            defer { ranks[query] += 1 }
            return (rank: ranks[query], query: query, image: Int(entry.image), bound: entry.bound)
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

    /// Returns the queries whose hits may include the image, and marks the pairs as compared.
    private func claim(_ work: Work) -> [Int] {
        state.withLock { state in
            work.queries.compactMap { query, bound in
                let pair = query * gallery.images.count + work.image
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
            case .unreadable(let cause):
                if !state.findings.skipped.contains(where: { $0.0 == image }) { state.findings.skipped.append((image, cause)) }
            }
        }
    }
}

extension LevelReader {
    /// The bytes that a level has of one image.
    fileprivate func read(_ level: Int, of place: IndexedGallery.Place) throws(IndexError) -> LevelRows {
        try read(level, of: place.segment, rows: place.row..<place.row + 1)
    }
}
