public import Gallery
public import Metrics
public import SystemPackage

/// A query, its hits, and its label where that is known: what pictures of results are made of.
public struct LabelledQuery: Sendable, Equatable {
    public let source: QuerySource
    /// Nil unless the folder that the query lies in is named like a label of the gallery.
    public let label: String?
    public let hits: [Hit]

    public init(_ source: QuerySource, label: String?, hits: [Hit]) {
        self.source = source
        self.label = label
        self.hits = hits
    }

    /// Whether `hit` has the query's label; nil where the query has none.
    public func isRelevant(_ hit: Hit) -> Bool? { label.map { $0 == hit.label } }

    /// For people: the label, else the file's name or the text.
    public var title: String { label ?? source.path?.fileName ?? source.description }
}

/// The results of a search with what pictures of them tell besides.
public struct LabelledReport: Sendable, Equatable {
    public let features: Features
    public let metric: Metric
    /// The common size of pixels, as in `448x448`; nil of other features.
    public let size: String?
    /// As the user named it.
    public let gallery: String
    /// The most hits a query; nil for all.
    public let limit: Int?
    /// What else was asked for.
    public let options: [Option]
    public let queries: [LabelledQuery]
    public let skipped: [SkippedFile]

    /// Something that was asked for, as in `Threshold`, `0.9`.
    public struct Option: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        features: Features, metric: Metric, size: String?, gallery: String, limit: Int?, options: [Option] = [],
        queries: [LabelledQuery], skipped: [SkippedFile] = []
    ) {
        self.features = features
        self.metric = metric
        self.size = size
        self.gallery = gallery
        self.limit = limit
        self.options = options
        self.queries = queries
        self.skipped = skipped
    }

    /// - Parameters:
    ///   - labels: All labels of the gallery.
    ///   - currentFolder: What relative paths of queries start from.
    public init(
        _ report: SearchReport, gallery: String, limit: Int?, options: [Option], labels: Set<String>, currentFolder: FilePath
    ) {
        let queries = report.queries.map { query in
            let folder = query.query.path.map {
                currentFolder.pushing($0).lexicallyNormalized().removingLastComponent().fileName
            }
            return LabelledQuery(query.query, label: folder.flatMap { labels.contains($0) ? $0 : nil }, hits: query.hits)
        }
        self.init(
            features: report.features, metric: report.metric, size: report.size, gallery: gallery, limit: limit,
            options: options, queries: queries, skipped: report.skipped)
    }

    /// As in `pixels 448x448`.
    var compared: String { [features.rawValue, size].compactMap(\.self).joined(separator: " ") }

    /// The path of `hit` below the gallery.
    func pathInGallery(_ hit: Hit) -> String { hit.path.below(gallery) }

    /// How well the hits fit the queries whose label is known; nil where none is.
    public var precision: Precision? {
        let labelled = queries.filter { $0.label != nil }
        guard !labelled.isEmpty else { return nil }
        func mean(at count: Int) -> Double {
            let relevant = labelled.map { query in query.hits.prefix(count).count { query.isRelevant($0) == true } }
            return Double(relevant.reduce(0, +)) / Double(count * labelled.count)
        }
        return Precision(queryCount: labelled.count, atOne: mean(at: 1), atLimit: limit.map { ($0, mean(at: $0)) })
    }

    /// Precision, averaged over queries: the share of hits that have the query's label. A hit that is missing counts as wrong.
    public struct Precision: Sendable {
        public let queryCount: Int
        /// Of the first hits.
        public let atOne: Double
        /// Of the first k hits; nil where there is no limit k.
        public let atLimit: (k: Int, value: Double)?
    }
}

extension Hit {
    /// For people: the label, else the file's name.
    var title: String { label ?? path.fileName }
}

extension FilePath {
    /// The last part of the path, for people.
    var fileName: String { lastComponent?.string ?? string }

    /// The way here from `folder`, for people; all of it for what lies elsewhere.
    func below(_ folder: String) -> String {
        var path = self
        return path.removePrefix(FilePath(folder)) ? path.string : string
    }
}

extension Metric {
    /// Which way its scores point.
    var direction: String { prefersLarger ? "larger is more alike" : "smaller is more alike" }
}
