import ArgumentParser
import CLIP
import Metrics
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

    /// As it is written on a command line.
    var text: String {
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

    func validate() throws {
        guard case .chroma(let address) = store else { return }
        do throws(StoreError) { _ = try ChromaAddress(address) } catch { throw ValidationError("\(error).") }
    }

    var choice: StoreChoice { store ?? .flat }

    /// What was given and does not go together; nil where all does.
    ///
    /// - Parameter metrics: What the store is to be searched by.
    func conflict(_ features: Features, metrics: [Metric] = []) -> String? {
        guard store != nil else { return nil }
        if features != .clip { return "--store goes with --features clip: pixels are searched by an index of their own." }
        let served = Metric.ofNeighbourStores
        guard choice != .flat, let metric = metrics.first(where: { !served.contains($0) }) else { return nil }
        return
            "--store \(choice.text) cannot compare by \(metric.rawValue); use --metric \(served.map(\.rawValue).joined(separator: " or ")), or --store flat, which compares by all."
    }

    /// The command that fills the store with the embeddings of a gallery, for the searches that these options are of.
    func fillingCommand(
        gallery: String, index: String?, metric: Metric, model: ModelOptions, pixels: PixelOptions
    ) -> String {
        // A graph serves all metrics that it can serve, a collection those of its space.
        let metric: Metric? = if case .chroma = choice, metric != .cosine { metric } else { nil }
        let options = [
            ("--index", index), ("--features", Features.clip.rawValue), ("--model", model.model),
            ("--precision", model.precision?.rawValue),
            ("--orientation", pixels.orientation == .exif ? nil : pixels.orientation.rawValue), ("--store", choice.text),
            ("--store-metric", metric?.rawValue),
        ]
        return "retrieve index \(gallery)" + options.map { name, value in value.map { " \(name) \($0)" } ?? "" }.joined()
    }
}

/// How hard a store looks.
struct StoreSearchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Candidates that --store hnsw looks at for each query: more find more and take longer.", valueName: "n"))
    var ef = HNSWStore.standardEf

    func validate() throws {
        guard (1...1_000_000).contains(ef) else { throw ValidationError("--ef must be between 1 and 1000000.") }
    }
}

extension StoreChoice: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    /// Forms rather than values; they are shown where a value is none of them.
    public static var allValueStrings: [String] { ["flat", "hnsw", "chroma://HOST:PORT/COLLECTION"] }

    public static var defaultCompletionKind: CompletionKind { .list(["flat", "hnsw"]) }
}
