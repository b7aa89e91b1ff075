import Embeddings
package import FeatureIndex
package import Gallery
package import Metrics
import SystemPackage

/// A collection of a Chroma server that holds the embeddings of a gallery.
package struct ChromaStore: VectorStore {
    package static let kind = StoreKind(
        schemes: ["chroma", "chroma+https"], form: "chroma://HOST:PORT/COLLECTION", metrics: [.l2, .mse, .cosine],
        isMadeForMetric: true)

    private let gallery: StoreGallery
    private let server: ChromaSearch
    /// Of the images of the gallery, by their paths.
    private let numbers: [FilePath: Int]

    package static func check(_ address: StoreAddress) throws(StoreError) { _ = try ChromaAddress(address.text) }

    package static func open(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> ChromaStore {
        ChromaStore(
            gallery: gallery,
            server: try ChromaSearch(
                ChromaAddress(address.text), space: gallery.embedding.reading.space, token: settings.token))
    }

    private init(gallery: StoreGallery, server: ChromaSearch) {
        self.gallery = gallery
        self.server = server
        numbers = Dictionary(uniqueKeysWithValues: gallery.indexed.images.enumerated().map { ($1.path, $0) })
    }

    package var supportedMetrics: [Metric] { server.supportedMetrics }
    package var staleness: IndexedGallery.Staleness { IndexedGallery.Staleness() }
    package var skipped: [SkippedFile] { [] }

    package func count() throws(StoreError) -> Int { try server.count() }

    package func isExact(limit: Int?) -> Bool { false }

    package func search(_ queries: [EmbeddingQuery], _ request: StoreRequest) throws -> StoreAnswer {
        var images = gallery.indexed.images
        var others: [FilePath: Int] = [:]
        let hits = try request.hits(of: queries, among: try server.count()) { queries, count in
            try server.nearest(
                to: EmbeddingMatrix(queries, dimension: gallery.dimension), count: count, metric: request.metric)
        } hit: { record in
            let image = image(of: record)
            let number = numbers[image.path] ?? others[image.path] ?? images.count
            if number == images.count {
                others[image.path] = number
                images.append(image)
            }
            return (ScoredIndex(index: number, score: record.score), image.path)
        }
        return StoreAnswer(images: images, hits: hits, scope: .unknown)
    }

    /// What somebody else has put there goes by its name.
    private func image(of record: ChromaSearch.Record) -> ImageFile {
        ImageFile(
            path: record.path.map { gallery.root.pushing(FilePath($0)) } ?? FilePath(record.id), label: record.label)
    }
}

extension ChromaStore {
    package static func synchronise(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        begin: @escaping (Int) -> @Sendable (Int) -> Void
    ) throws -> StoreSummary {
        let stored = try gallery.checkedEmbeddings()
        let records = stored.images.indices.map { index in
            let file = stored.file(index)
            return ChromaRecord(
                path: String(decoding: file.path, as: UTF8.self), label: gallery.indexed.images[stored.images[index]].label,
                size: Int(file.size), modified: file.modified)
        }
        let upload = ChromaUpload(
            try ChromaAddress(address.text), space: gallery.embedding.reading.space, metric: settings.metric,
            token: settings.token)
        let done = try upload(records, EmbeddingTable(stored, dimension: gallery.dimension), begin: begin)
        return StoreSummary(added: done.sent, removed: done.removed, kept: done.kept)
    }
}
