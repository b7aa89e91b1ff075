import ArgumentParser
import Embeddings
import Evaluation
import Gallery
import Reports
import Search
import SystemPackage

/// `retrieve evaluate [QUERIES]`: how well searches for labelled images find images of the same label.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well a folder of labelled queries finds images of the same label.",
        usage: "retrieve evaluate [<queries>] [options]",
        discussion: Self.help)

    @Argument(
        help: ArgumentHelp("The folder of query images, in subfolders named by label.", valueName: "queries"),
        completion: .directory)
    var queries = "data/test"

    @OptionGroup var options: EvaluationOptions

    @Flag(help: "Also print the measures of each label.")
    var byLabel = false

    @Flag(help: "Also print a confusion matrix: the labels of the first hits.")
    var confusion = false

    @Option(help: "Output format.")
    var format = EvaluationReport.Format.text

    @Option(
        help: ArgumentHelp(
            "Also write an HTML page of the measures and all queries with their hits, worst first.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard format != .csv || !byLabel || !confusion else {
            throw ValidationError("--format csv prints one table; give --by-label or --confusion.")
        }
        guard options.truth == nil || !confusion else {
            throw ValidationError("--confusion tells labels apart; leave it out with --truth.")
        }
    }

    func run() throws {
        let request = try options.request(resources: try execution.resources())
        try options.checkMeasures(request)
        try options.checkRequirements(request)
        let phrasing = Phrasing(request.search)
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html), pictures: PictureLoader(request.search), execution: execution)
        try pages.check()
        let walk = try phrasing.queryFolder(queries)
        let outcome = try phrasing.reporting {
            let observer = TerminalObserver(execution, isVerbose: options.index.verbose, phrasing: phrasing)
            return try request.evaluate(Array(walk.images), below: FilePath(queries), observer: observer)
        }
        let report = EvaluationReport(
            outcome.evaluation, settings: EvaluationReport.Settings(queries, request.search, outcome.space, options.truth),
            unreadable: phrasing.entries(walk.skipped + outcome.unreadable), skipped: phrasing.entries(outcome.skipped),
            showsLabels: byLabel, showsConfusion: confusion)
        report.unreadable.forEach { Messages.write("cannot read the query \($0.path): \($0.reason)") }
        phrasing.report(report.skipped, execution)
        try pages.write(report)
        try writeResults(report.rendered(as: format))
        try judge(report, request, phrasing)
    }

    /// Ends the command unless all is well.
    private func judge(_ report: EvaluationReport, _ request: EvaluationRequest, _ phrasing: Phrasing) throws {
        let failures = options.require.flatMap { $0.failures(in: report.evaluation) }
        failures.forEach { Messages.write(phrasing.sentence(for: $0)) }
        if !report.unreadable.isEmpty { throw CommandFailure(.trouble) }
        try execution.refuse(report.skipped)
        if !failures.isEmpty { throw CommandFailure(.negative) }
        if report.evaluation.results.allSatisfy({ $0.queries.allSatisfy { $0.judged == nil } }) {
            throw CommandFailure(.negative, phrasing.nothingEvaluated(queries, truth: options.truth))
        }
    }
}

extension EvaluationReport.Settings {
    fileprivate init(_ queries: String, _ search: SearchRequest, _ space: EmbeddingSpace?, _ truth: String?) {
        let orientation: OrientationHandling = search.features.appliesOrientation ? .exif : .ignore
        self.init(
            queries: queries, galleries: search.galleries.map(\.folder.string),
            features: FeatureSettings(search, space: space),
            orientation: orientation.rawValue, excludesQuery: search.excludesQuery, truth: truth)
    }
}
