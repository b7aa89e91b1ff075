import Models
import Embeddings
import FeatureIndex
import Files
import Imaging
import Kernels
import Search
import SystemPackage

/// A CLIP model with all that goes before it: reading and preparing pictures, and making tokens of texts.
struct CLIPEmbedder: Embedder {
    private let model: CLIPModel
    private let folder: CLIPModelFolder
    private let reading: EmbeddingReading
    private let kernels: Kernels

    /// Opens the model that the options name, or the one that is there.
    ///
    /// - Parameter pixels: Says whether orientations are applied, and how large an image may be.
    static func open(
        _ options: ModelOptions, _ pixels: PixelReader.Options, threads: Int, isQuiet: Bool, kernels: Kernels
    ) throws(CommandFailure) -> ImageEmbedding {
        try asCommandFailure {
            let path = try locateModel(options.model)
            let isUnasked = options.model == nil && StandardStreams.environment("RETRIEVE_MODEL") == nil
            if isUnasked, path == sampleModelFolder, !isQuiet {
                StandardStreams.writeMessage(
                    "using the sample model \(path), which knows twelve drawn things only; get a real one with 'retrieve model pull'"
                )
            }
            let folder = try CLIPModelFolder(path)
            let model = try CLIPModel(folder, precision: options.precision, threads: threads, kernels: kernels)
            let reading = EmbeddingReading(
                model.space, appliesOrientation: pixels.appliesOrientation, maximumMegapixels: pixels.maximumMegapixels)
            let embedder = CLIPEmbedder(model: model, folder: folder, reading: reading, kernels: kernels)
            return ImageEmbedding(embedder, reading: reading, kernels: kernels)
        }
    }

    var space: EmbeddingSpace { model.space }

    func embedImages(
        count: Int,
        load: @escaping @Sendable (_ index: Int, _ prepare: (UnsafeRawBufferPointer) throws(ImageError) -> Void) -> Bool,
        deliver: ([Int], UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        let (reading, kernels, preparation) = (reading, kernels, model.imagePreparation)
        try withoutActuallyEscaping(deliver) { deliver in
            // The pipeline calls it from several threads, never at once, and not any more once `run` has returned.
            nonisolated(unsafe) let deliver = deliver
            try EmbeddingPipeline(model).run(
                count: count,
                makeState: {
                    ImagePreparer(
                        preparation, appliesOrientation: reading.appliesOrientation,
                        maximumMegapixels: reading.maximumMegapixels, kernels: kernels)
                },
                load: { index, preparer, output in
                    load(index) { bytes throws(ImageError) in try preparer.prepare(bytes, into: output) }
                }, deliver: { try deliver($0, $1) })
        }
    }

    func embed(texts: [String]) throws -> EmbeddingMatrix {
        let tokenizer = try Tokenizer(folder: folder.path, contextLength: model.config.text?.contextLength ?? 77)
        let tokens = texts.map(tokenizer.tokens)
        return try EmbeddingMatrix(dimension: space.dimension, count: texts.count) { rows in
            try model.embedTokens(tokens, into: rows)
        }
    }
}
