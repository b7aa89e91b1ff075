package import Evaluation
package import Gallery
package import Metrics
package import Search
package import SystemPackage

/// A query, its hits, and its label where that is known: what pictures of results are made of.
package struct LabelledQuery: Sendable, Equatable {
    package let source: QuerySource
    /// The label of the query; nil unless its folder is named like a label of the gallery.
    package let label: String?
    package let hits: [Hit]

    package init(_ source: QuerySource, label: String?, hits: [Hit]) {
        self.source = source
        self.label = label
        self.hits = hits
    }

    /// Whether `hit` has the query's label; nil where the query has none.
    package func isRelevant(_ hit: Hit) -> Bool? { label.map { $0 == hit.label } }

    /// The title of the query: its label, else the name of its file or the text.
    package var title: String { label ?? source.path?.fileName ?? source.description }
}

/// The results of a search with what pictures of them tell besides.
package struct LabelledReport: Sendable, Equatable {
    package let features: Features
    package let metric: Metric
    /// The common size of pixels, as in `448x448`; nil of other features.
    package let size: String?
    /// The gallery, as the user named it.
    package let gallery: String
    /// The most hits per query; nil for all.
    package let limit: Int?
    /// The other options of the search.
    package let options: [Option]
    package let queries: [LabelledQuery]
    package let skipped: [SkippedEntry]

    /// An option that is not the default, as in `Threshold`, `0.9`.
    package struct Option: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        features: Features, metric: Metric, size: String?, gallery: String, limit: Int?, options: [Option] = [],
        queries: [LabelledQuery], skipped: [SkippedEntry] = []
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
    package init(
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

    /// The features and their size, as in `pixels 448x448`.
    var compared: String { [features.rawValue, size].compactMap(\.self).joined(separator: " ") }

    /// The path of `hit` below the gallery.
    func pathInGallery(_ hit: Hit) -> String { hit.path.below(gallery) }

    /// The precision of the hits of queries whose label is known; nil where there are none.
    package var precision: HitPrecision? {
        HitPrecision(
            queries.filter { $0.label != nil }.map { query in query.hits.map { query.isRelevant($0) == true } }, limit: limit)
    }
}

extension Hit {
    /// The title of the hit: its label, else the name of its file.
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
    /// The direction of the metric's scores, in words.
    var direction: String { prefersLarger ? "larger is more alike" : "smaller is more alike" }
}
