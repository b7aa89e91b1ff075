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
            retrieve check --approve <baseline> <query> ... [options]
            """,
        discussion: Self.help)

    @Argument(
        help: ArgumentHelp("The baseline: a JSON file of recorded searches.", valueName: "baseline"),
        completion: .file(extensions: ["json"]))
    var baseline: String

    @Argument(
        help: ArgumentHelp(
            "With --update: images to record searches for, replacing those recorded before. With --approve: recorded queries to record again. A folder stands for all images in it, with --approve for those that are recorded; - for paths read from standard input.",
            valueName: "query"), completion: .file())
    var queries: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Write the baseline: for the given queries, with the default of every option not given; without queries, for the recorded ones again."
        ))
    var update = false

    @Flag(help: "Record the given queries again, and keep the rest of the baseline as it is.")
    var approve = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The largest relative difference of scores that passes, as a fraction of the larger score: 1e-9 is a billionth.",
            valueName: "x"))
    var tolerance = 0.0

    @Option(
        help: ArgumentHelp("Also write the outcome as JUnit XML.", valueName: "file"), completion: .file(extensions: ["xml"]))
    var junit: String?

    @Option(
        help: ArgumentHelp("Also write the outcome as Markdown, for a pull request's summary.", valueName: "file"),
        completion: .file(extensions: ["md"]))
    var summary: String?

    @Option(
        help: ArgumentHelp("Also write the differences as an HTML page, before and after side by side.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @OptionGroup(title: "Recorded queries") var words: TextOptions
    @OptionGroup(title: "Recorded search options") var options: SearchOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more.") }
        guard !update || !approve else { throw ValidationError("Give --update or --approve, not both.") }
        guard update || approve || queries.isEmpty && words.text.isEmpty else {
            throw ValidationError(
                "The baseline names its queries; give --update to record others, --approve to record some anew.")
        }
        guard !approve || !queries.isEmpty || !words.text.isEmpty else {
            throw ValidationError("--approve needs the queries to record anew; --update records all of them.")
        }
        let given = [
            ("--junit", junit != nil), ("--html", html != nil), ("--summary", summary != nil), ("--tolerance", tolerance != 0),
        ]
        if update || approve, let name = given.first(where: \.1)?.0 {
            throw ValidationError("\(name) goes with a check, not with \(update ? "--update" : "--approve").")
        }
    }

    func run() throws {
        let session = try BaselineSession(FilePath(baseline), options: options, hasTexts: !words.text.isEmpty, execution)
        if update {
            try record(session)
        } else if approve {
            try takeOver(session)
        } else {
            try compare(session)
        }
    }

    private func compare(_ session: BaselineSession) throws {
        let recorded = try Baseline(at: session.path)
        let request = try session.request(over: recorded, isChecked: true)
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html), pictures: PictureLoader(request), execution: execution)
        try pages.check()
        for name in [junit, summary].compactMap(\.self) { try checkWritable(name) }
        let checked = try session.compare(recorded, by: request, tolerance: tolerance)
        let report = ComparisonReport(checked.comparison, file: baseline)
        if let summary {
            try RetrieveCommands.write(report.markdown(remedy: remedy(checked.comparison)), to: FilePath(summary))
        }
        if let junit { try RetrieveCommands.write(report.junit(title: "retrieve check"), to: FilePath(junit)) }
        try pages.write(report, folder: session.folder)
        try writeResults(report.text())
        try execution.refuse(checked.skippedCount)
        if !checked.comparison.isSame { throw CommandFailure(.negative) }
    }

    private func record(_ session: BaselineSession) throws {
        try checkWritable(baseline)
        let recorded = queries.isEmpty && words.text.isEmpty ? try Baseline(at: session.path) : nil
        let given = try recorded?.recordedQueries ?? session.givenQueries(queries, texts: words.text)
        let baseline = try session.record(given, by: try session.request(over: recorded, isChecked: false), over: recorded)
        try RetrieveCommands.write(baseline.rendered(), to: session.path)
        let hits = baseline.queries.reduce(0) { $0 + $1.hits.count }
        let count = baseline.queries.count == 1 ? "1 query" : "\(baseline.queries.count) queries"
        try writeResults(Array("\(count), \(counted(hits, "hit")): recorded in \(session.path)\n".utf8))
    }

    private func takeOver(_ session: BaselineSession) throws {
        try checkWritable(baseline)
        let recorded = try Baseline(at: session.path)
        let approved = try session.approve(queries, texts: words.text, in: recorded)
        try RetrieveCommands.write(approved.baseline.rendered(), to: session.path)
        let rest = recorded.queries.count - approved.count
        let count = approved.count == 1 ? "1 query" : "\(approved.count) queries"
        try writeResults(Array("\(count) recorded anew in \(session.path), \(rest) as before\n".utf8))
    }

    /// The command that records what differs.
    private func remedy(_ comparison: BaselineComparison) -> String? {
        guard !comparison.isSame else { return nil }
        guard comparison.general.isEmpty else { return "retrieve check --update \(shellQuoted(baseline))" }
        return "retrieve check --approve \(shellQuoted(baseline)) QUERY..."
    }
}
