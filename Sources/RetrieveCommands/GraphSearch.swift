import Embeddings
import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import Search
import SystemPackage
import VectorStores

/// Searching by what a CLIP model makes of images, in a graph of near neighbours. Where the gallery has moved on since the
/// graph was made, everything is compared instead: that is right all the same.
struct GraphSearch: FeatureSearch {
    let flat: CLIPSearch
    /// Of the index.
    let folder: FilePath
    let ef: Int
    /// The command that makes the graph.
    let filling: String
    let kernels: Kernels

    private var options: EmbeddingSearch.Options { flat.search.options }

    var key: FeatureKey { flat.key }

    func readQueries(
        _ paths: [FilePath], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> [Result<EmbeddingSearch.Query, any Error>] {
        try flat.readQueries(paths, acceptsPipes: acceptsPipes, onProgress: onProgress)
    }

    func queries(saying texts: [String]) throws -> [EmbeddingSearch.Query] { try flat.queries(saying: texts) }

    func search(
        _ queries: [EmbeddingSearch.Query], in images: [ImageFile], onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        try asCommandFailure(fillingBy: filling) {
            throw StoreError.noGraph(IndexFolder(folder).graphPath(key))
        }
    }

    func search(
        _ queries: [EmbeddingSearch.Query], in gallery: IndexedGallery, isVerbose: Bool,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> SearchOutcome {
        guard gallery.staleness.isNone, let limit = options.limit else {
            return try flat.search(queries, in: gallery, isVerbose: isVerbose, onProgress: onProgress)
        }
        let stored = StoredEmbeddings(gallery)
        // One more for each file of a query that may have to be left out.
        let spare = options.excludesQuery ? queries.map(\.sources.count).max() ?? 0 : 0
        let found = try asCommandFailure(fillingBy: filling) {
            let store = try HNSWStore(
                IndexFolder(folder).graphPath(key), rows: EmbeddingTable(stored, dimension: flat.dimension),
                identity: stored.identity, ef: ef, kernels: kernels, threads: options.threads)
            return try store.nearest(
                to: EmbeddingMatrix(queries, dimension: flat.dimension), count: limit + spare, metric: options.metric)
        }
        let hits = try zip(queries, found).map { query, hits in
            try hits.lazy.compactMap { try scored($0, for: query, stored, gallery) }.prefix(limit)
        }
        if isVerbose {
            StandardStreams.writeMessage(
                "looked at \(ef) candidates a query in a graph of \(counted(stored.images.count, "embedding"))")
        }
        let skipped = gallery.failures.sorted { $0.key < $1.key }
            .map { SkippedFile(path: gallery.images[$0.key].path, reason: $0.value) }
        return SearchOutcome(hits: hits.map(Array.init), skipped: skipped)
    }

    /// Nil for what is not to be among the hits.
    private func scored(
        _ hit: StoreHit, for query: EmbeddingSearch.Query, _ stored: StoredEmbeddings, _ gallery: IndexedGallery
    ) throws -> ScoredIndex? {
        guard case .row(let row) = hit.key else { return nil }
        if let threshold = options.threshold, !options.metric.meets(threshold, hit.score) { return nil }
        let image = stored.images[row]
        if options.excludesQuery, let identity = try? FileStatus(of: gallery.images[image].path).identity,
            query.sources.contains(identity)
        {
            return nil
        }
        // What is shown has been checked; ways to it need not be.
        let place = stored.places[row]
        try place.segment.withEmbeddings(place.row..<place.row + 1, kernels: kernels) { _, _ in }
        return ScoredIndex(index: image, score: hit.score)
    }
}

extension CLIPSearch {
    var dimension: Int { embedding.reading.space.dimension }
}

extension EmbeddingTable {
    /// Where the index has them.
    init(_ stored: StoredEmbeddings, dimension: Int) {
        self.init(dimension: dimension, addresses: stored.addresses, owners: [stored])
    }
}

extension EmbeddingMatrix {
    init(_ queries: [EmbeddingSearch.Query], dimension: Int) {
        self.init(dimension: dimension, capacity: queries.count)
        for query in queries { append(query.embedding) }
    }
}
