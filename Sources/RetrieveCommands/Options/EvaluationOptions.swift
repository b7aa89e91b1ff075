import ArgumentParser
import Evaluation
import Imaging
import Metrics
import Reports
import Search
import SystemPackage
import VectorStores

/// Options that choose what is evaluated, and the bounds it has to meet.
struct EvaluationOptions: ParsableArguments {
    @OptionGroup(title: "Gallery options") var gallery: GalleryOptions

    @Option(
        name: [.customShort("m", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Metrics that compare images: one or several of l1, l2, mse, cosine, correlation, or all. (default: l1 for pixels, cosine for embeddings)",
            valueName: "metric,..."))
    var metric: MetricSelection?

    @Option(
        name: [.customShort("k", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("Hits per query that P@k and recall@k consider.", valueName: "n"))
    var top = SearchRequest.standardLimit

    @Option(
        help: ArgumentHelp(
            "A JSON or CSV file of the images that are relevant to each query, and of junk. (default: images of the query's label are relevant)",
            valueName: "file"), completion: .file(extensions: ["json", "csv"]))
    var truth: String?

    @Option(
        help: ArgumentHelp(
            "Measures to compute, named as in MEASURES above. (default: P@1, P@k, recall@k, MRR, mAP)", valueName: "name,..."),
        transform: { text in
            try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
                if let measure = Measure(name: String(name)) { return measure }
                throw ValidationError(
                    "'\(name)' is no measure; take P@k, recall@k, hit@k, MRR, mAP, mAP-trapezoid, N-S, uAP, MRR@k, mAP@k, uAP@k or overlap@k, with a number for k."
                )
            }
        })
    var measures: [Measure] = []

    @Flag(help: "Leave each query's own file out of its hits, for QUERIES that are in the gallery.")
    var excludeQuery = false

    @Option(
        help: ArgumentHelp(
            "Exit with status 1 unless a measure meets a bound: 'mAP>=0.4' for every metric, 'cosine.P@1>0.5' for one. May be repeated.",
            valueName: "bound"),
        transform: { text in
            if let requirement = Requirement(text) { return requirement }
            throw ValidationError(
                "'\(text)' is no requirement; write one as in 'mAP>=0.4' or 'cosine.P@1>0.5', with >=, <=, ==, > or <.")
        })
    var require: [Requirement] = []

    @OptionGroup(title: "Feature options") var features: FeatureOptions
    @OptionGroup(title: "Store options") var store: EvaluatedStoreOptions
    @OptionGroup(title: "Index options") var index: IndexOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Image options") var reading: ReadingOptions

    private var kind: Features { features.features ?? .pixels }
    private var metrics: MetricSelection { metric ?? .named([kind.standardMetric]) }

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top must be 1 or more.") }
        try FeatureChoice(features, pixels).check(kind)
        if kind == .pixels, let name = index.given.first {
            throw ValidationError(
                "\(name) goes with --features clip: an evaluation by pixels reads every image once, and needs no index.")
        }
        if store.addresses.count > EvaluationPage.mostStores {
            throw ValidationError("--store may be given \(EvaluationPage.mostStores) times at most.")
        }
        for address in store.addresses {
            try address.check(gallery.galleries(index))
            try address.check(
                kind, metrics: metrics == .all ? [] : metrics.metrics, hint: "--metric all for what each store has")
        }
    }

    func request(resources: Resources) throws -> EvaluationRequest {
        let features: FeatureRequest =
            switch kind {
            case .pixels: .pixels(try PixelReader.Options(pixels, reading))
            case .embedding: .embeddings(ModelRequest(self.features.model, reading))
            }
        let search = SearchRequest(
            galleries: try gallery.galleries(index),
            features: features, excludesQuery: excludeQuery,
            store: store.addresses.first { !$0.kind.isExact } ?? .flat,
            storeSettings: StoreSettings(store.examining), resources: resources)
        return EvaluationRequest(
            search: search, metrics: metrics, top: top, stores: store.addresses,
            truth: try truth.map { try GroundTruth(at: $0) },
            measures: measures.isEmpty ? nil : measures)
    }

    /// Fails where a measure was named that cannot be taken.
    func checkMeasures(_ request: EvaluationRequest) throws {
        for measure in measures where !request.canTake(measure) {
            guard case .overlap = measure else {
                throw ValidationError(
                    "--measures names \(measure.name), but a store is asked for \(top) hits per query; raise --top, or name a measure of the first \(top) hits."
                )
            }
            throw ValidationError(
                "--measures names \(measure.name), which is of --store flat beside another one, at the k of --top.")
        }
    }

    /// Fails where a bound is on something that is not measured.
    func checkRequirements(_ request: EvaluationRequest) throws {
        let names = request.measures.map(\.name)
        for requirement in require {
            guard names.contains(requirement.measure) else {
                throw ValidationError(
                    "--require names '\(requirement.measure)'; the measures are \(names.joined(separator: ", ")).")
            }
            guard let metric = requirement.metric else { continue }
            guard metrics.metrics.contains(metric) else {
                throw ValidationError("--require names \(metric.rawValue), which --metric does not.")
            }
            guard request.stores.isEmpty || request.stores.contains(where: { $0.kind.metrics.contains(metric) }) else {
                throw ValidationError("--require names \(metric.rawValue), which --store cannot be searched by.")
            }
        }
    }
}
