import ArgumentParser
import Evaluation
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
        discussion: Self.help)

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

    @OptionGroup(title: "Recorded queries") var words: TextOptions
    @OptionGroup(title: "Recorded search options") var options: SearchOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more.") }
        guard update || queries.isEmpty && words.text.isEmpty else {
            throw ValidationError("The baseline names its queries; give --update to record others.")
        }
        for (name, value) in [("--junit", junit), ("--html", html)] where update && value != nil {
            throw ValidationError("\(name) goes with a check, not with --update.")
        }
        guard !update || tolerance == 0 else { throw ValidationError("--tolerance goes with a check, not with --update.") }
    }

    func run() throws {
        let session = try BaselineSession(FilePath(baseline), options: options, hasTexts: !words.text.isEmpty, execution)
        if update { try record(session) } else { try compare(session) }
    }

    private func compare(_ session: BaselineSession) throws {
        let recorded = try Baseline(at: session.path)
        let request = try session.request(over: recorded, isChecked: true)
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html), pictures: PictureLoader(request), execution: execution)
        try pages.check()
        let checked = try session.compare(recorded, by: request, tolerance: tolerance)
        let report = ComparisonReport(checked.comparison, file: baseline)
        if let junit { try RetrieveCommands.write(report.junit(), to: FilePath(junit)) }
        try pages.write(report, folder: session.folder)
        try writeResults(report.text())
        try execution.refuse(checked.skippedCount)
        if !checked.comparison.isSame { throw CommandFailure(.negative) }
    }

    private func record(_ session: BaselineSession) throws {
        try session.checkWritable()
        let recorded = queries.isEmpty && words.text.isEmpty ? try Baseline(at: session.path) : nil
        let given = try recorded?.recordedQueries ?? session.givenQueries(queries, texts: words.text)
        let baseline = try session.record(given, by: try session.request(over: recorded, isChecked: false), over: recorded)
        try RetrieveCommands.write(baseline.rendered(), to: session.path)
        let hits = baseline.queries.reduce(0) { $0 + $1.hits.count }
        let count = baseline.queries.count == 1 ? "1 query" : "\(baseline.queries.count) queries"
        try writeResults(Array("\(count), \(counted(hits, "hit")): recorded in \(session.path)\n".utf8))
    }
}
