import FeatureIndex
import Reports
import SystemPackage

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
