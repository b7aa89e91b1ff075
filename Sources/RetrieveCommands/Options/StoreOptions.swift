import ArgumentParser
import Metrics
import Reports
import VectorStores

/// Where embeddings are searched.
enum StoreChoice: Equatable, Sendable {
    case flat, hnsw
    /// With its address, as it was given.
    case chroma(String)

    init?(_ text: String) {
        switch text {
        case "flat": self = .flat
        case "hnsw": self = .hnsw
        case _ where text.hasPrefix("chroma://") || text.hasPrefix("chroma+https://"): self = .chroma(text)
        default: return nil
        }
    }
}

extension StoreChoice: CustomStringConvertible {
    /// As it is named on a command line.
    var description: String {
        switch self {
        case .flat: "flat"
        case .hnsw: "hnsw"
        case .chroma(let address): address
        }
    }
}

extension StoreChoice {
    /// What such a store can be searched by, as far as that is known before it is opened.
    var metrics: [Metric] {
        switch self {
        case .flat: Metric.allCases
        case .hnsw, .chroma: Metric.ofNeighbourStores
        }
    }
}

/// Which store is used.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where embeddings are searched: flat compares with all; hnsw by a graph of near neighbours, and chroma://HOST:PORT/COLLECTION on a server, are made by 'retrieve index --store'. (default: flat)",
            valueName: "store"))
    var store: StoreChoice?

    func validate() throws {
        guard case .chroma(let address) = store else { return }
        do throws(StoreError) { _ = try ChromaAddress(address) } catch { throw ValidationError("\(error).") }
    }

    var choice: StoreChoice { store ?? .flat }

    /// What was given and does not go together; nil where all does.
    ///
    /// - Parameter metric: What the store is to be searched by, where that is known.
    func conflict(_ features: Features, metric: Metric? = nil) -> String? {
        guard store != nil else { return nil }
        if features != .clip { return storeConflict }
        guard let metric, !choice.metrics.contains(metric) else { return nil }
        let names = choice.metrics.map(\.rawValue).joined(separator: " or ")
        return
            "--store \(choice) cannot compare by \(metric.rawValue); use --metric \(names), or --store flat, which compares by all."
    }
}

/// Which stores are evaluated.
struct EvaluatedStoreOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp(
            "Where embeddings are searched: flat, hnsw or chroma://HOST:PORT/COLLECTION, as in a search. Repeated, stores are shown side by side, with the time of a query. (default: flat)",
            valueName: "store"))
    var named: [StoreChoice] = []

    /// Each once.
    var choices: [StoreChoice] { named.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    /// Whether rankings are what a store answers, rather than of the whole gallery.
    var areAsked: Bool { choices.contains { $0 != .flat } }

    /// What was given and does not go together; nil where all does.
    ///
    /// - Parameter metrics: Nil for whatever there is.
    func conflict(_ features: Features, metrics: [Metric]?) -> String? {
        if !named.isEmpty, features != .clip { return storeConflict }
        if choices.count > EvaluationPage.mostStores {
            return "--store may be given \(EvaluationPage.mostStores) times at most."
        }
        for store in choices {
            if let metric = metrics?.first(where: { !store.metrics.contains($0) }) {
                let names = store.metrics.map(\.rawValue).joined(separator: ", ")
                return
                    "--store \(store) cannot be searched by \(metric.rawValue); use one of \(names), or --metric all for what each store has."
            }
        }
        return nil
    }
}

private let storeConflict = "--store goes with --features clip: pixels are searched by an index of their own."

/// How hard a store looks.
struct StoreSearchOptions: ParsableArguments {
    static let standardCandidates = HNSWStore.standardEf

    @Option(
        help: ArgumentHelp(
            "Candidates that --store hnsw looks at for each query: more find more and take longer. (default: \(standardCandidates))",
            valueName: "n"))
    var ef: Int?

    var candidates: Int { ef ?? Self.standardCandidates }

    func validate() throws {
        guard (1...1_000_000).contains(candidates) else { throw ValidationError("--ef must be between 1 and 1000000.") }
    }
}

extension StoreChoice: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    /// Forms rather than values; they are shown where a value is none of them.
    public static var allValueStrings: [String] { ["flat", "hnsw", "chroma://HOST:PORT/COLLECTION"] }

    public static var defaultCompletionKind: CompletionKind { .list(["flat", "hnsw"]) }
}
