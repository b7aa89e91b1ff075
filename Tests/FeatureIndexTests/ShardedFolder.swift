@testable import FeatureIndex
import Gallery
import Imaging
import Kernels
import Search
import SystemPackage
import TestSupport
import Testing

/// The indexes of the parts of a gallery, beside it.
struct ShardedFolder {
    let gallery: IndexedFolder
    let count: Int

    var shards: [GalleryShard] { (1...count).map { GalleryShard(number: $0, of: count)! } }
    var merged: FilePath { gallery.folder("merged") }

    func index(_ number: Int) -> FilePath { gallery.folder("parts-\(count)-\(number)") }

    var indexes: [FilePath] { (1...count).map(index) }

    private func walk(_ shard: GalleryShard?) throws -> FolderWalk {
        try FolderWalk(gallery.gallery, FolderWalk.Options(GallerySelection(shard: shard)))
    }

    /// Indexes pixels of a part.
    @discardableResult
    func update(_ shard: GalleryShard, storesPixels: Bool = false) throws -> IndexBuilder.Summary {
        try IndexBuilder(
            folder: index(shard.number), gallery: gallery.gallery, reading: gallery.reading, storesPixels: storesPixels,
            threads: 2, kernels: IndexedFolder.kernels
        ).update(walk(shard), describe: shownSentence)
    }

    /// Indexes embeddings of a part.
    @discardableResult
    func update(_ shard: GalleryShard, _ embedder: TestEmbedder) throws -> IndexBuilder.Summary {
        try IndexBuilder(
            folder: index(shard.number), gallery: gallery.gallery, reading: EmbeddingReading(embedder.space),
            embedder: embedder, threads: 2, kernels: IndexedFolder.kernels
        ).update(walk(shard), describe: shownSentence)
    }

    @discardableResult
    func merge(_ parts: [FilePath]? = nil, mixesProcessors: Bool = false) throws -> IndexMerger.Summary {
        try IndexMerger(parts: parts ?? indexes, into: merged, mixesProcessors: mixesProcessors).merge()
    }

    /// The segments of `folders` as those of one index.
    func open(_ folders: [FilePath], _ key: FeatureKey) throws -> (segments: [OpenSegment], repeated: RepeatedFiles?) {
        var parts = try folders.map { try #require(try IndexFolder($0).openPart(key)) }
        let repeated = parts.removeRepeatedFiles()
        return (parts.flatMap(\.segments), repeated)
    }

    /// Expects that searches by pixels answer the same without an index, with the parts as one, and with the merged index.
    func expectSameAnswers(
        _ queries: [FilePath], _ questions: [Question] = Question.usual, parts: [FilePath]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for question in questions {
            let plain = try gallery.plainAnswer(queries, question)
            for folders in [parts ?? indexes, [merged]] {
                let segments = try open(folders, gallery.key).segments
                for isTrusted in [false, true] {
                    let known =
                        isTrusted
                        ? IndexedGallery(trusting: segments, gallery: gallery.gallery)
                        : IndexedGallery(try walk(nil), segments: segments, threads: 2)
                    #expect(
                        try gallery.answer(queries, question, in: known) == plain,
                        "\(question), \(folders.count) indexes, trusted: \(isTrusted)", sourceLocation: sourceLocation)
                    #expect(known.staleness.isNone, sourceLocation: sourceLocation)
                }
            }
        }
    }
}

/// Calls `body` with a gallery in a temporary folder, to be indexed in `count` parts.
func withShardedFolder(_ count: Int, isFilled: Bool = true, _ body: (ShardedFolder) throws -> Void) throws {
    try withIndexedFolder(isFilled: isFilled) { try body(ShardedFolder(gallery: $0, count: count)) }
}
