package import FeatureIndex
package import Gallery
package import Imaging
package import Kernels
import Metrics
package import SystemPackage

/// What is looked for, and where.
package struct DuplicateRequest: Sendable {
    /// What makes two files the same.
    package enum Level: Sendable {
        /// Equal contents.
        case bytes
        /// Equal samples at their own size, whatever the format.
        case pixels
        case similar(Similarity)
    }

    /// What makes two pictures alike.
    package struct Similarity: Sendable {
        package enum Features: Sendable {
            /// Waves of light and dark: `PatternMaker`.
            case pattern
            /// Samples at a common size.
            case pixels(PixelSize, ResampleFilter)
            /// What a model makes of pictures; the model reads them in its own way.
            case embedding(ImageEmbedding)
        }

        package let features: Features
        package let closeness: Closeness
        package let symmetries: Symmetry.Choice

        package init(features: Features, closeness: Closeness, symmetries: Symmetry.Choice) {
            self.features = features
            self.closeness = closeness
            self.symmetries = symmetries
        }

    }

    /// Searched with all folders below them.
    package var folders: [FilePath]
    /// Searched likewise; what is in them always stays.
    package var references: [FilePath]
    /// Which images of all these folders take part.
    package var selection: GallerySelection
    package var level: Level
    /// Whether only pairs count whose files lie in different folders of `folders` and `references`.
    package var isAcross: Bool
    /// Which file of a group stays: by the first rule, where that does not tell by the next, and at last by the path.
    package var keep: [KeepRule]
    /// Whether the EXIF orientation is applied.
    package var appliesOrientation: Bool
    /// The most pixels, in millions, that an image may have.
    package var maximumMegapixels: Int
    /// What shows where images are transparent; nil leaves the colours that lie under alpha.
    package var background: RGBPixel?
    /// Where features are kept: for each of `folders` and then of `references` an index, or nil.
    package var indices: [FilePath?]
    /// Tells which files take part, by their paths; nil for all.
    package var isIncluded: (@Sendable (FilePath) -> Bool)?
    package var threads: Int
    package var kernels: Kernels

    package init(
        folders: [FilePath], references: [FilePath] = [], selection: GallerySelection = .standard, level: Level,
        isAcross: Bool = false,
        keep: [KeepRule] = [.largest], appliesOrientation: Bool = true, maximumMegapixels: Int = 179,
        background: RGBPixel? = nil, indices: [FilePath?] = [], isIncluded: (@Sendable (FilePath) -> Bool)? = nil, threads: Int,
        kernels: Kernels
    ) {
        self.folders = folders
        self.references = references
        self.selection = selection
        self.level = level
        self.isAcross = isAcross
        self.keep = keep
        self.appliesOrientation = appliesOrientation
        self.maximumMegapixels = maximumMegapixels
        self.background = background
        self.indices = indices
        self.isIncluded = isIncluded
        self.threads = threads
        self.kernels = kernels
    }

    /// How pictures are read at a common size.
    func reading(_ size: PixelSize, _ filter: ResampleFilter) -> PixelReader.Options {
        PixelReader.Options(
            size: size, filter: filter, appliesOrientation: appliesOrientation, maximumMegapixels: maximumMegapixels,
            background: background)
    }

    /// The most bytes a file may have.
    var maximumFileSize: Int { ImageDecoder.maximumFileSize(megapixels: maximumMegapixels) }
}
