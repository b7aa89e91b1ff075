import Imaging
import Kernels
import Metrics
import Models
import Search
import SystemPackage
import Workers

/// A search of a folder of images, for programs: the same answers as the `retrieve` command gives, bit for bit.
///
///     let search = ImageSearch(gallery: "pictures")
///     for match in try search.matches(forImageAt: "photo.jpg") { print(match.score, match.path) }
///
/// A search is a value: change its properties, then ask. Where the gallery has an index it is used; changes of the gallery
/// since are noticed, as by the command.
public struct ImageSearch: Sendable {
    /// The features of images that are compared.
    public enum Features: Sendable, Equatable {
        /// RGB samples after resizing to `width` × `height`, by default the command's 448 × 448.
        case pixels(width: Int = ImageSearch.standardSide, height: Int = ImageSearch.standardSide)
        /// Embeddings by the model in a folder, or with a name in the model cache; nil for the default model.
        case embeddings(model: String? = nil)
    }

    /// The default width and height of pixels, those of the command.
    public static let standardSide = PixelReader.Options.standardSize.width
    /// The default limit, that of the command.
    public static let standardLimit = SearchRequest.standardLimit

    /// The folder that is searched, with all folders below it.
    public var gallery: String
    public var features: Features
    /// The metric that compares features; nil for `l1` of pixels and `cosine` of embeddings.
    public var metric: Metric?
    /// The most matches per query; nil for all.
    public var limit: Int?
    /// Matches must be at least this good.
    public var threshold: Double?
    /// Whether the query's own file is left out of its matches.
    public var excludesQuery: Bool
    /// Whether an index in the gallery is used.
    public var usesIndex: Bool
    /// The number of threads.
    public var threads: Int

    public init(
        gallery: String, features: Features = .pixels(), metric: Metric? = nil, limit: Int? = ImageSearch.standardLimit,
        threshold: Double? = nil,
        excludesQuery: Bool = false, usesIndex: Bool = true, threads: Int? = nil
    ) {
        precondition(limit ?? 1 > 0 && threads ?? 1 > 0)
        self.gallery = gallery
        self.features = features
        self.metric = metric
        self.limit = limit
        self.threshold = threshold
        self.excludesQuery = excludesQuery
        self.usesIndex = usesIndex
        self.threads = threads ?? availableProcessors
    }

    /// The gallery images most like the image in a file, best first; equal scores by path.
    ///
    /// - Throws: `RetrievalError`.
    public func matches(forImageAt path: String) throws(RetrievalError) -> [Match] {
        try matches(for: [.image(path)])[0]
    }

    /// The matches of several queries, in their order: images of the gallery are read once for all of them.
    ///
    /// - Throws: `RetrievalError` where a query, the gallery, its index or the model cannot be used. Gallery images that cannot
    ///   be read are left out.
    public func matches(for queries: [Query]) throws(RetrievalError) -> [[Match]] {
        do {
            let result = try SearchEngine(request, observer: SilentObserver()).search(queries.map(\.source))
            return try result.answers.map { answer in
                try answer.get().hits.map { Match(path: $0.path.string, label: $0.label, score: $0.score) }
            }
        } catch {
            throw RetrievalError(error)
        }
    }

    private var request: SearchRequest {
        let features: FeatureRequest =
            switch features {
            case .pixels(let width, let height):
                .pixels(PixelReader.Options(size: PixelSize(width: width, height: height)))
            case .embeddings(let model): .embeddings(ModelRequest(name: model))
            }
        let kernels = Kernels.available
        return SearchRequest(
            galleries: [GalleryRequest(folder: FilePath(gallery), index: usesIndex ? .inGallery : .none)], features: features,
            metric: metric?.compared, limit: limit, threshold: threshold,
            excludesQuery: excludesQuery,
            resources: Resources(threads: threads, kernels: kernels[kernels.count - 1]))
    }
}

/// A query: an image or a text to search for.
public enum Query: Sendable, Equatable {
    /// The path of an image file.
    case image(String)
    /// A text, for embeddings by a model that reads texts.
    case text(String)

    fileprivate var source: QuerySource {
        switch self {
        case .image(let path): .file(FilePath(path))
        case .text(let text): .text(text)
        }
    }
}

/// An image of the gallery that was found for a query.
public struct Match: Sendable, Equatable {
    public let path: String
    /// The first folder below the gallery; nil for an image directly in it.
    public let label: String?
    /// The score by the metric of the search.
    public let score: Double

    public init(path: String, label: String?, score: Double) {
        self.path = path
        self.label = label
        self.score = score
    }
}

/// The metrics that compare features. The more similar two images are, the smaller their distances and the larger their
/// similarities.
public enum Metric: String, CaseIterable, Sendable {
    /// Σ|a−b|.
    case l1
    /// √Σ(a−b)².
    case l2
    /// Σ(a−b)²/N.
    case mse
    /// Σab / (√Σa²·√Σb²).
    case cosine
    /// The cosine of a−mean(a) and b−mean(b).
    case correlation
}

extension Metric {
    /// The metric by the name that it has below.
    fileprivate var compared: Metrics.Metric {
        switch self {
        case .l1: .l1
        case .l2: .l2
        case .mse: .mse
        case .cosine: .cosine
        case .correlation: .correlation
        }
    }
}

/// Discards progress and notices.
private struct SilentObserver: SearchObserver {
    struct Progress: WorkProgress {
        func advance(by count: Int) {}
        func finish() {}
    }

    func notice(_ notice: SearchNotice) {}
    func begin(_ phase: WorkPhase, total: Int) -> any WorkProgress { Progress() }
}
