package import Embeddings
import FeatureIndex
package import Files

/// Makes embeddings of images and texts for other tools.
package struct EmbeddingEngine: Sendable {
    private let embedding: ImageEmbedding
    private let observer: any SearchObserver

    /// - Throws: `ModelError`.
    package init(_ model: ModelRequest, _ resources: Resources, observer: any SearchObserver) throws {
        embedding = try ModelEmbedder.open(model, for: [], resources, observer: observer)
        self.observer = observer
    }

    package var space: EmbeddingSpace { embedding.reading.space }

    /// Calls `deliver` with the number of each image and its embedding, or why there is none, in the order given.
    ///
    /// - Throws: `ModelError`, and what `deliver` throws.
    package func embed(
        images sources: [ContentSource], deliver: (Int, Result<UnsafeBufferPointer<Float>, any Error>) throws -> Void
    ) throws {
        guard !sources.isEmpty else { return }
        let progress = observer.begin(.embedding, total: sources.count)
        defer { progress.finish() }
        try embedding.embed(
            sources, acceptsPipes: true, onProgress: { progress.advance(by: $0) }, deliver: deliver)
    }

    /// Calls `deliver` with the number of each text and its embedding.
    ///
    /// - Throws: `ModelError`, and what `deliver` throws.
    package func embed(texts: [String], deliver: (Int, UnsafeBufferPointer<Float>) throws -> Void) throws {
        guard !texts.isEmpty else { return }
        let rows = try embedding.embedder.embed(texts: texts)
        for index in texts.indices { try rows.withRow(index) { try deliver(index, $0) } }
    }
}
