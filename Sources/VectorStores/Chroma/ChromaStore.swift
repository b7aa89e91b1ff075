import Embeddings
package import FeatureIndex
import Files
package import Gallery
package import Metrics
import SystemPackage
import Workers

/// A collection of a Chroma server that holds the embeddings of a gallery.
///
/// Files that have gone or changed since it was filled are left out of what it finds; they and new ones are embedded here, and
/// compared beside it.
package struct ChromaStore: VectorStore {
    package static let kind = StoreKind(
        schemes: ["chroma", "chroma+https"], form: "chroma://HOST:PORT/COLLECTION", metrics: [.l2, .mse, .cosine],
        isMadeForMetric: true)

    private let gallery: StoreGallery
    private let server: ChromaSearch
    /// The indices of the images that the collection has as they are, by their paths; nil where the gallery is not checked.
    private let known: [FilePath: Int]?
    /// The images that it does not know as they are, and which of the gallery's they are.
    private let others: (gallery: EmbeddedGallery, numbers: [Int])?
    package let staleness: IndexedGallery.Staleness

    package static func check(_ address: StoreAddress) throws(StoreError) { _ = try ChromaAddress(address.text) }

    package static func open(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> ChromaStore {
        let server = try ChromaSearch(
            ChromaAddress(address.text), reading: gallery.embedding.reading, token: settings.token)
        return try ChromaStore(gallery, server, onProgress: onProgress)
    }

    init(
        _ gallery: StoreGallery, _ server: ChromaSearch, onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        self.gallery = gallery
        self.server = server
        guard !gallery.isTrusted else {
            (known, others, staleness) = (nil, nil, IndexedGallery.Staleness())
            return
        }
        let changes = try ChromaChanges(of: gallery, in: server)
        let images = gallery.indexed.images
        known = Dictionary(uniqueKeysWithValues: changes.unchanged.map { (images[$0].path, $0) })
        staleness = changes.staleness
        others =
            changes.others.isEmpty
            ? nil
            : (
                try EmbeddedGallery(
                    GalleryImages(changes.others.map { images[$0] }), by: gallery.embedding, onProgress: onProgress),
                changes.others
            )
    }

    package var supportedMetrics: [Metric] { server.supportedMetrics }
    package var skipped: [SkippedFile] { gallery.indexed.skipped + (others?.gallery.skipped ?? []) }

    package func count() throws(StoreError) -> Int { try server.count() }

    package func isExact(limit: Int?) -> Bool { false }

    package func search(_ queries: [EmbeddingQuery], _ request: StoreRequest) throws -> StoreAnswer {
        var images = ImageNumbers(Array(gallery.indexed.images), known)
        var hits = try request.hits(of: queries, among: try server.count()) { queries, count in
            try server.nearest(
                to: EmbeddingMatrix(queries, dimension: gallery.dimension), count: count, metric: request.metric)
        } hit: { record in
            guard let (number, path) = try images.number(of: record, below: gallery.root, server) else { return nil }
            return (ScoredIndex(index: number, score: record.score), path)
        }
        if let others {
            let search = EmbeddingSearch(options: request, kernels: gallery.embedding.kernels)
            for (query, found) in try search.search(queries, in: others.gallery).enumerated() {
                var best = TopHits(metric: request.metric, limit: request.limit, threshold: request.threshold)
                for hit in hits[query] { best.offer(hit) }
                for hit in found { best.offer(ScoredIndex(index: others.numbers[hit.index], score: hit.score)) }
                hits[query] = best.sorted
            }
        }
        return StoreAnswer(images: GalleryImages(images.all), hits: hits, scope: .unknown)
    }
}

/// Images of a gallery, and of whatever else a server holds.
private struct ImageNumbers {
    private(set) var all: [ImageFile]
    private let known: [FilePath: Int]?
    private var added: [FilePath: Int] = [:]

    init(_ images: [ImageFile], _ known: [FilePath: Int]?) {
        all = images
        self.known = known
    }

    /// Returns the index of a record's image; nil for one that is no longer in the gallery, or no longer as it was.
    mutating func number(
        of record: ChromaSearch.Record, below root: FilePath, _ server: ChromaSearch
    ) throws(StoreError) -> (number: Int, path: FilePath)? {
        guard let bytes = record.path else {
            // What somebody else has put there goes by its name.
            return number(ImageFile(path: FilePath(record.id), label: record.label))
        }
        guard let path = ChromaPath(bytes, below: root)?.path else { throw server.recordOutside(bytes) }
        guard let known else { return number(ImageFile(path: path, label: record.label)) }
        return known[path].map { ($0, path) }
    }

    private mutating func number(_ image: ImageFile) -> (number: Int, path: FilePath) {
        if let number = added[image.path] { return (number, image.path) }
        added[image.path] = all.count
        all.append(image)
        return (all.count - 1, image.path)
    }
}

extension ChromaStore {
    package static func synchronise(
        _ address: StoreAddress, _ gallery: StoreGallery, _ settings: StoreSettings,
        begin: @escaping (Int) -> @Sendable (Int) -> Void
    ) throws -> StoreSummary {
        let upload = ChromaUpload(
            try ChromaAddress(address.text), reading: gallery.embedding.reading, metric: settings.metric,
            token: settings.token)
        let done = try synchronise(upload, gallery, begin: begin)
        return StoreSummary(added: done.sent, removed: done.removed, kept: done.kept)
    }

    static func synchronise(
        _ upload: ChromaUpload, _ gallery: StoreGallery, begin: (Int) -> (Int) -> Void = { _ in { _ in } }
    ) throws -> ChromaUpload.Summary {
        let stored = try gallery.checkedEmbeddings()
        let records = stored.images.indices.map { index in
            let file = stored.file(index)
            return ChromaRecord(
                path: file.path, label: gallery.indexed.images[stored.images[index]].label,
                stamp: ChromaRecord.Stamp(size: file.size, modified: file.modified))
        }
        return try upload(
            records, EmbeddingTable(stored, dimension: gallery.dimension), shard: gallery.shard, begin: begin)
    }
}
