import ArgumentParser
import FeatureIndex
import Reports
import Search
import SystemPackage

/// `retrieve index --merge`: one index of those of parts.
extension IndexCommand {
    /// Fails where something was given that has no meaning beside `--merge`.
    func checkMerging() throws {
        guard !merge.isEmpty else {
            if mixProcessors { throw ValidationError("--mix-processors goes with --merge.") }
            return
        }
        guard index != nil else {
            throw ValidationError("--merge goes with --index, which names the folder of the merged index.")
        }
        let others = [
            ("a gallery", gallery != nil), ("--shard", shard != nil), ("--status", status), ("--verify", verify),
            ("--store", store.store != nil), ("--store-pixels", storePixels), ("--features", features.features != nil),
        ]
        if let other = others.first(where: \.1) {
            throw ValidationError("--merge joins what is there, and does not go with \(other.0).")
        }
    }

    func mergeParts(into folder: FilePath) throws {
        let start = ContinuousClock.now
        let phrasing = Phrasing()
        let summary = try phrasing.reporting {
            try IndexMerger(parts: merge.map { FilePath($0) }, into: folder, mixesProcessors: mixProcessors).merge()
        }
        if !execution.quiet {
            summary.repeated.map(phrasing.sentence).forEach { Messages.write($0) }
            if !summary.missing.isEmpty { Messages.write(phrasing.sentence(forMissing: summary.missing)) }
        }
        try writeResults(
            MergeSummary(summary, folder, seconds: (ContinuousClock.now - start) / .seconds(1)).bytes)
    }
}

/// The outcome of `retrieve index --merge` in words.
private struct MergeSummary {
    let bytes: [UInt8]

    init(_ summary: IndexMerger.Summary, _ folder: FilePath, seconds: Double) {
        let segments =
            "\(summary.linked) segments linked, \(summary.copied) copied, \(summary.rewritten) written anew"
        let unreadable = summary.unreadableFiles > 0 ? ", \(counted(summary.unreadableFiles, "unreadable file"))" : ""
        bytes = Array(
            "\(counted(summary.parts, "part")) merged: \(segments); \(counted(summary.images, "image"))\(unreadable) and \(summary.byteCount) bytes in \(folder), \(fixedDecimals(seconds, 1)) s\n"
                .utf8)
    }
}
