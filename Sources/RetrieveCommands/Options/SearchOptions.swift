import ArgumentParser
import Imaging
import Metrics
import Search
import VectorStores

/// All options of a search; nil where an option is not given, so that a recorded one can hold.
struct SearchOptions: ParsableArguments {
    @OptionGroup(title: "Gallery options") var gallery: GalleryOptions
    @OptionGroup(title: "Search options") var match: MatchOptions
    @OptionGroup(title: "Query options") var terms: TermOptions
    @OptionGroup(title: "Feature options") var features: FeatureOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Index options") var index: IndexOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Image options") var reading: ReadingOptions

    /// Fails where something was given that has no meaning beside the rest.
    ///
    /// - Parameters:
    ///   - recorded: What holds where nothing was given.
    ///   - hasTexts: Whether texts are searched for.
    func check(over recorded: SearchRequest? = nil, hasTexts: Bool) throws {
        let kind = kind(over: recorded, hasTexts: hasTexts)
        try FeatureChoice(features, pixels, texts: (hasTexts ? ["--text"] : []) + terms.given).check(kind)
        guard let address = store.store else { return }
        try address.check(kind, metrics: [metric(kind, over: recorded)])
        if address.kind.needsIndex, index.noIndex {
            throw ValidationError("--store \(address) goes with an index, which holds its graph; leave out --no-index.")
        }
        if address.kind.needsIndex, index.index.count > 1 {
            throw ValidationError(
                "--store \(address) goes with one index, which holds its graph; join several with 'retrieve index --merge'.")
        }
    }

    /// The search that is asked for: what was given here, else what was recorded, else the defaults.
    func request(
        over recorded: SearchRequest? = nil, hasTexts: Bool, resources: Resources
    ) throws -> SearchRequest {
        try check(over: recorded, hasTexts: hasTexts)
        let kind = kind(over: recorded, hasTexts: hasTexts)
        var request = recorded ?? SearchRequest(resources: resources)
        request.galleries = try gallery.galleries(over: request.galleries, index)
        request.features = try features(kind, over: request.features)
        request.metric = metric(kind, over: recorded)
        request.limit = match.limit ?? request.limit
        request.threshold = match.threshold ?? request.threshold
        request.excludesQuery = match.excludeQuery ?? request.excludesQuery
        request.store = kind == .embedding ? store.store ?? request.store : .flat
        try request.store.check(request.galleries)
        request.storeSettings = StoreSettings(store.examining, over: recorded?.storeSettings)
        request.terms = kind == .embedding ? terms.terms(over: request.terms) : []
        return request
    }

    private func kind(over recorded: SearchRequest?, hasTexts: Bool) -> Features {
        features.features ?? recorded?.features.kind ?? (hasTexts || !terms.given.isEmpty ? .embedding : .pixels)
    }

    /// A metric that was recorded for other features says nothing.
    private func metric(_ kind: Features, over recorded: SearchRequest?) -> Metric {
        match.metric ?? recorded.flatMap { $0.features.kind == kind ? $0.metric : nil } ?? kind.standardMetric
    }

    private func features(_ kind: Features, over recorded: FeatureRequest) throws -> FeatureRequest {
        switch kind {
        case .pixels: try .pixels(PixelReader.Options(pixels, reading, over: recorded))
        case .embedding: .embeddings(ModelRequest(features.model, reading, over: recorded))
        }
    }
}

extension PixelReader.Options {
    init(_ pixels: PixelOptions, _ reading: ReadingOptions, over recorded: FeatureRequest? = nil) throws {
        var options = PixelReader.Options()
        if let recorded {
            options.appliesOrientation = recorded.appliesOrientation
            options.maximumMegapixels = recorded.maximumMegapixels
            options.background = recorded.background
        }
        if case .pixels(let known) = recorded { options = known }
        options.size = pixels.size ?? options.size
        options.filter = pixels.resample ?? options.filter
        options.appliesOrientation = reading.appliesOrientation ?? options.appliesOrientation
        options.maximumMegapixels = reading.maxMegapixels ?? options.maximumMegapixels
        options.background = reading.background ?? options.background
        guard (options.size.pixelCount - 1) / 1_000_000 < options.maximumMegapixels else {
            throw ValidationError(
                "--size \(options.size) is more than the \(options.maximumMegapixels) megapixels of --max-megapixels.")
        }
        self = options
    }
}

extension ModelRequest {
    init(_ model: ModelOptions, _ reading: ReadingOptions, over recorded: FeatureRequest? = nil) {
        var (precision, decoding) = (model.precision, model.decode)
        if case .embeddings(let known) = recorded {
            precision = precision ?? known.precision
            decoding = decoding ?? known.decoding
        }
        self.init(
            name: model.model ?? ProcessEnvironment.model, precision: precision,
            appliesOrientation: reading.appliesOrientation ?? recorded?.appliesOrientation ?? true,
            maximumMegapixels: reading.maxMegapixels ?? recorded?.maximumMegapixels ?? PixelReader.Options.standardMegapixels,
            background: reading.background ?? recorded?.background, decoding: decoding)
    }
}
