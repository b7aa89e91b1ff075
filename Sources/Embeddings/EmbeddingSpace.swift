/// What makes embeddings comparable: those of another model, or computed in another precision, never mix with them.
package struct EmbeddingSpace: Sendable {
    /// Bytes of a digest.
    package static let digestSize = 16

    /// The model's name, for people.
    package let model: String
    /// Of the model's configuration and weights.
    package let digest: [UInt8]
    /// As in `float32`.
    package let precision: String
    /// Numbers per embedding.
    package let dimension: Int

    package init(model: String, digest: [UInt8], precision: String, dimension: Int) {
        precondition(digest.count == Self.digestSize && dimension > 0)
        self.model = model
        self.digest = digest
        self.precision = precision
        self.dimension = dimension
    }
}

/// The name has no part in it: the same model may lie in folders of different names.
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
