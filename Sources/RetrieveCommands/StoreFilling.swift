import ArgumentParser
import Embeddings
import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import Search
import SystemPackage
import VectorStores

/// What stores that are made for one metric can be made for.
private let serverMetrics = ChromaStore.kind.metrics

/// How `retrieve index --store` fills a store.
struct StoreFillingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Links of a vector to others in --store hnsw.", valueName: "n"))
    var m = HNSWSettings().m

    @Option(help: ArgumentHelp("Candidates looked at for each vector that --store hnsw takes in.", valueName: "n"))
    var efConstruction = HNSWSettings().efConstruction

    @Option(
        name: .customLong("store-metric"),
        help: ArgumentHelp(
            "What a new collection on a server is to be searched by: cosine, or l2 and mse. (default: cosine)",
            valueName: "metric"),
        transform: { text in
            if let metric = Metric(rawValue: text), serverMetrics.contains(metric) { return metric }
            throw ValidationError(
                "no server compares by it; give \(serverMetrics.map(\.rawValue).joined(separator: " or ")).")
        })
    var metric = Metric.cosine

    @Flag(help: "Tell how many of the true 10 nearest --store hnsw finds, and how long it takes.")
    var measureRecall = false

    func validate() throws {
        guard (2...512).contains(m) else { throw ValidationError("--m must be between 2 and 512.") }
        guard (1...100_000).contains(efConstruction) else {
            throw ValidationError("--ef-construction must be between 1 and 100000.")
        }
    }

    var settings: HNSWSettings { HNSWSettings(m: m, efConstruction: efConstruction) }
}

/// Brings a store up to date with the embeddings of an index.
struct StoreFilling {
    let options: StoreFillingOptions
    let ef: Int
    /// Of the index, and the gallery it is of.
    let folder: FilePath
    let gallery: FilePath
    let embedding: ImageEmbedding
    let execution: RunOptions

    /// Returns a line that tells what was done.
    func callAsFunction(_ store: StoreAddress) throws -> String? {
        guard store.kind.isFilled, let segments = try IndexFolder(folder).open(FeatureKey(embedding.reading)) else {
            return nil
        }
        let filled = StoreGallery(
            root: gallery, indexFolder: folder, indexed: IndexedGallery(trusting: segments, gallery: gallery),
            embedding: embedding, isTrusted: true, threads: execution.threadCount)
        var settings = StoreSettings()
        settings.graph = options.settings
        settings.candidates = ef
        settings.metric = options.metric
        settings.measuresRecall = options.measureRecall
        settings.token = chromaToken
        var bar: ProgressBar?
        defer { bar?.finish() }
        let summary = try store.synchronise(filled, settings) { count in
            let shown = ProgressBar("Filling", total: count, unit: .vectors, mode: execution.progressMode)
            bar = shown
            return { shown.advance(by: $0) }
        }
        bar?.finish()
        bar = nil
        let name = store.kind.needsIndex ? "graph of near neighbours" : store.description
        if let measured = summary.recall, measured.isLow {
            StandardStreams.writeMessage(
                "the graph finds only a part of the 10 nearest (\(measured.summary)); raise --m and --ef-construction, or search with --store flat, which finds all"
            )
        }
        let recall = options.measureRecall ? summary.recall.map { "; \($0.summary)" } ?? "" : ""
        return "\(name): \(summary.added) added, \(summary.removed) removed, \(summary.kept) kept\(recall)\n"
    }
}
