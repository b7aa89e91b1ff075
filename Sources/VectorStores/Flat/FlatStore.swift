package import FeatureIndex
package import Gallery
package import Metrics

/// Compares with every embedding, by ``EmbeddingSearch``: exact, and what other stores are measured by.
package struct FlatStore: VectorStore {
    package static let kind = StoreKind(
        schemes: ["flat"], form: "flat", metrics: Metric.allCases, isExact: true, isFilled: false)

    package let gallery: EmbeddedGallery
    package let staleness: IndexedGallery.Staleness
    private let embedding: ImageEmbedding

    /// - Parameter onProgress: Called from any thread with the number of images just embedded.
    package init(_ gallery: StoreGallery, onProgress: @escaping @Sendable (Int) -> Void = { _ in }) throws {
        self.gallery = try EmbeddedGallery(gallery.indexed, by: gallery.embedding, onProgress: onProgress)
        staleness = gallery.staleness
        embedding = gallery.embedding
    }

    package static func open(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> FlatStore {
        try FlatStore(gallery, onProgress: onProgress)
    }

    package var supportedMetrics: [Metric] { Metric.allCases }
    package var skipped: [SkippedFile] { gallery.skipped }

    package func count() -> Int { gallery.indexedCount + gallery.newCount }

    package func isExact(limit: Int?) -> Bool { true }

    package func check() throws { try gallery.check(kernels: embedding.kernels) }

    package func search(_ queries: [EmbeddingQuery], _ request: StoreRequest) throws -> StoreAnswer {
        StoreAnswer(
            images: gallery.images,
            hits: try EmbeddingSearch(options: request, kernels: embedding.kernels).search(queries, in: gallery),
            scope: .all(indexed: gallery.indexedCount, new: gallery.newCount))
    }
}
