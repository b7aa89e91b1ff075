import Embeddings
import Gallery
import Metrics
import Search
import SystemPackage
import VectorStores

/// Searching by what a CLIP model makes of images, on a Chroma server. No gallery is walked: what is found is what is there.
struct ServerSearch {
    private let store: ChromaStore
    /// Where paths on the server start from.
    private let gallery: FilePath
    private let dimension: Int

    /// Opens the collection at `address`, which holds embeddings of `space`.
    init(_ address: String, gallery: FilePath, space: EmbeddingSpace) throws(StoreError) {
        store = try ChromaStore(ChromaAddress(address), space: space)
        self.gallery = gallery
        dimension = space.dimension
    }

    var supportedMetrics: [Metric] { store.supportedMetrics }

    /// The best images for each query, with their scores.
    func nearest(
        _ queries: [EmbeddingSearch.Query], _ options: EmbeddingSearch.Options
    ) throws(StoreError) -> [[(image: ImageFile, score: Double)]] {
        let count = if let limit = options.limit { limit + options.spare(queries) } else { try store.count() }
        let found = try store.nearest(
            to: EmbeddingMatrix(queries, dimension: dimension), count: count, metric: options.metric)
        return zip(queries, found).map { query, hits in
            let images = hits.lazy.compactMap { hit in
                image(of: hit).flatMap { options.keeps(hit.score, $0.path, for: query) ? ($0, hit.score) : nil }
            }
            return Array(images.prefix(options.limit ?? count))
        }
    }

    func callAsFunction(
        _ queries: [EmbeddingSearch.Query], _ options: EmbeddingSearch.Options
    ) throws(StoreError) -> FoundHits {
        var images: [ImageFile] = []
        var numbers: [FilePath: Int] = [:]
        let hits = try nearest(queries, options).map { hits in
            hits.map { image, score in
                let number = numbers[image.path] ?? images.count
                if number == images.count {
                    numbers[image.path] = number
                    images.append(image)
                }
                return ScoredIndex(index: number, score: score)
            }
        }
        return FoundHits(images: images, hits: hits, skipped: [])
    }

    /// What somebody else has put there goes by its name.
    private func image(of hit: StoreHit) -> ImageFile? {
        guard case .record(let id, let path, let label) = hit.key else { return nil }
        return ImageFile(path: path.map { gallery.pushing(FilePath($0)) } ?? FilePath(id), label: label)
    }
}
