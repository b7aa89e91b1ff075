import Files
import Embeddings
import FeatureIndex
import Gallery
import Metrics

extension SimilarFiles {
    /// Finds pairs by what a model makes of files, or an index has of that.
    ///
    /// - Throws: `DuplicateError`, or what the model throws.
    func find(
        _ embedding: ImageEmbedding, _ known: IndexedFeatures, _ onReading: @escaping @Sendable (Int) -> Void,
        pairs: (EmbeddingMatrix, _ isWanted: @escaping @Sendable (Int, Int) -> Bool) -> [SimilarPair]
    ) throws -> Outcome {
        let dimension = embedding.reading.space.dimension
        try checkRoom(bytesPerFile: dimension * MemoryLayout<Float>.stride)
        let rows = PointMatrix(count: files.count, dimension: dimension)
        var isRead = files.indices.map { known.copyEmbedding(of: files[$0], to: rows[$0], kernels: request.kernels) }
        let unknown = files.indices.filter { !isRead[$0] }
        var outcome = Outcome(indexedCount: files.count - unknown.count)
        onReading(outcome.indexedCount)
        try embedding.embed(unknown.map { .file(files[$0].path) }, onProgress: onReading) { number, result in
            let place = unknown[number]
            switch result {
            case .success(let numbers):
                _ = rows[place].update(from: numbers)
                isRead[place] = true
            case .failure(let error): outcome.skipped.append(SkippedFile(path: files[place].path, cause: error))
            }
        }
        let embeddings = EmbeddingMatrix(dimension: dimension, borrowing: rows.all, from: rows)
        outcome.pairs = pairs(embeddings, readable(isRead))
        return outcome
    }
}
