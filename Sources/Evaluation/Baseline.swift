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
public struct Baseline: Sendable, Equatable {
    public static let format = "retrieve-baseline"
    public static let version = 1
    public static let features = "pixels"

    /// The options of the searches that matter for what they find.
    public struct Options: Sendable, Equatable {
        public var gallery: String
        public var metric: Metric
        public var size: PixelSize
        public var filter: ResampleFilter
        public var appliesOrientation: Bool
        /// 0 for all hits.
        public var top: Int
        public var threshold: Double?
        public var excludesQuery: Bool

        public init(
            gallery: String, metric: Metric, size: PixelSize, filter: ResampleFilter, appliesOrientation: Bool, top: Int,
            threshold: Double?, excludesQuery: Bool
        ) {
            self.gallery = gallery
            self.metric = metric
            self.size = size
            self.filter = filter
            self.appliesOrientation = appliesOrientation
            self.top = top
            self.threshold = threshold
            self.excludesQuery = excludesQuery
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
        public let path: String
        /// Best first.
        public let hits: [Hit]

        public init(path: String, hits: [Hit]) {
            self.path = path
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
