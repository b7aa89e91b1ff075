package import Embeddings
public import Imaging

/// The settings that the features of an index were made with: images read with other settings have other features.
public struct FeatureKey: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Block sums of resized images.
        case pixels(PixelReader.Options)
        case embeddings(EmbeddingReading)
    }

    package let kind: Kind
    /// The revision of the resizing: features of two revisions are never compared.
    package let resampling: Int

    public init(_ reading: PixelReader.Options) { self.init(.pixels(reading)) }

    package init(_ reading: EmbeddingReading) { self.init(.embeddings(reading)) }

    package init(_ kind: Kind, resampling: Int = Resampling.revision) {
        self.kind = kind
        self.resampling = resampling
    }

    /// The library and instruction sets that compute such features on this machine, where their last digits depend on them.
    var processor: String {
        if case .embeddings(let reading) = kind { reading.space.processor } else { "" }
    }

    /// The settings in words, as in `448x448 bicubic` or `clip ViT-B-32 bf16`.
    public var summary: String {
        switch kind {
        case .pixels(let reading):
            "\(reading.size) \(reading.filter.rawValue)"
                + exceptions(reading.appliesOrientation, reading.maximumMegapixels, reading.background)
        case .embeddings(let reading):
            "clip \(reading.space.model) \(reading.space.precision)" + (reading.decoding == .full ? ", decoded in full" : "")
                + exceptions(reading.appliesOrientation, reading.maximumMegapixels, reading.background)
        }
    }

    private func exceptions(_ appliesOrientation: Bool, _ maximumMegapixels: Int, _ background: RGBPixel?) -> String {
        let limit =
            maximumMegapixels == PixelReader.Options().maximumMegapixels ? "" : ", at most \(maximumMegapixels) megapixels"
        let resampling = resampling == Resampling.revision ? "" : ", resized as by Pillow \(resampling)"
        return resampling + (appliesOrientation ? "" : ", orientation ignored") + (background.map { ", over \($0)" } ?? "")
            + limit
    }
}

/// The settings that embeddings of images depend on besides the images.
package struct EmbeddingReading: Hashable, Sendable {
    package let space: EmbeddingSpace
    /// Whether the EXIF orientation is applied.
    package let appliesOrientation: Bool
    /// The most pixels, in millions, that an image may have.
    package let maximumMegapixels: Int
    /// The colour that transparent images are composited over; nil ignores transparency.
    package let background: RGBPixel?
    /// How JPEGs are decoded that are much larger than the model's input.
    package let decoding: JPEGDecoding

    package init(
        _ space: EmbeddingSpace, appliesOrientation: Bool = true,
        maximumMegapixels: Int = PixelReader.Options.standardMegapixels,
        background: RGBPixel? = nil, decoding: JPEGDecoding = .full
    ) {
        self.space = space
        self.appliesOrientation = appliesOrientation
        self.maximumMegapixels = maximumMegapixels
        self.background = background
        self.decoding = decoding
    }

    /// The greatest size in bytes of the file of an acceptable image.
    package var maximumFileSize: Int { ImageDecoder.maximumFileSize(megapixels: maximumMegapixels) }
}
