import Embeddings
import Files
import Gallery
import Imaging
import Metrics
import Reports
import Search
import SystemPackage

extension SearchReport {
    /// - Parameters:
    ///   - skipped: What was skipped, in words.
    ///   - isHeaded: Whether each query's hits are headed by its path.
    init(_ result: SearchResult, of request: SearchRequest, skipped: [SkippedEntry], isHeaded: Bool) {
        self.init(
            features: request.features.kind, metric: request.metric, size: request.features.size,
            making: ResultMaking(request, space: result.space), queries: result.queries, skipped: skipped,
            isHeaded: isHeaded)
    }
}

extension LabelledReport {
    /// The results with what pictures of them tell besides.
    init(_ report: SearchReport, _ result: SearchResult, of request: SearchRequest) {
        self.init(
            report, gallery: request.galleryNames, limit: request.limit,
            options: Self.options(result, of: request), labels: result.labels, currentFolder: FilePath(currentFolder))
    }

    /// Returns the options that pictures name, besides the metric, the size and the number of hits.
    private static func options(_ result: SearchResult, of request: SearchRequest) -> [Option] {
        var options: [Option] = []
        if let space = result.space { options.append(Option("Model", "\(space.model), \(space.precision)")) }
        if case .pixels(let reading) = request.features { options.append(Option("Resized by", reading.filter.rawValue)) }
        func add(_ name: String, where isMeant: (Double) -> Bool) {
            let terms = request.terms.filter { isMeant($0.weight) }.map(\.argument)
            if !terms.isEmpty { options.append(Option(name, terms.joined(separator: ", "))) }
        }
        add("Added") { $0 > 0 }
        add("Subtracted") { $0 < 0 }
        if let threshold = request.threshold { options.append(Option("Threshold", "\(threshold)")) }
        if request.excludesQuery { options.append(Option("The query itself", "left out")) }
        if !request.features.appliesOrientation { options.append(Option("Orientation", "ignored")) }
        if let background = request.features.background { options.append(Option("Background", "\(background)")) }
        return options
    }
}

extension FeatureRequest {
    /// The common size of pixels, as in `448x448`; nil of other features.
    fileprivate var size: String? {
        if case .pixels(let reading) = self { "\(reading.size)" } else { nil }
    }
}

extension QueryTerm {
    /// The term as an argument of a command line, as in `2:night`.
    fileprivate var argument: String {
        let name = text ?? image?.name ?? ""
        return abs(weight) == 1 ? name : "\(shortDecimal(abs(weight))):\(name)"
    }
}

extension PictureLoader {
    /// Reads pictures as the request reads images.
    init(_ request: SearchRequest) {
        self.init(request.features, request.resources)
    }

    init(_ features: FeatureRequest, _ resources: Resources) {
        self.init(
            reading: PixelReader.Options(
                appliesOrientation: features.appliesOrientation, maximumMegapixels: features.maximumMegapixels,
                background: features.background),
            threads: resources.threads, kernels: resources.kernels)
    }
}

extension FeatureSettings {
    /// - Parameter space: What made the embeddings, where they were compared.
    init(_ request: SearchRequest, space: EmbeddingSpace?) {
        switch request.features {
        case .pixels(let reading): self = .pixels(size: "\(reading.size)", resample: reading.filter.rawValue)
        case .embeddings: self = .embedding(model: space?.model ?? "", precision: space?.precision ?? "")
        }
    }
}
