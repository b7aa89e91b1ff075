package import FeatureIndex
package import Gallery
package import Imaging
package import Kernels
import Metrics
package import SystemPackage

/// A search for duplicates with every choice made.
package struct DuplicateRequest: Sendable {
    /// The level at which two files count as the same.
    package enum Level: Sendable {
        /// Equal contents.
        case bytes
        /// Equal samples at their own size, whatever the format.
        case pixels
        case similar(Similarity)
    }

    /// The features, metric and threshold by which two pictures are similar.
    package struct Similarity: Sendable {
        package enum Features: Sendable {
            /// A perceptual descriptor of low spatial frequencies: `PatternMaker`.
            case pattern
            /// Samples at a common size.
            case pixels(PixelSize, ResampleFilter)
            /// The embeddings of a model, which reads pictures in its own way.
            case embedding(ImageEmbedding)
        }

        /// The default metrics and thresholds, which the benchmark of duplicates found best.
        package static let patternCloseness = Closeness(metric: .cosine, threshold: 0.72)
        package static let pixelCloseness = Closeness(metric: .correlation, threshold: 0.95)
        package static let embeddingCloseness = Closeness(metric: .cosine, threshold: 0.95)
        /// The default size and filter to which pictures are resized where pixels are compared.
        package static let standardSize = PixelSize(width: 32, height: 32)
        package static let standardFilter = ResampleFilter.bicubic

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
    /// The images of these folders that take part.
    package var selection: GallerySelection
    package var level: Level
    /// Whether only pairs count whose files lie in different folders of `folders` and `references`.
    package var isAcross: Bool
    /// The rules for the file of a group that is kept: a later rule breaks the ties of the ones before, and paths break the
    /// last.
    package var keep: [KeepRule]
    /// Whether the EXIF orientation is applied.
    package var appliesOrientation: Bool
    /// The most pixels, in millions, that an image may have.
    package var maximumMegapixels: Int
    /// The colour that transparent images are composited over; nil ignores transparency.
    package var background: RGBPixel?
    /// The index of each of `folders` and then of `references`; nil where there is none.
    package var indices: [FilePath?]
    /// Selects the files that take part, by their paths; nil for all.
    package var isIncluded: (@Sendable (FilePath) -> Bool)?
    package var threads: Int
    package var kernels: Kernels

    package init(
        folders: [FilePath], references: [FilePath] = [], selection: GallerySelection = .standard, level: Level,
        isAcross: Bool = false,
        keep: [KeepRule] = [.largest], appliesOrientation: Bool = true,
        maximumMegapixels: Int = PixelReader.Options.standardMegapixels,
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

    /// Returns the options of reading pictures at a common size.
    func reading(_ size: PixelSize, _ filter: ResampleFilter) -> PixelReader.Options {
        PixelReader.Options(
            size: size, filter: filter, appliesOrientation: appliesOrientation, maximumMegapixels: maximumMegapixels,
            background: background)
    }

    /// The most bytes a file may have.
    var maximumFileSize: Int { ImageDecoder.maximumFileSize(megapixels: maximumMegapixels) }
}
