package import Gallery
package import Imaging
package import Metrics

/// Recorded searches and their hits, to be compared with the hits of the same searches later.
///
/// A baseline is kept as JSON, one hit per line, so that it can be read and its changes reviewed. All paths are relative to
/// the folder of that file, so that it can be committed and used from anywhere; its reader is `Baseline.init(json:)`, its
/// writer is in Reports.
///
///     {
///       "format": "retrieve-baseline",
///       "version": 1,
///       "options": {
///         "gallery": "../../data/train", "features": "pixels", "metric": "l1", "size": "448x448", "resample": "bicubic",
///         "orientation": "exif", "top": 5, "threshold": null, "excludeQuery": false
///       },
///       "skipped": [{"path": …, "reason": …}],
///       "queries": [{"query": "../../data/test/Lime/01.jpg", "hits": [{"path": …, "score": …}]}]
///     }
///
/// Searches by a model have "model", "digest" (of its configuration and weights) and "precision" in place of "size" and
/// "resample", and "decode" where large JPEGs were not decoded in full; a query that is a text has "text" in place of "query". Where not everything was compared, they have "store",
/// and for a graph of nearest neighbours "ef"; where something was added to every query or taken off, "terms":
///
///         "store": "hnsw", "ef": 160, "terms": [{"image": "../night.jpg", "weight": 2.0}, {"text": "cars", "weight": -1.0}]
///
/// Such a file has version 2. Where not all images of the gallery took part, it has version 3 and says which:
///
///         "include": ["*.png"], "exclude": ["drafts/"], "hidden": true
///
/// Where several galleries were searched as one, it has version 4, and "gallery" is a list of their paths. Others stay files that
/// earlier programs read.
package struct Baseline: Sendable, Equatable {
    package static let format = "retrieve-baseline"
    package static let latestVersion = 4

    /// The lowest version of the format that can hold it.
    package var version: Int {
        if options.galleries.count > 1 { return 4 }
        if !options.selection.isStandard { return 3 }
        if case .embedding = options.compared { return 2 }
        return queries.contains(where: \.isText) ? 2 : 1
    }

    /// The features that the searches compare.
    package enum Compared: Sendable, Equatable {
        case pixels(size: PixelSize, filter: ResampleFilter)
        case embedding(Model)

        package var features: Features {
            switch self {
            case .pixels: .pixels
            case .embedding: .embedding
            }
        }
    }

    /// A CLIP model, and how it was run.
    package struct Model: Sendable, Equatable {
        package let name: String
        /// The digest of the model's configuration and weights, in hexadecimal digits.
        package let digest: String
        package let precision: String
        package let decoding: JPEGDecoding

        package init(name: String, digest: String, precision: String, decoding: JPEGDecoding = .full) {
            self.decoding = decoding
            self.name = name
            self.digest = digest
            self.precision = precision
        }
    }

    /// The store that embeddings are searched in.
    package struct Store: Sendable, Equatable {
        /// The store's address, as given to `--store` on a command line.
        package let name: String
        /// Candidates that a graph looked at for each query; nil for a store that has no such thing.
        package let ef: Int?

        package init(name: String, ef: Int?) {
            self.name = name
            self.ef = ef
        }
    }

    /// An image or text whose embedding is added to every query, or subtracted.
    package struct Term: Sendable, Equatable {
        /// The path of an image, or a text.
        package let name: String
        package let isText: Bool
        /// The weight of the term, negative where it is subtracted; never 0.
        package let weight: Double

        package init(_ name: String, isText: Bool, weight: Double) {
            self.name = name
            self.isText = isText
            self.weight = weight
        }
    }

    /// The options of the searches that matter for what they find.
    package struct Options: Sendable, Equatable {
        /// At least one.
        package var galleries: [String]
        package var metric: Metric
        package var compared: Compared
        package var appliesOrientation: Bool
        /// The colour that transparent images are composited over; nil where transparency is ignored.
        package var background: RGBPixel?
        /// The number of hits per query; 0 for all.
        package var top: Int
        package var threshold: Double?
        package var excludesQuery: Bool
        /// The store that embeddings are searched in; nil where all are compared.
        package var store: Store?
        package var terms: [Term]
        /// The selection of images in all galleries.
        package var selection: GallerySelection

        package init(
            galleries: [String], metric: Metric, compared: Compared, appliesOrientation: Bool, background: RGBPixel? = nil,
            top: Int,
            threshold: Double?, excludesQuery: Bool, store: Store? = nil, terms: [Term] = [],
            selection: GallerySelection = .standard
        ) {
            self.galleries = galleries
            self.metric = metric
            self.compared = compared
            self.appliesOrientation = appliesOrientation
            self.background = background
            self.top = top
            self.threshold = threshold
            self.excludesQuery = excludesQuery
            self.store = store
            self.terms = terms
            self.selection = selection
        }
    }

    package struct Hit: Sendable, Equatable {
        package let path: String
        package let score: Double

        package init(path: String, score: Double) {
            self.path = path
            self.score = score
        }
    }

    package struct Query: Sendable, Equatable {
        /// The path of an image, or a text.
        package let name: String
        package let isText: Bool
        /// The hits, best first.
        package let hits: [Hit]

        package init(_ name: String, isText: Bool = false, hits: [Hit]) {
            self.name = name
            self.isText = isText
            self.hits = hits
        }
    }

    /// An image of the gallery that could not be read.
    package struct Skipped: Sendable, Equatable {
        package let path: String
        package let reason: String

        package init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    package var options: Options
    package var skipped: [Skipped]
    package var queries: [Query]

    package init(options: Options, skipped: [Skipped], queries: [Query]) {
        self.options = options
        self.skipped = skipped
        self.queries = queries
    }
}
