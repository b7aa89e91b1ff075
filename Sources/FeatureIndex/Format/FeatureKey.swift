package import Embeddings
public import Imaging

/// What the features of an index were made of: images read otherwise have other features.
public struct FeatureKey: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Block sums of resized images.
        case pixels(PixelReader.Options)
        case embeddings(EmbeddingReading)
    }

    package let kind: Kind

    public init(_ reading: PixelReader.Options) { kind = .pixels(reading) }

    package init(_ reading: EmbeddingReading) { kind = .embeddings(reading) }

    /// As in `448x448 bicubic`, or `clip ViT-B-32 bf16`.
    public var summary: String {
        switch kind {
        case .pixels(let reading):
            "\(reading.size) \(reading.filter.rawValue)"
                + exceptions(reading.appliesOrientation, reading.maximumMegapixels)
        case .embeddings(let reading):
            "clip \(reading.space.model) \(reading.space.precision)"
                + exceptions(reading.appliesOrientation, reading.maximumMegapixels)
        }
    }

    private func exceptions(_ appliesOrientation: Bool, _ maximumMegapixels: Int) -> String {
        let limit =
            maximumMegapixels == PixelReader.Options().maximumMegapixels ? "" : ", at most \(maximumMegapixels) megapixels"
        return (appliesOrientation ? "" : ", orientation ignored") + limit
    }
}

/// What embeddings of images depend on besides the images.
package struct EmbeddingReading: Hashable, Sendable {
    package let space: EmbeddingSpace
    /// Whether the EXIF orientation is applied.
    package let appliesOrientation: Bool
    /// The most pixels, in millions, that an image may have.
    package let maximumMegapixels: Int

    package init(
        _ space: EmbeddingSpace, appliesOrientation: Bool = true,
        maximumMegapixels: Int = PixelReader.Options.standardMegapixels
    ) {
        self.space = space
        self.appliesOrientation = appliesOrientation
        self.maximumMegapixels = maximumMegapixels
    }

    /// The most bytes a file of an acceptable image has.
    package var maximumFileSize: Int { ImageDecoder.maximumFileSize(megapixels: maximumMegapixels) }
}
