@testable import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import Search
import VectorStores
import SystemPackage
import TestSupport
import Testing

extension IndexedFolder {
    /// Brings the index of embeddings up to date.
    @discardableResult
    func update(_ embedder: TestEmbedder) throws -> IndexBuilder.Summary {
        try IndexBuilder(
            folder: index, gallery: gallery, reading: EmbeddingReading(embedder.space), embedder: embedder, threads: threads,
            kernels: Self.kernels
        ).update(FolderWalk(gallery), describe: shownSentence)
    }

    func openEmbeddings(_ embedder: TestEmbedder) throws -> [OpenSegment]? {
        try IndexFolder(index).open(FeatureKey(EmbeddingReading(embedder.space)))
    }

    /// What searches by `questions` answer without the index.
    func plainAnswers(
        _ paths: [FilePath], _ embedder: TestEmbedder, _ questions: [Question] = Question.usual
    ) throws -> [Answer] {
        let embedding = embedding(embedder)
        return try answers(
            paths, questions, embedding, EmbeddedGallery(try FolderWalk(gallery).images, by: embedding))
    }

    /// The same with the index, and how far it is behind.
    func indexedAnswers(
        _ paths: [FilePath], _ embedder: TestEmbedder, _ questions: [Question] = Question.usual, isTrusted: Bool = false
    ) throws -> (answers: [Answer], staleness: IndexedGallery.Staleness) {
        let embedding = embedding(embedder)
        let segments = try #require(try openEmbeddings(embedder))
        let known =
            isTrusted
            ? IndexedGallery(trusting: segments, gallery: gallery)
            : IndexedGallery(try FolderWalk(gallery), segments: segments, threads: threads)
        let embedded = try EmbeddedGallery(known, by: embedding)
        return (try answers(paths, questions, embedding, embedded), known.staleness)
    }

    /// The same with `segments`.
    func answers(
        _ paths: [FilePath], _ embedder: TestEmbedder, _ questions: [Question], in segments: [OpenSegment]
    ) throws -> [Answer] {
        let embedding = embedding(embedder)
        let known = IndexedGallery(try FolderWalk(gallery), segments: segments, threads: threads)
        return try answers(paths, questions, embedding, EmbeddedGallery(known, by: embedding))
    }

    private func embedding(_ embedder: TestEmbedder) -> ImageEmbedding {
        ImageEmbedding(embedder, reading: EmbeddingReading(embedder.space), kernels: Self.kernels)
    }

    private func answers(
        _ paths: [FilePath], _ questions: [Question], _ embedding: ImageEmbedding, _ gallery: EmbeddedGallery
    ) throws -> [Answer] {
        let rows = try embedding.embeddings(of: paths.map { .file($0) }).map { try $0.get() }
        let queries = try zip(paths, rows).map {
            EmbeddingQuery($1, sources: [try FileStatus(of: $0).identity])
        }
        return try questions.map { question in
            let search = EmbeddingSearch(
                options: StoreRequest(
                    metric: question.metric, limit: question.limit, threshold: question.threshold,
                    excludesQuery: question.excludesQuery, threads: question.threads),
                kernels: Self.kernels)
            return Answer(try search.search(queries, in: gallery), gallery.skipped, gallery.images)
        }
    }
}
