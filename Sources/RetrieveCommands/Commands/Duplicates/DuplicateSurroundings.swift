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
        let phrasing = Phrasing()
        phrasing.report(phrasing.entries(result.skipped), execution)
        (result.notices(indexOptions: indexOptions) + [result.summary]).forEach(say)
    }

    /// Whether someone sits at a terminal.
    var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    func isConfirmed(_ question: String) -> Bool {
        StandardStreams.writeNotice("\(question) [y/N] ")
        let answer = readLine(strippingNewline: true)?.lowercased()
        return answer == "y" || answer == "yes"
    }

    /// Returns the name of a log that is begun now, without its extension.
    var logName: String { "retrieve-duplicates-\(localTimestamp().replacing(":", with: "-"))" }
}
