import FeatureIndex
import Reports
import SystemPackage
import VectorStores

/// The report of `retrieve index --status`: the contents of an index, and whether it is up to date.
struct IndexStatus {
    let text: String
    /// A sentence for each damaged file.
    let damage: [String]
    /// Files whose contents are not those that were indexed, though nothing else tells so.
    let differing: [FilePath]
    let isSound: Bool

    init(_ inspection: IndexInspection, _ folder: FilePath) {
        let lines = inspection.collections.map { "\(Self.line($0))\n" }
        text = lines.isEmpty ? "the index in \(folder) is empty\n" : lines.joined()
        damage = inspection.collections.flatMap(\.damage).map { "\($0)" }
        differing = Set(inspection.collections.flatMap { $0.differing ?? [] }).sorted { $0.string < $1.string }
        isSound = differing.isEmpty && inspection.collections.allSatisfy { $0.staleness?.isNone ?? false }
    }

    private static func line(_ collection: IndexInspection.Collection) -> String {
        let pixels = collection.storesPixels ? ", with pixels" : ""
        let unreadable = collection.unreadableFiles > 0 ? ", \(counted(collection.unreadableFiles, "unreadable file"))" : ""
        let isCurrent = collection.differing?.isEmpty ?? true
        let others = isCurrent ? "" : ", \(counted(collection.differing?.count ?? 0, "file")) with other contents"
        let state =
            collection.staleness.map { $0.isNone && isCurrent ? "up to date" : "out of date: \($0.summary)\(others)" }
            ?? "damaged"
        return
            "\(collection.summary)\(pixels): \(counted(collection.images, "image"))\(unreadable), \(collection.byteCount) bytes, \(state)"
    }
}

/// The report of a run of `retrieve index`.
struct IndexSummary {
    let bytes: [UInt8]

    init(_ summary: IndexBuilder.Summary, _ folder: FilePath, seconds: Double) {
        let changes =
            "\(summary.added) added, \(summary.changed) changed, \(summary.moved) moved, \(summary.removed) removed, \(summary.skipped.count) skipped"
        let others =
            (summary.recognized > 0 ? ", \(summary.recognized) recognised by contents" : "")
            + (summary.superseded > 0 ? ", \(summary.superseded) made by an earlier program replaced" : "")
        let total = "\(counted(summary.images, "image")) and \(summary.byteCount) bytes in \(folder)"
        bytes = Array("\(changes)\(others); \(total), \(fixedDecimals(seconds, 1)) s\n".utf8)
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
    /// The sentence for a file that is another than it was when it was indexed, though nothing but its contents tells so.
    func differingContents(_ path: FilePath) -> String {
        "\(path) has other contents than were indexed, though its size and times are the same; 'touch' it, and '\(indexCommand())' reads it again"
    }

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

    /// Returns what `body` returns, an index being inspected: damage is then an outcome with a status of its own.
    func inspecting<Result>(_ body: () throws -> Result) throws -> Result {
        try reporting {
            do { return try body() } catch let error as IndexError where error.isDamage {
                throw CommandFailure(.negative, sentence(for: error))
            }
        }
    }
}
