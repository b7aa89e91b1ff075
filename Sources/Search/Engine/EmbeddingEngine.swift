package import Embeddings
import FeatureIndex
package import SystemPackage

/// Makes embeddings of images and texts for other tools.
package struct EmbeddingEngine: Sendable {
    private let embedding: ImageEmbedding
    private let observer: any SearchObserver

    /// - Throws: `ModelError`.
    package init(_ model: ModelRequest, _ resources: Resources, observer: any SearchObserver) throws {
        embedding = try ModelEmbedder.open(model, for: nil, resources, observer: observer)
        self.observer = observer
    }

    package var space: EmbeddingSpace { embedding.reading.space }

    /// Calls `deliver` with each input and its embedding, images first, in the order given.
    ///
    /// - Returns: The images that have none, and why.
    /// - Throws: `ModelError`, and what `deliver` throws.
    package func embed(
        images paths: [FilePath], texts: [String],
        deliver: (QuerySource, UnsafeBufferPointer<Float>) throws -> Void
    ) throws -> [QueryFailure] {
        var failures: [QueryFailure] = []
        let progress = observer.begin(.embedding, total: paths.count)
        defer { progress.finish() }
        try embedding.embed(paths, acceptsPipes: true, onProgress: { progress.advance(by: $0) }) { index, result in
            switch result {
            case .success(let row): try deliver(.image(paths[index]), row)
            case .failure(let error): failures.append(QueryFailure(source: .image(paths[index]), cause: error))
            }
        }
        guard !texts.isEmpty else { return failures }
        let rows = try embedding.embedder.embed(texts: texts)
        for (index, text) in texts.enumerated() { try rows.withRow(index) { try deliver(.text(text), $0) } }
        return failures
    }
}
