import ArgumentParser
import Kernels
import Reports
import Search
import Workers

/// Options of the work itself: threads, progress, failures.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Number of threads. (default: one per processor)", valueName: "n"))
    var threads: Int?

    @Option(help: "When to show a progress bar, which appears once work takes over a second.")
    var progress = ProgressBar.Mode.auto

    @Flag(name: .shortAndLong, help: "Do not report skipped images, and show no progress bar.")
    var quiet = false

    @Flag(help: "Fail when an image of the gallery cannot be read, instead of skipping it.")
    var strict = false

    func validate() throws {
        guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be between 1 and 1024.") }
    }

    var progressMode: ProgressBar.Mode { quiet ? .never : progress }

    /// The threads asked for, and the kernels that the environment asks for.
    func resources() throws(CommandFailure) -> Resources {
        Resources(threads: threads ?? availableProcessors, kernels: try ProcessEnvironment.kernels())
    }
}

/// Options of printing results.
struct OutputOptions: ParsableArguments {
    @Option(help: "Output format.")
    var format = SearchReport.Format.text

    @Flag(
        name: [.customShort("0"), .customLong("null")],
        help: "End each path with NUL instead of a line feed, in output and in paths read from standard input.")
    var null = false

    /// The byte that ends a path.
    var separator: UInt8 { null ? 0 : UInt8(ascii: "\n") }
}

extension SearchReport.Format: ExpressibleByArgument {}
extension EvaluationReport.Format: ExpressibleByArgument {}
extension ProgressBar.Mode: ExpressibleByArgument {}
