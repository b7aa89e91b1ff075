import ArgumentParser
import Evaluation
import Files
import Gallery
import Imaging
import Metrics
import Reports
import Search
import SystemPackage

/// `retrieve check BASELINE`: whether searches find what they found when the baseline was made.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that searches find what they found before.",
        usage: """
            retrieve check <baseline> [options]
            retrieve check --update <baseline> [<query> ...] [options]
            """,
        discussion: """
            A baseline is a JSON file of searches and what they found. Its paths are
            relative to its folder, so that it can be committed with the images. A check
            makes the same searches again and prints a line for each difference.

            EXAMPLES
              retrieve check --update baseline.json data/test/Lime -g data/train
              retrieve check baseline.json
              retrieve check baseline.json --junit check.xml --html check.html
              retrieve check --update baseline.json

            EXIT STATUS
              0  all is as recorded, or the baseline was written
              1  something differs
              2  the baseline or the gallery could not be read, or a file not be written
              64 the command line is wrong
            """)

    @Argument(
        help: ArgumentHelp("The file of recorded searches.", valueName: "baseline"), completion: .file(extensions: ["json"]))
    var baseline: String

    @Argument(
        help: ArgumentHelp(
            "With --update: images to record searches for, in place of those recorded before. A folder stands for all images in it, - for the paths on standard input.",
            valueName: "query"), completion: .file())
    var queries: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Write the baseline: for the queries given, with the defaults of options not given; or anew for those recorded."
        ))
    var update = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How far scores may differ, as a part of the larger of both: with 1e-9 by a billionth.", valueName: "x"))
    var tolerance = 0.0

    @Option(
        help: ArgumentHelp("Write the outcome as JUnit XML, too.", valueName: "file"), completion: .file(extensions: ["xml"]))
    var junit: String?

    @Option(
        help: ArgumentHelp("Write what differs as a page, before and now side by side.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @OptionGroup(title: "Recorded search options") var options: BaselineOptions
    @OptionGroup(title: "Index options") var index: IndexOptions

    @Option(help: ArgumentHelp("Refuse images of more pixels than this many millions.", valueName: "n"))
    var maxMegapixels = 179

    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more.") }
        guard maxMegapixels > 0 else { throw ValidationError("--max-megapixels must be at least 1.") }
        guard update || queries.isEmpty else {
            throw ValidationError("The baseline names its queries; give --update to record others.")
        }
        for (name, value) in [("--junit", junit), ("--html", html)] where update && value != nil {
            throw ValidationError("\(name) goes with a check, not with --update.")
        }
        guard !update || tolerance == 0 else { throw ValidationError("--tolerance goes with a check, not with --update.") }
    }

    private var path: FilePath { FilePath(baseline) }
    /// What the baseline's paths are relative to.
    private var folder: FilePath {
        let folder = path.removingLastComponent()
        return folder.isEmpty ? "." : folder
    }

    func run() throws {
        if update { try write() } else { try compare() }
    }

    // MARK: Checking

    private func compare() throws {
        let recorded = try readBaseline()
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html),
            pictures: PictureLoader(
                reading: PixelReader.Options(
                    size: recorded.options.size, filter: recorded.options.filter,
                    appliesOrientation: recorded.options.appliesOrientation, maximumMegapixels: maxMegapixels),
                threads: execution.threadCount, kernels: try selectedKernels()),
            progressMode: execution.progressMode)
        try pages.check()
        let search = try recordedSearch(recorded.options)
        let found = try search(recorded.queries.map(\.path))
        let queries = zip(recorded.queries, found.hits).map { query, result in
            switch result {
            case .success(let hits): BaselineComparison.Query(query, found: hits, tolerance: tolerance)
            case .failure(.vanished): BaselineComparison.Query(query, .vanishedQuery)
            case .failure(.unreadable(let reason)): BaselineComparison.Query(query, .unreadableQuery(reason: reason))
            }
        }
        let comparison = BaselineComparison(
            metric: recorded.options.metric,
            general: try options.changes(from: recorded.options, folder: folder) + recorded.newlySkipped(found.skipped),
            queries: queries)
        let report = ComparisonReport(comparison, file: baseline)
        if let junit { try RetrieveCommands.write(report.junit(), to: FilePath(junit)) }
        try pages.write(report, folder: folder)
        try writeResults(report.text())
        try refuseSkipped(found)
        if !comparison.isSame { throw CommandFailure(.negative) }
    }

    private func readBaseline() throws(CommandFailure) -> Baseline {
        do {
            let limit = 1 << 30
            let json = try FileReader().withContents(of: path, limit: limit, acceptsPipes: true) { Array($0) }
            return try Baseline(json: json)
        } catch FileError.system(.noSuchFileOrDirectory) {
            throw CommandFailure(
                .trouble,
                "cannot read the baseline \(path): there is no such file; make it with 'retrieve check --update \(path) QUERY'")
        } catch FileError.system(let error) {
            throw CommandFailure(.trouble, "cannot read the baseline \(path) (\(error)); check the path and its permissions")
        } catch is FileError {
            throw CommandFailure(
                .trouble,
                "cannot read the baseline \(path): it is no file of JSON; name one that 'retrieve check --update' has made")
        } catch {
            throw CommandFailure(.trouble, "cannot read the baseline \(path): \(error)")
        }
    }

    private func recordedSearch(_ options: Baseline.Options) throws(CommandFailure) -> RecordedSearch {
        guard (options.size.pixelCount - 1) / 1_000_000 < maxMegapixels else {
            throw CommandFailure(
                .trouble,
                "cannot use the baseline \(path): its size \(options.size) is more than the \(maxMegapixels) megapixels of --max-megapixels"
            )
        }
        return RecordedSearch(
            folder: folder, options: options, index: index, execution: execution, maximumMegapixels: maxMegapixels)
    }

    private func refuseSkipped(_ found: RecordedSearch.Found) throws(CommandFailure) {
        guard execution.strict, !found.skipped.isEmpty else { return }
        throw CommandFailure(
            .trouble, "\(counted(found.skipped.count, "image")) of the gallery could not be read, and --strict was given")
    }

    // MARK: Recording

    private func write() throws {
        guard (try? FileStatus(of: folder).kind) == .directory else {
            throw CommandFailure(.trouble, "cannot write \(path): there is no folder \(folder); make it first")
        }
        let recorded = queries.isEmpty ? try readBaseline() : nil
        let paths = try recorded?.queries.map(\.path) ?? givenQueries()
        let options = try options.applied(to: recorded?.options, folder: folder)
        let found = try recordedSearch(options)(paths)
        var searches: [Baseline.Query] = []
        for (path, result) in zip(paths, found.hits) {
            switch result {
            case .success(let hits): searches.append(Baseline.Query(path: path, hits: hits))
            case .failure(.vanished):
                throw CommandFailure(.trouble, "cannot record the query \(path): there is no such file; nothing was written")
            case .failure(.unreadable(let reason)):
                throw CommandFailure(.trouble, "cannot record the query \(path): \(reason); nothing was written")
            }
        }
        if !execution.quiet {
            found.skipped.forEach { StandardStreams.writeMessage("skipped \($0.path): \($0.reason)") }
        }
        try refuseSkipped(found)
        let baseline = Baseline(options: options, skipped: found.skipped, queries: searches)
        try RetrieveCommands.write(baseline.rendered(), to: path)
        let hits = searches.reduce(0) { $0 + $1.hits.count }
        let queries = searches.count == 1 ? "1 query" : "\(searches.count) queries"
        try writeResults(Array("\(queries), \(counted(hits, "hit")): recorded in \(path)\n".utf8))
    }

    private func givenQueries() throws(CommandFailure) -> [String] {
        let queryPaths = QueryPaths(queries, separator: UInt8(ascii: "\n"))
        if let failure = queryPaths.failures.first { throw CommandFailure(.trouble, failure) }
        return try queryPaths.paths.map { path throws(CommandFailure) in try recordablePath(path, from: folder) }
    }
}
