package import Gallery
package import Imaging
package import Kernels
package import Metrics
package import SystemPackage
package import VectorStores

/// A search with every choice made: what a command line, a baseline or another program asks for once defaults are filled in.
///
/// All defaults of a search stand here, but for those of reading images, which are those of `PixelReader.Options`.
package struct SearchRequest: Sendable {
    package static let standardGallery: FilePath = "data/train"
    package static let standardLimit = 5

    /// The galleries, at least one; several are searched as one.
    package var galleries: [GalleryRequest]
    package var features: FeatureRequest
    package var metric: Metric
    /// The most hits per query; nil for all.
    package var limit: Int?
    /// Hits must be at least this good.
    package var threshold: Double?
    /// Whether the query's own files are left out of its hits.
    package var excludesQuery: Bool
    /// The store that embeddings are searched in.
    package var store: StoreAddress
    package var storeSettings: StoreSettings
    /// The terms that are added to every query, or subtracted from it.
    package var terms: [QueryTerm]
    package var resources: Resources

    package init(
        galleries: [GalleryRequest] = [GalleryRequest()], features: FeatureRequest = .pixels(PixelReader.Options()),
        metric: Metric? = nil, limit: Int? = SearchRequest.standardLimit, threshold: Double? = nil,
        excludesQuery: Bool = false, store: StoreAddress = .flat, storeSettings: StoreSettings = StoreSettings(),
        terms: [QueryTerm] = [],
        resources: Resources
    ) {
        precondition(!galleries.isEmpty)
        self.galleries = galleries
        self.features = features
        self.metric = metric ?? features.kind.standardMetric
        self.limit = limit
        self.threshold = threshold
        self.excludesQuery = excludesQuery
        self.store = store
        self.storeSettings = storeSettings
        self.terms = terms
        self.resources = resources
    }
}

/// A folder that is searched, and what is known of it on disk.
package struct GalleryRequest: Sendable, Equatable {
    package enum Index: Sendable, Equatable {
        /// The one in the gallery, if it is there.
        case inGallery
        /// These, at least one: as one index.
        case at([FilePath])
        case none
    }

    package var folder: FilePath
    package var index: Index
    /// Whether the index is believed, and the folder not looked at.
    package var trustsIndex: Bool
    /// The images of the folder that take part.
    package var selection: GallerySelection

    package init(
        folder: FilePath = SearchRequest.standardGallery, index: Index = .inGallery, trustsIndex: Bool = false,
        selection: GallerySelection = .standard
    ) {
        self.folder = folder
        self.selection = selection
        self.index = index
        self.trustsIndex = trustsIndex
    }
}

/// The features to compare, and how they are made.
package enum FeatureRequest: Sendable, Equatable {
    case pixels(PixelReader.Options)
    case embeddings(ModelRequest)

    package var kind: Features {
        switch self {
        case .pixels: .pixels
        case .embeddings: .embedding
        }
    }
}

/// The resources that the work may use.
package struct Resources: Sendable {
    package var threads: Int
    package var kernels: Kernels

    package init(threads: Int, kernels: Kernels) {
        self.threads = threads
        self.kernels = kernels
    }
}

extension FeatureRequest {
    /// The default way to read images.
    package static let standardReading = PixelReader.Options()

    /// Whether the EXIF orientation is applied.
    package var appliesOrientation: Bool {
        switch self {
        case .pixels(let reading): reading.appliesOrientation
        case .embeddings(let model): model.appliesOrientation
        }
    }

    /// The colour that transparent images are composited over; nil ignores transparency.
    package var background: RGBPixel? {
        switch self {
        case .pixels(let reading): reading.background
        case .embeddings(let model): model.background
        }
    }

    /// The most pixels, in millions, that an image may have.
    package var maximumMegapixels: Int {
        switch self {
        case .pixels(let reading): reading.maximumMegapixels
        case .embeddings(let model): model.maximumMegapixels
        }
    }
}
