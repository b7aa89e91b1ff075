package import Embeddings
package import Imaging

/// Makes embeddings of images and texts, all in one space.
package protocol Embedder: Sendable {
    /// The error that says why contents of a file are not an image.
    typealias ReadingError = ImageError

    var space: EmbeddingSpace { get }

    /// Embeds images 0 ..< `count`, a batch at a time, those of the next one being read meanwhile.
    ///
    /// - Parameters:
    ///   - load: Called once for each image, from any thread. It calls `prepare` with the contents of the image's file, and
    ///     answers true if that did not throw; otherwise the image is left out.
    ///   - deliver: Called from any thread, though never at once, with images in ascending order and their embeddings, row by row.
    func embedImages(
        count: Int,
        load: @escaping @Sendable (_ index: Int, _ prepare: (UnsafeRawBufferPointer) throws(ReadingError) -> Void) -> Bool,
        deliver: (_ indices: [Int], _ embeddings: UnsafeBufferPointer<Float>) throws -> Void
    ) throws

    /// The embeddings of `texts`, a row each.
    func embed(texts: [String]) throws -> EmbeddingMatrix
}

/// The reason why an embedding that a model made is of no use.
package enum EmbeddingFailure: Error {
    case notFinite
}
