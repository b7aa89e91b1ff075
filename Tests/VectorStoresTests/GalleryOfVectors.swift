import Embeddings
import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import SystemPackage
import TestSupport
@testable import VectorStores

/// A folder of files that hold a number each, and vectors that stand for their embeddings.
struct GalleryOfVectors {
    let root: FilePath
    private let index: FilePath
    private let folder: TemporaryFolder
    private let embedding: ImageEmbedding

    private let selection: GallerySelection

    /// - Parameter shard: The part of the folder that it is; nil for the whole.
    init(_ vectors: EmbeddingMatrix, in folder: TemporaryFolder, shard: GalleryShard? = nil) {
        self.folder = folder
        root = folder("gallery")
        index = folder("index" + (shard.map { "-\($0.number)" } ?? ""))
        selection = GallerySelection(shard: shard)
        let embedder = VectorEmbedder(vectors: vectors)
        embedding = ImageEmbedding(embedder, reading: EmbeddingReading(embedder.space), kernels: kernels)
    }

    /// Writes a file that holds `number`. Its time of modification is that of the writing.
    func write(_ number: Int, to name: String) throws {
        try folder.write(Array("\(number)".utf8), to: "gallery/\(name)")
    }

    func buildIndex() throws {
        _ = try IndexBuilder(
            folder: index, gallery: root, reading: embedding.reading, embedder: embedding.embedder, threads: 2,
            kernels: kernels
        ).update(FolderWalk(root, FolderWalk.Options(selection)), describe: shownSentence)
    }

    /// As it is now, with what the index has.
    func opened(isIndexed: Bool = true) throws -> StoreGallery {
        let segments = isIndexed ? try IndexFolder(index).open(FeatureKey(embedding.reading)) ?? [] : []
        return StoreGallery(
            root: root, indexFolder: index,
            indexed: IndexedGallery(
                try FolderWalk(root, FolderWalk.Options(selection)), segments: segments, threads: 2),
            embedding: embedding, shard: selection.shard, threads: 2)
    }

    /// A query that the file `name` makes.
    func query(_ vectors: EmbeddingMatrix, _ number: Int, from name: String) throws -> EmbeddingQuery {
        EmbeddingQuery(vectors.row(number), sources: [try FileStatus(of: root.appending(name)).identity])
    }
}

extension StoreAnswer {
    /// The names of the hits of the first query, below `root`.
    func names(below root: FilePath) -> [String] {
        hits[0].map { hit in
            var path = images[hit.index].path
            return path.removePrefix(root) ? path.string : path.string
        }
    }
}

/// Takes the number that a file holds for the number of its vector.
private struct VectorEmbedder: Embedder {
    let vectors: EmbeddingMatrix

    var space: EmbeddingSpace {
        EmbeddingSpace(
            model: "tests", digest: [UInt8](repeating: 3, count: 16), precision: "float32", dimension: vectors.dimension)
    }

    func embedImages(
        count: Int, load: @escaping @Sendable (Int, (UnsafeRawBufferPointer) throws(ReadingError) -> Void) -> Bool,
        deliver: ([Int], UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        for index in 0..<count {
            var number = 0
            guard load(index, { number = Int(String(decoding: $0, as: UTF8.self)) ?? 0 }) else { continue }
            try vectors.row(number).withUnsafeBufferPointer { try deliver([index], $0) }
        }
    }

    func embed(texts: [String]) throws -> EmbeddingMatrix { EmbeddingMatrix(dimension: vectors.dimension) }
}
