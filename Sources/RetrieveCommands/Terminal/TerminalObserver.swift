import VectorStores
import FeatureIndex
import Metrics
import Search
import SystemPackage

/// Shows the user how far long work is, and tells what an engine notices.
struct TerminalObserver: SearchObserver {
    let progressMode: ProgressBar.Mode
    let isQuiet: Bool
    /// Whether to report how much of an index or a store was needed.
    let isVerbose: Bool
    let phrasing: Phrasing

    init(_ run: RunOptions, isVerbose: Bool = false, phrasing: Phrasing) {
        progressMode = run.progressMode
        isQuiet = run.quiet
        self.isVerbose = isVerbose
        self.phrasing = phrasing
    }

    func notice(_ notice: SearchNotice) {
        let isShown =
            switch notice {
            case .pixelIndexUse, .storeUse: isVerbose
            case .indexLacksFeatures(_, _, _, isAskedFor: true): true
            default: !isQuiet
            }
        guard isShown else { return }
        phrasing.sentences(for: notice).forEach(Messages.write)
    }

    func begin(_ phase: WorkPhase, total: Int) -> any WorkProgress {
        let (title, unit): (String, ProgressBar.Unit) =
            switch phase {
            case .searching: ("Searching", .images)
            case .evaluating: ("Evaluating", .images)
            case .askingStores: ("Searching", .queries)
            case .indexing: ("Indexing", .images)
            case .embedding: ("Embedding", .images)
            case .filling(let store): (store.kind.needsIndex ? "Linking" : "Uploading", .vectors)
            }
        return ProgressBar(title, total: total, unit: unit, mode: progressMode)
    }
}
