/// A tower that makes embeddings of prepared pictures.
protocol VisionTower: Sendable {
    /// Embeds `count` pictures (count, 3, size, size) in rows of `output` (count, embedding size), not normalised.
    func embed(
        _ pictures: UnsafePointer<Float>, count: Int, to output: UnsafeMutablePointer<Float>, in workspace: Workspace,
        observer: Transformer.Observer?
    ) throws(ModelError)
}

/// A tower that makes embeddings of tokens.
protocol TextTower: Sendable {
    /// Texts that are taken at a time.
    var typicalCount: Int { get }

    /// Embeds `texts`, each of a context's length, in rows of `output` (texts, embedding size), not normalised.
    func embed(
        _ texts: ArraySlice<[Int32]>, to output: UnsafeMutablePointer<Float>, in workspace: Workspace,
        observer: Transformer.Observer?
    ) throws(ModelError)
}
