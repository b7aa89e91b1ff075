import Embeddings
package import FeatureIndex
import Imaging
import Kernels
import Models
import SystemPackage
import Workers

/// A model with all that goes before it: reading and preparing pictures, and making tokens of texts.
struct ModelEmbedder: Embedder {
    private let model: CLIPModel
    private let folder: CLIPModelFolder
    private let reading: EmbeddingReading
    private let kernels: Kernels

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
                makeState: { threads in
                    ImagePreparer(
                        preparation, appliesOrientation: reading.appliesOrientation,
                        maximumMegapixels: reading.maximumMegapixels, background: reading.background,
                        decoding: reading.decoding, kernels: kernels, threads: threads)
                },
                load: { index, preparer, output in
                    load(index) { bytes throws(ImageError) in try preparer.prepare(bytes, into: output) }
                }, deliver: { try deliver($0, $1) })
        }
    }

    func embed(texts: [String]) throws -> EmbeddingMatrix {
        // The tower is made ready while the tokens are looked up.
        let tower = BackgroundWork { [model] in Result { () throws(ModelError) in try model.prepareForTexts() } }
        let tokenizer = Result { try folder.tokenizer() }
        let preparation = tower.result()
        let tokens = texts.map(try tokenizer.get().tokens)
        try preparation.get()
        return try EmbeddingMatrix(dimension: space.dimension, count: texts.count) { rows in
            try model.embedTokens(tokens, into: rows)
        }
    }
}

extension ModelRequest {
    /// The model with all that goes before it, for work that is no search.
    ///
    /// - Throws: `ModelError`.
    package func imageEmbedding(
        for galleries: [GalleryRequest], _ resources: Resources, observer: any SearchObserver
    ) throws -> ImageEmbedding {
        try ModelEmbedder.open(self, for: galleries, resources, observer: observer)
    }
}

extension ModelEmbedder {
    /// Opens the model that a request names, or the default one.
    ///
    /// - Parameter galleries: Where their indexes hold embeddings of the model, their precision and decoding are the default, the
    ///   most exact of several.
    /// - Throws: `ModelError`.
    static func open(
        _ request: ModelRequest, for galleries: [GalleryRequest], _ resources: Resources, observer: any SearchObserver
    ) throws -> ImageEmbedding {
        let path = try locateModel(request.name)
        if request.name == nil, path == sampleModelFolder { observer.notice(.usesSampleModel(path)) }
        let folder = try CLIPModelFolder(path)
        let digest = folder.digest(threads: resources.threads)
        func reading(_ space: EmbeddingSpace, _ decoding: JPEGDecoding) -> EmbeddingReading {
            EmbeddingReading(
                space, appliesOrientation: request.appliesOrientation, maximumMegapixels: request.maximumMegapixels,
                background: request.background, decoding: decoding)
        }
        let indexed = galleries.indexed(among: request.computings) { computing in
            FeatureKey(reading(EmbeddingSpace(folder, digest: digest, precision: computing.precision), computing.decoding))
        }
        let computing = indexed ?? request.computing
        let model = try CLIPModel(
            folder, digest: digest, precision: computing.precision, threads: resources.threads, kernels: resources.kernels)
        let embedder = ModelEmbedder(
            model: model, folder: folder, reading: reading(model.space, computing.decoding), kernels: resources.kernels)
        return ImageEmbedding(embedder, reading: embedder.reading, kernels: resources.kernels)
    }
}
