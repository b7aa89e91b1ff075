public import ArgumentParser
import Metrics
import VectorStores

/// Options that choose the store of embeddings.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to search embeddings: flat compares with all of them; hnsw follows a graph of nearest neighbours, chroma://HOST:PORT/COLLECTION queries a server, and 'retrieve index --store' fills both. (default: flat)",
            valueName: "store"))
    var store: StoreAddress?

    @OptionGroup var examining: ExaminingOptions
}

/// Options that choose the stores to evaluate.
struct EvaluatedStoreOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp(
            "Where to search embeddings: flat, hnsw or chroma://HOST:PORT/COLLECTION, as in a search. May be repeated, to compare stores and their time per query. (default: flat)",
            valueName: "store"))
    var named: [StoreAddress] = []

    @OptionGroup var examining: ExaminingOptions

    /// The addresses, each once.
    var addresses: [StoreAddress] { named.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

/// Options of how much of an approximate store a query examines.
struct ExaminingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Candidates that --store hnsw examines per query; more of them find more of the nearest neighbours and take longer. (default: \(HNSWStore.standardCandidates))",
            valueName: "n"))
    var ef: Int?

    func validate() throws {
        guard (1...1_000_000).contains(ef ?? 1) else { throw ValidationError("--ef must be between 1 and 1000000.") }
    }
}

/// Options of filling a store by `retrieve index --store`.
struct FillingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Links per vector in --store hnsw.", valueName: "n"))
    var m = HNSWSettings().m

    @Option(help: ArgumentHelp("Candidates examined per vector that is added to --store hnsw.", valueName: "n"))
    var efConstruction = HNSWSettings().efConstruction

    @Option(
        name: .customLong("store-metric"),
        help: ArgumentHelp(
            "The metric of a new collection on a server: cosine, or l2, which serves mse too. (default: cosine)",
            valueName: "metric"),
        transform: { text in
            if let metric = Metric(rawValue: text), serverMetrics.contains(metric) { return metric }
            throw ValidationError(
                "no server compares by it; give \(serverMetrics.map(\.rawValue).joined(separator: " or ")).")
        })
    var metric = Metric.cosine

    @Flag(help: "Report the share of the true 10 nearest neighbours that --store hnsw finds, and the time per query.")
    var measureRecall = false

    func validate() throws {
        guard (2...512).contains(m) else { throw ValidationError("--m must be between 2 and 512.") }
        guard (1...100_000).contains(efConstruction) else {
            throw ValidationError("--ef-construction must be between 1 and 100000.")
        }
    }
}

/// The metrics that stores on servers support.
private let serverMetrics = Metric.allCases.filter { metric in
    StoreAddress.kinds.contains { $0.isMadeForMetric && $0.metrics.contains(metric) }
}

extension StoreSettings {
    init(_ examining: ExaminingOptions, over recorded: StoreSettings? = nil) {
        self = recorded ?? StoreSettings()
        if let ef = examining.ef { candidates = ef }
        token = ProcessEnvironment.chromaToken
    }

    init(_ examining: ExaminingOptions, _ filling: FillingOptions) {
        self.init(examining)
        graph = HNSWSettings(m: filling.m, efConstruction: filling.efConstruction)
        metric = filling.metric
        measuresRecall = filling.measureRecall
    }
}

extension StoreAddress: ExpressibleByArgument {
    public init?(argument: String) {
        do { try self.init(argument) } catch { return nil }
    }

    /// Forms rather than values; they are shown where a value is none of them.
    public static var allValueStrings: [String] { StoreAddress.forms }

    public static var defaultCompletionKind: CompletionKind {
        .list(StoreAddress.names)
    }
}
