import HTTP
import Metrics
import Reports
import SystemPackage
import VectorStores

extension StoreError: CustomStringConvertible {
    var description: String {
        let store = if case .noCollection(let name, _) = self { "chroma://HOST:PORT/\(name)" } else { "hnsw" }
        return description(fillingBy: "retrieve index --features clip --store \(store)")
    }

    /// The sentence for one who fills the store by `command`, where doing so is what helps.
    func description(fillingBy command: String) -> String {
        switch self {
        case .unsupportedMetric(let metric, let store, let supported):
            "\(store) cannot compare by \(metric.rawValue); use --metric \(supported.map(\.rawValue).joined(separator: " or ")), or --store flat, which compares by all"
        case .dimension(let expected, let found, let store):
            "\(store) holds embeddings of \(expected) numbers, and the model makes \(found); use the model that it was filled with"
        case .noGraph(let path):
            "there is no graph of nearest neighbours at \(path); make one with '\(command)'"
        case .staleGraph(let path):
            "the graph of nearest neighbours \(path) is of other embeddings than those of the index; run '\(command)' again"
        case .damagedGraph(let path, let detail):
            "the graph of nearest neighbours \(path) is damaged (\(detail)); run '\(command)' to make it anew"
        case .newerGraph(let path, let version):
            "the graph of nearest neighbours \(path) has format version \(version), which is newer than this program; update the program, or use --store flat"
        case .outOfMemory: "there is not enough memory for a graph of nearest neighbours; use --store flat"
        case .failed(let store, let detail): "\(store) failed (\(detail)); use --store flat"
        case .system(let path, .noSpace):
            "cannot write \(path): the disk is full, and what was there before is untouched; make room and try again"
        case .system(let path, let error):
            "cannot use the graph of nearest neighbours \(path) (\(error)); check its permissions, or use --store flat"
        case .http(let error): "\(error)"
        case .unknownStore(let address, let forms):
            "'\(address)' is no store; name one as in \(forms.joined(separator: ", "))"
        case .badAddress(let address, let detail):
            "'\(address)' is not the address of a store: \(detail); write it as in chroma://localhost:8000/pictures"
        case .noCollection(let collection, let server):
            "\(server) has no collection '\(collection)'; make it with '\(command)', or check its name"
        case .notChroma(let server, let detail):
            "what answers at \(server) is not a Chroma server (\(detail)); check the address and port"
        case .wrongSpace(let collection, let space, let metric):
            "the collection '\(collection)' measures by '\(space)', which --metric \(metric.rawValue) does not go with; use a metric that does, or another collection"
        case .recordOutsideGallery(let path, let collection):
            "the collection '\(collection)' holds a record whose path '\(path)' leads out of the gallery; use another collection, or find out who has put it there"
        case .wrongModel(let collection, let model):
            "the collection '\(collection)' holds embeddings of another model or precision (\(model)); use that, or another collection"
        case .wrongDecoding(let collection, let decoding):
            "the collection '\(collection)' holds embeddings of JPEGs that were decoded otherwise (\(decoding)); give --decode \(decoding), or use another collection"
        }
    }
}

extension RecallMeasurement {
    /// The figures in one line, as in `recall@10 0.998 over 200 queries, 0.41 ms per query against 12.30 ms`.
    var summary: String {
        let share = (recall * 1000).rounded() / 1000
        let (time, exactTime) = (fixedDecimals(time, 2), fixedDecimals(exactTime, 2))
        let queries = counted(queryCount, "query", "queries")
        return "recall@10 \(share) over \(queries), \(time) ms per query against \(exactTime) ms"
    }
}

extension Phrasing {
    /// The sentence for a graph that finds too little; nil where it was not measured or finds enough.
    func lowRecall(_ summary: StoreSummary) -> String? {
        guard let recall = summary.recall, recall.isLow else { return nil }
        return
            "the graph finds only a part of the 10 nearest neighbours (\(recall.summary)); raise --m and --ef-construction, or search with --store flat, which finds all"
    }

    /// Returns the report of filling a store.
    ///
    /// - Parameter showsRecall: Whether to report how much of the true nearest neighbours it finds.
    func bytes(for summary: StoreSummary, in store: StoreAddress, showsRecall: Bool) -> [UInt8] {
        let name = store.kind.needsIndex ? "graph of nearest neighbours" : "\(store)"
        let verb = store.kind.needsIndex ? "added" : "sent"
        let recall = showsRecall ? summary.recall.map { "; \($0.summary)" } ?? "" : ""
        return Array("\(name): \(summary.added) \(verb), \(summary.removed) removed, \(summary.kept) kept\(recall)\n".utf8)
    }
}
