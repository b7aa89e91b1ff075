import Files
package import Gallery
package import Metrics

/// A whole gallery ranked for each of some queries: what an evaluation judges.
package struct GalleryRankings: Sendable {
    /// The queries that could be read.
    package let queries: [ImageFile]
    /// The queries that could not be read.
    package let unreadable: [SkippedFile]
    /// The images that rankings count.
    package let gallery: [ImageFile]
    /// The images of the gallery that could not be read, in the order of paths.
    package let skipped: [SkippedFile]
    /// The images of the gallery, best first, for the index of a query and a metric.
    package let ranking: @Sendable (Int, Metric) throws -> [ScoredIndex]
}

extension SearchEngine {
    /// Ranks the gallery for each of `files`; the request's metric, limit and threshold have no part in it.
    package func rankings(of files: [ImageFile], by metrics: [Metric]) throws -> GalleryRankings {
        try rankings(of: files, by: metrics, features)
    }

    private func rankings<Kind: FeatureSearch>(
        of files: [ImageFile], by metrics: [Metric], _ features: Kind
    ) throws -> GalleryRankings {
        let read = try observer.withProgress(.evaluating, total: files.count) {
            try LabelledQueries(files, features, onProgress: $0)
        }
        let ranked = try features.rank(read.queries, by: metrics, observer: observer)
        return GalleryRankings(
            queries: read.files, unreadable: read.unreadable, gallery: Array(ranked.images),
            skipped: ranked.skipped.sorted { $0.path.precedesBytewise($1.path) }, ranking: ranked.ranking)
    }
}

/// Queries of an evaluation that could be read, and the others.
struct LabelledQueries<Query: Sendable>: Sendable {
    private(set) var files: [ImageFile] = []
    private(set) var queries: [Query] = []
    private(set) var unreadable: [SkippedFile] = []

    init<Kind: FeatureSearch>(
        _ files: [ImageFile], _ features: Kind, onProgress: @escaping @Sendable (Int) -> Void
    ) throws where Kind.Query == Query {
        let results = try features.readQueries(files.map { .file($0.path) }, acceptsPipes: false, onProgress: onProgress)
        for (file, result) in zip(files, results) {
            switch result {
            case .success(let query):
                self.files.append(file)
                queries.append(query)
            case .failure(let error): unreadable.append(SkippedFile(path: file.path, cause: error))
            }
        }
    }
}
