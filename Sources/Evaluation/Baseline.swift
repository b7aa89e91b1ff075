public import Imaging
public import Metrics

/// What searches found when all was well, to be compared with what they find later.
///
/// A baseline is kept as JSON, one hit a line, so that it can be read and its changes reviewed. All paths are relative to
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
/// Searches by CLIP have "model", "digest" (of its configuration and weights) and "precision" in place of "size" and
/// "resample", and a query that is a text has "text" in place of "query". Where not everything was compared, they have "store",
/// and for a graph of near neighbours "ef"; where something was added to every query or taken off, "terms":
///
///         "store": "hnsw", "ef": 160, "terms": [{"image": "../night.jpg", "weight": 2.0}, {"text": "cars", "weight": -1.0}]
///
/// Such a file has version 2; others stay files that earlier programs read.
public struct Baseline: Sendable, Equatable {
    public static let format = "retrieve-baseline"
    public static let latestVersion = 2

    /// The lowest version of the format that can hold it.
    public var version: Int {
        if case .clip = options.compared { 2 } else { queries.contains(where: \.isText) ? 2 : 1 }
    }

    /// What of images the searches compared.
    public enum Compared: Sendable, Equatable {
        case pixels(size: PixelSize, filter: ResampleFilter)
        case clip(Model)

        public var features: Features {
            switch self {
            case .pixels: .pixels
            case .clip: .clip
            }
        }
    }

    /// A CLIP model, and how it was run.
    public struct Model: Sendable, Equatable {
        public let name: String
        /// Of its configuration and weights, in hexadecimal digits.
        public let digest: String
        public let precision: String

        public init(name: String, digest: String, precision: String) {
            self.name = name
            self.digest = digest
            self.precision = precision
        }
    }

    /// Where embeddings were searched.
    public struct Store: Sendable, Equatable {
        /// As it is named on a command line.
        public let name: String
        /// Candidates that a graph looked at for each query; nil for a store that has no such thing.
        public let ef: Int?

        public init(name: String, ef: Int?) {
            self.name = name
            self.ef = ef
        }
    }

    /// What was added to every query, or taken off.
    public struct Term: Sendable, Equatable {
        /// The path of an image, or a text.
        public let name: String
        public let isText: Bool
        /// Negative where it was taken off; never 0.
        public let weight: Double

        public init(_ name: String, isText: Bool, weight: Double) {
            self.name = name
            self.isText = isText
            self.weight = weight
        }
    }

    /// The options of the searches that matter for what they find.
    public struct Options: Sendable, Equatable {
        public var gallery: String
        public var metric: Metric
        public var compared: Compared
        public var appliesOrientation: Bool
        /// 0 for all hits.
        public var top: Int
        public var threshold: Double?
        public var excludesQuery: Bool
        /// Nil where every embedding was compared.
        public var store: Store?
        public var terms: [Term]

        public init(
            gallery: String, metric: Metric, compared: Compared, appliesOrientation: Bool, top: Int,
            threshold: Double?, excludesQuery: Bool, store: Store? = nil, terms: [Term] = []
        ) {
            self.gallery = gallery
            self.metric = metric
            self.compared = compared
            self.appliesOrientation = appliesOrientation
            self.top = top
            self.threshold = threshold
            self.excludesQuery = excludesQuery
            self.store = store
            self.terms = terms
        }
    }

    public struct Hit: Sendable, Equatable {
        public let path: String
        public let score: Double

        public init(path: String, score: Double) {
            self.path = path
            self.score = score
        }
    }

    public struct Query: Sendable, Equatable {
        /// The path of an image, or a text.
        public let name: String
        public let isText: Bool
        /// Best first.
        public let hits: [Hit]

        public init(_ name: String, isText: Bool = false, hits: [Hit]) {
            self.name = name
            self.isText = isText
            self.hits = hits
        }
    }

    /// An image of the gallery that could not be read.
    public struct Skipped: Sendable, Equatable {
        public let path: String
        public let reason: String

        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    public var options: Options
    public var skipped: [Skipped]
    public var queries: [Query]

    public init(options: Options, skipped: [Skipped], queries: [Query]) {
        self.options = options
        self.skipped = skipped
        self.queries = queries
    }
}
