import Duplicates
import FeatureIndex
import Files
import Gallery
import Kernels
import Reports
import Synchronization
import Search
import SystemPackage
import Workers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The surroundings of a search for duplicates: threads, kernels, the terminal, the environment.
struct DuplicateSurroundings {
    private let execution: RunOptions

    init(_ execution: RunOptions) { self.execution = execution }

    var threads: Int { execution.threads ?? availableProcessors }

    func kernels() throws(CommandFailure) -> Kernels { try ProcessEnvironment.kernels() }

    func say(_ sentence: String) { Messages.write(sentence) }

    func progress(_ title: String, total: Int) -> ProgressBar {
        ProgressBar(title, total: total, mode: execution.progressMode)
    }

    /// - Parameter gallery: Where its index holds embeddings of the model, their precision is the default.
    func embedding(_ model: ModelRequest, for gallery: GalleryRequest) throws -> ImageEmbedding {
        let phrasing = Phrasing()
        return try phrasing.reporting {
            try model.imageEmbedding(
                for: [gallery], try execution.resources(), observer: TerminalObserver(execution, phrasing: phrasing))
        }
    }

    func find(_ request: DuplicateRequest) throws -> DuplicateResult {
        let bars = ProgressBars(execution.progressMode)
        defer { bars.finish() }
        return try Phrasing().reporting { try DuplicateSearch(request, begin: bars.begin).find() }
    }

    /// Reports what was passed over, and what would make the next run faster.
    ///
    /// - Parameter indexOptions: What an index has to be made with to hold what is compared.
    func tell(_ result: DuplicateResult, indexOptions: String) {
        if execution.quiet { return }
        Phrasing().report(Phrasing().entries(result.skipped), execution)
        for folder in result.lackingIndices {
            say(
                "the index of \(folder) lacks what is compared, so its images were read; "
                    + "'retrieve index \(shellQuoted(folder.string)) \(indexOptions)' adds it")
        }
        if result.otherNameCount > 0 {
            say("\(counted(result.otherNameCount, "name")) of links were left out: they are no copies")
        }
        say(
            result.groups.isEmpty
                ? "no duplicates among \(counted(result.imageCount, "image"))"
                : "\(counted(result.groups.count, "group")) among \(counted(result.imageCount, "image")): "
                    + "\(counted(result.surplusCount, "file")) not kept, \(megabytes(result.surplusBytes))")
    }

    /// Whether someone sits at a terminal.
    var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    func isConfirmed(_ question: String) -> Bool {
        StandardStreams.writeNotice("\(question) [y/N] ")
        let answer = readLine(strippingNewline: true)?.lowercased()
        return answer == "y" || answer == "yes"
    }

    /// `$XDG_DATA_HOME/Trash`, as the XDG Base Directory specification has it.
    var homeTrash: FilePath {
        if let data = Self.variable("XDG_DATA_HOME"), data.hasPrefix("/") { return FilePath(data).appending("Trash") }
        return FilePath(Self.variable("HOME") ?? "/").appending(".local/share/Trash")
    }

    /// Returns the name of a log that is begun now, without its extension.
    var logName: String { "retrieve-duplicates-\(localTimestamp().replacing(":", with: "-"))" }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A progress bar per phase, one after the other.
private final class ProgressBars: Sendable {
    private let mode: ProgressBar.Mode
    private let bar = Mutex<ProgressBar?>(nil)
    private let images = Atomic<Int>(0)

    init(_ mode: ProgressBar.Mode) { self.mode = mode }

    /// Work that is counted in thousandths is shown in images.
    func begin(_ phase: DuplicatePhase, _ total: Int) -> @Sendable (Int) -> Void {
        if case .reading = phase {
            images.store(total, ordering: .relaxed)
            let bar = start("Reading", total: total)
            return { bar.advance(by: $0) }
        }
        let images = images.load(ordering: .relaxed)
        let counter = Counter()
        return { [self] count in
            // The bar appears with the first comparisons: until then that of reading stays.
            let bar = counter.bar.withLock { bar in
                let started = bar ?? start("Comparing", total: images)
                bar = started
                return started
            }
            let now = counter.done.add(count, ordering: .relaxed).newValue
            bar.advance(by: images * now / total - images * (now - count) / total)
        }
    }

    private func start(_ title: String, total: Int) -> ProgressBar {
        let new = ProgressBar(title, total: total, mode: mode)
        bar.withLock { bar in
            bar?.finish()
            bar = new
        }
        return new
    }

    func finish() { bar.withLock { $0?.finish() } }
}

/// The progress of the comparison.
private final class Counter: Sendable {
    let bar = Mutex<ProgressBar?>(nil)
    let done = Atomic<Int>(0)
}
