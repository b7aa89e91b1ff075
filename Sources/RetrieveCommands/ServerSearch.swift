import Embeddings
import Files
import Gallery
import Metrics
import Search
import SystemPackage
import VectorStores

/// Searching by what a CLIP model makes of images, on a Chroma server. No gallery is walked: what is found is what is there.
struct ServerSearch {
    let address: String
    /// Where paths on the server start from.
    let gallery: FilePath
    let space: EmbeddingSpace
    let options: EmbeddingSearch.Options

    /// - Returns: The images that hits count, and the hits of each query.
    func callAsFunction(
        _ queries: [EmbeddingSearch.Query]
    ) throws(StoreError) -> (images: [ImageFile], hits: [[ScoredIndex]], skipped: [SkippedFile]) {
        let store = try ChromaStore(ChromaAddress(address), space: space)
        let spare = options.excludesQuery ? queries.map(\.sources.count).max() ?? 0 : 0
        let count = if let limit = options.limit { limit + spare } else { try store.count() }
        let found = try store.nearest(
            to: EmbeddingMatrix(queries, dimension: space.dimension), count: count, metric: options.metric)
        var images: [ImageFile] = []
        var numbers: [FilePath: Int] = [:]
        let hits = zip(queries, found).map { query, hits in
            let scored = hits.lazy.compactMap { hit -> ScoredIndex? in
                guard let image = image(of: hit, for: query) else { return nil }
                if numbers[image.path] == nil {
                    numbers[image.path] = images.count
                    images.append(image)
                }
                return ScoredIndex(index: numbers[image.path] ?? 0, score: hit.score)
            }
            return Array(scored.prefix(options.limit ?? count))
        }
        return (images, hits, [])
    }

    /// Nil for what is not to be among the hits. What somebody else has put there goes by its name.
    private func image(of hit: StoreHit, for query: EmbeddingSearch.Query) -> ImageFile? {
        guard case .record(let id, let path, let label) = hit.key else { return nil }
        if let threshold = options.threshold, !options.metric.meets(threshold, hit.score) { return nil }
        guard let path else { return ImageFile(path: FilePath(id), label: label) }
        let file = gallery.pushing(FilePath(path))
        if options.excludesQuery, let identity = try? FileStatus(of: file).identity, query.sources.contains(identity) {
            return nil
        }
        return ImageFile(path: file, label: label)
    }
}
