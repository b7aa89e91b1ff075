import ArgumentParser
import Metrics
import VectorStores

/// Where embeddings are searched.
enum StoreChoice: Equatable, Sendable {
    case flat, hnsw
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

/// Which store is used.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where embeddings are searched: flat compares with all; hnsw by a graph of near neighbours, and chroma://HOST:PORT/COLLECTION on a server, are made by 'retrieve index --store'. (default: flat)",
            valueName: "store"))
    var store: StoreChoice?

    var choice: StoreChoice { store ?? .flat }

    /// What was given and does not go together; nil where all does.
    func conflict(_ features: Features) -> String? {
        guard store != nil, features != .clip else { return nil }
        return "--store goes with --features clip: pixels are searched by an index of their own."
    }
}

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
}
