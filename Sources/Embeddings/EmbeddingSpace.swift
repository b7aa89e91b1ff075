/// The model and precision that embeddings are made with: those of different spaces are never compared.
package struct EmbeddingSpace: Sendable {
    /// The size of a digest in bytes.
    package static let digestSize = 16

    /// The model's name, for people.
    package let model: String
    /// The digest of the model's configuration and weights.
    package let digest: [UInt8]
    /// The name of the precision that the model is run in, as in `float32`.
    package let precision: String
    /// The number of components of an embedding.
    package let dimension: Int
    /// The library, its version and the instruction sets that compute the embeddings, on which the last digits depend; empty
    /// where unknown.
    package let processor: String

    package init(model: String, digest: [UInt8], precision: String, dimension: Int, processor: String = "") {
        precondition(digest.count == Self.digestSize && dimension > 0)
        self.model = model
        self.digest = digest
        self.precision = precision
        self.dimension = dimension
        self.processor = processor
    }
}

/// The name has no part in it: the same model may lie in folders of different names. Nor has the processor, which changes the last
/// digits alone.
extension EmbeddingSpace: Hashable {
    package static func == (a: EmbeddingSpace, b: EmbeddingSpace) -> Bool {
        a.digest == b.digest && a.precision == b.precision && a.dimension == b.dimension
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
        hasher.combine(precision)
        hasher.combine(dimension)
    }
}
