import ArgumentParser
import Kernels
import Reports
import Search
import Workers

/// How the work is done.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many threads work at once. (default: one per processor)", valueName: "n"))
    var threads: Int?

    @Option(help: "Whether a progress bar is shown once work takes over a second.")
    var progress = ProgressBar.Mode.auto

    @Flag(name: .shortAndLong, help: "Report no skipped images, and show no progress bar.")
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

/// What is printed, and how.
struct OutputOptions: ParsableArguments {
    @Option(help: "How results are printed.")
    var format = SearchReport.Format.text

    @Flag(
        name: [.customShort("0"), .customLong("null")],
        help: "End each path with NUL instead of a line feed, and expect that of paths read from standard input.")
    var null = false

    /// What ends a path.
    var separator: UInt8 { null ? 0 : UInt8(ascii: "\n") }
}

extension SearchReport.Format: ExpressibleByArgument {}
extension EvaluationReport.Format: ExpressibleByArgument {}
extension ProgressBar.Mode: ExpressibleByArgument {}
