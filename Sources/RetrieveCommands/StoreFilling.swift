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
            if let metric = Metric(rawValue: text), Metric.ofNeighbourStores.contains(metric) { return metric }
            throw ValidationError(
                "no server compares by it; give \(Metric.ofNeighbourStores.map(\.rawValue).joined(separator: " or ")).")
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
    let reading: EmbeddingReading
    let execution: RunOptions
    let kernels: Kernels

    /// Returns a line that tells what was done.
    func callAsFunction(_ store: StoreChoice) throws -> String? {
        guard store != .flat else { return nil }
        guard let segments = try IndexFolder(folder).open(FeatureKey(reading)) else { return nil }
        let indexed = IndexedGallery(trusting: segments, gallery: gallery)
        let stored = StoredEmbeddings(indexed)
        // All of them are read here, so that damage does not get any further.
        for place in stored.places {
            try place.segment.withEmbeddings(place.row..<place.row + 1, kernels: kernels) { _, _ in }
        }
        let rows = EmbeddingTable(stored, dimension: reading.space.dimension)
        switch store {
        case .flat: return nil
        case .hnsw: return try makeGraph(stored, rows)
        case .chroma(let address): return try upload(indexed, stored, rows, to: address)
        }
    }

    private func makeGraph(_ stored: StoredEmbeddings, _ rows: EmbeddingTable) throws -> String {
        let path = IndexFolder(folder).graphPath(FeatureKey(reading))
        let progress = ProgressBar("Linking", total: rows.count, unit: .vectors, mode: execution.progressMode)
        defer { progress.finish() }
        let update = HNSWUpdate(path, settings: options.settings, kernels: kernels, threads: execution.threadCount)
        let summary = try update(rows, identity: stored.identity) { progress.advance(by: $0) }
        progress.finish()
        var line = "graph of near neighbours: \(summary.added) added, \(summary.removed) removed, \(summary.kept) kept"
        if options.measureRecall, rows.count > 0 {
            let store = try HNSWStore(
                path, rows: rows, identity: stored.identity, ef: ef, kernels: kernels, threads: 1)
            let recall = try RecallMeasurement(store, rows, metric: store.supportedMetrics[0], kernels: kernels)
            line += "; \(recall.summary)"
        }
        return line + "\n"
    }

    private func upload(
        _ indexed: IndexedGallery, _ stored: StoredEmbeddings, _ rows: EmbeddingTable, to address: String
    ) throws -> String {
        let records = stored.images.indices.map { index in
            let file = stored.file(index)
            return ChromaRecord(
                path: String(decoding: file.path, as: UTF8.self), label: indexed.images[stored.images[index]].label,
                size: Int(file.size), modified: file.modified)
        }
        var bar: ProgressBar?
        defer { bar?.finish() }
        let upload = ChromaUpload(try ChromaAddress(address), space: reading.space, metric: options.metric)
        let summary = try upload(records, rows) { count in
            let shown = ProgressBar("Uploading", total: count, unit: .vectors, mode: execution.progressMode)
            bar = shown
            return { shown.advance(by: $0) }
        }
        bar?.finish()
        bar = nil
        return "\(address): \(summary.sent) sent, \(summary.removed) removed, \(summary.kept) kept\n"
    }
}
