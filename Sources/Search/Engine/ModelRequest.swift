import FeatureIndex
package import Imaging
package import Models

/// A model and how images are read for it.
package struct ModelRequest: Sendable, Equatable {
    /// A folder, or a name in the cache; nil for the default model.
    package var name: String?
    /// The precision of the model's arithmetic; nil for that of the index that is found, else float32.
    package var precision: Precision?
    /// Whether the EXIF orientation is applied.
    package var appliesOrientation: Bool
    /// The most pixels, in millions, that an image may have.
    package var maximumMegapixels: Int
    /// The colour that transparent images are composited over; nil ignores transparency.
    package var background: RGBPixel?
    /// How JPEGs are decoded that are much larger than the model's input; nil for that of the index that is found, else scaled.
    package var decoding: JPEGDecoding?

    package init(
        name: String? = nil, precision: Precision? = nil, appliesOrientation: Bool = true,
        maximumMegapixels: Int = PixelReader.Options.standardMegapixels, background: RGBPixel? = nil,
        decoding: JPEGDecoding? = nil
    ) {
        self.name = name
        self.precision = precision
        self.appliesOrientation = appliesOrientation
        self.maximumMegapixels = maximumMegapixels
        self.background = background
        self.decoding = decoding
    }
}
