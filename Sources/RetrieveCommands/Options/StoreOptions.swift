package import ArgumentParser
import Metrics
import Reports
package import VectorStores

/// Which store is used.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where embeddings are searched: flat compares with all; hnsw by a graph of near neighbours, and chroma://HOST:PORT/COLLECTION on a server, are made by 'retrieve index --store'. (default: flat)",
            valueName: "store"))
    var store: StoreAddress?

    func validate() throws {
        do throws(StoreError) { try store?.check() } catch { throw ValidationError("\(error).") }
    }

    var choice: StoreAddress { store ?? .flat }

    /// What was given and does not go together; nil where all does.
    ///
    /// - Parameter metric: What the store is to be searched by, where that is known.
    func conflict(_ features: Features, metric: Metric? = nil) -> String? {
        guard store != nil else { return nil }
        if features != .clip { return storeConflict }
        guard let metric, !choice.kind.metrics.contains(metric) else { return nil }
        let names = choice.kind.metrics.map(\.rawValue).joined(separator: " or ")
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
    var named: [StoreAddress] = []

    /// Each once.
    var choices: [StoreAddress] { named.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    /// Whether rankings are what a store answers, rather than of the whole gallery.
    var areAsked: Bool { choices.contains { !$0.kind.isExact } }

    /// What was given and does not go together; nil where all does.
    ///
    /// - Parameter metrics: Nil for whatever there is.
    func conflict(_ features: Features, metrics: [Metric]?) -> String? {
        if !named.isEmpty, features != .clip { return storeConflict }
        if choices.count > EvaluationPage.mostStores {
            return "--store may be given \(EvaluationPage.mostStores) times at most."
        }
        for store in choices {
            if let metric = metrics?.first(where: { !store.kind.metrics.contains($0) }) {
                let names = store.kind.metrics.map(\.rawValue).joined(separator: ", ")
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
    static let standardCandidates = HNSWStore.standardCandidates

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

extension StoreAddress: ExpressibleByArgument {
    package init?(argument: String) { try? self.init(argument) }

    /// Forms rather than values; they are shown where a value is none of them.
    package static var allValueStrings: [String] { forms }

    package static var defaultCompletionKind: CompletionKind { .list(names) }
}
