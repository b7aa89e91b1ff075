import ArgumentParser
import Evaluation
import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Reports
import Search
import SystemPackage

/// `retrieve evaluate [QUERIES]`: how well searches for labelled images find images of the same label.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well searches for a folder of labelled images find images of the same label.",
        usage: "retrieve evaluate [<queries>] [options]",
        discussion: """
            An image's label is the first folder it lies in, below QUERIES or below the
            gallery. An image of the gallery is relevant to a query when both have the same
            label.

            EXAMPLES
              retrieve evaluate
              retrieve evaluate photos/test --gallery photos/train --metric all --top 10
              retrieve evaluate photos -g photos --exclude-query --by-label --confusion
              retrieve evaluate --metric cosine --require 'mAP>=0.4' --require 'P@1>0.5'
              retrieve evaluate --metric all --format csv > measures.csv
              retrieve evaluate --metric all --html evaluation.html
              retrieve evaluate --features clip --metric all

            MEASURES, means over the queries that have a relevant image in the gallery
              P@k        the share of relevant images among the first k hits
              recall@k   the share of the relevant images that are among the first k hits
              MRR        1 / the rank of the first relevant image
              mAP        the mean of the precisions at the ranks of all relevant images

            INDEX
              With --features clip, embeddings are taken from the index of the gallery as in a
              search. By pixels every image is read once, and no index is used.

            EXIT STATUS
              0  done, and every requirement met
              1  a requirement was not met, or no query could be evaluated
              2  something could not be read or written
              64 the command line is wrong
            """)

    @Argument(
        help: ArgumentHelp("The folder of images to look for, in folders named by label.", valueName: "queries"),
        completion: .directory)
    var queries = "data/test"

    @OptionGroup(title: "Gallery options") var gallery: GalleryOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How images are compared: one or several of l1, l2, mse, cosine, correlation, or all. (default: l1 for pixels, cosine for clip)",
            valueName: "metric,..."))
    var metric: MetricList?

    @Option(
        name: [.customShort("k"), .long], parsing: .unconditional,
        help: ArgumentHelp("Hits a query that P@k and recall@k look at.", valueName: "n"))
    var top = 5

    @Flag(help: "Leave each query's own file out of its hits, as where QUERIES is the gallery.")
    var excludeQuery = false

    @Flag(help: "Show the measures of each label, too.")
    var byLabel = false

    @Flag(help: "Show which labels are taken for which at rank 1.")
    var confusion = false

    @Option(help: "How results are printed.")
    var format = EvaluationReport.Format.text

    @Option(
        help: ArgumentHelp(
            "Fail unless a measure keeps a bound, as in 'mAP>=0.4' for every metric or 'cosine.P@1>0.5' for one. May be repeated.",
            valueName: "bound"),
        transform: { text in
            if let requirement = Requirement(text) { return requirement }
            throw ValidationError(
                "'\(text)' is no requirement; write one as in 'mAP>=0.4' or 'cosine.P@1>0.5', with >=, <=, ==, > or <.")
        })
    var require: [Requirement] = []

    @Option(
        help: ArgumentHelp("Write the measures and every query with its hits, worst first, as a page.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @OptionGroup(title: "Feature options") var features: FeatureOptions
    @OptionGroup(title: "Index options, with --features clip") var index: IndexOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top must be 1 or more.") }
        let conflict = features.conflict(kind, size: pixels.size, resample: pixels.resample)
        if let conflict { throw ValidationError(conflict) }
        if kind == .pixels, let name = index.given.first {
            throw ValidationError(
                "\(name) goes with --features clip: an evaluation by pixels reads every image once, and needs no index.")
        }
        guard format != .csv || !byLabel || !confusion else {
            throw ValidationError("--format csv prints one table; give --by-label or --confusion.")
        }
        let names = Measure.all(top: top).map(\.name)
        for requirement in require {
            guard names.contains(requirement.measure) else {
                throw ValidationError(
                    "--require names '\(requirement.measure)'; the measures are \(names.joined(separator: ", ")).")
            }
            if let metric = requirement.metric, !metrics.contains(metric) {
                throw ValidationError("--require names \(metric.rawValue), which --metric does not.")
            }
        }
    }

    private var kind: Features { features.kind() }
    private var metrics: [Metric] { metric?.metrics ?? [kind.standardMetric] }

    func run() throws {
        let kernels = try selectedKernels()
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html),
            pictures: PictureLoader(reading: pixels.reading, threads: execution.threadCount, kernels: kernels),
            progressMode: execution.progressMode)
        try pages.check()
        let queryWalk = try queryFolder()
        let rankings = try rankings(queryWalk.images, kernels)
        let evaluation = Evaluation(
            queries: rankings.queries, gallery: rankings.gallery, metrics: metrics, top: top,
            threads: execution.threadCount, ranking: rankings.ranking)
        let report = EvaluationReport(
            evaluation, settings: settings(rankings.features), unreadable: queryWalk.skipped + rankings.unreadable,
            skipped: rankings.skipped.sorted { $0.path.precedesBytewise($1.path) }, showsLabels: byLabel,
            showsConfusion: confusion)
        tellOfTroubles(report)
        try pages.write(report)
        try writeResults(report.rendered(as: format))
        try judge(evaluation, report)
    }

    private func queryFolder() throws(CommandFailure) -> FolderWalk {
        do throws(Errno) {
            return try FolderWalk(FilePath(queries))
        } catch .noSuchFileOrDirectory {
            throw CommandFailure(
                .trouble, "cannot evaluate \(queries): there is no such folder; name one that holds a folder a label")
        } catch .notDirectory {
            throw CommandFailure(
                .trouble, "cannot evaluate \(queries): it is a file; name a folder that holds a folder a label")
        } catch {
            throw CommandFailure(.trouble, "cannot evaluate \(queries): the folder cannot be listed (\(error))")
        }
    }

    /// Reads and compares everything.
    private func rankings(_ queries: [ImageFile], _ kernels: Kernels) throws(CommandFailure) -> Rankings {
        try asCommandFailure {
            switch kind {
            case .pixels:
                let search = PixelSearch(
                    options: PixelSearch.Options(
                        reading: pixels.reading, excludesQuery: excludeQuery, threads: execution.threadCount),
                    kernels: kernels)
                let walk = try searchedFolder(gallery.gallery)
                return try withProgress(queries.count + walk.images.count) {
                    try Rankings(queries, in: walk, by: metrics, search, onProgress: $0)
                }
            case .clip:
                let search = CLIPSearch(
                    embedding: try CLIPEmbedder.open(
                        features.model, pixels.reading, threads: execution.threadCount, isQuiet: execution.quiet,
                        kernels: kernels),
                    search: EmbeddingSearch(
                        options: EmbeddingSearch.Options(excludesQuery: excludeQuery, threads: execution.threadCount),
                        kernels: kernels))
                let known = try GalleryIndex(gallery: gallery.gallery, options: index, execution: execution)
                    .gallery(search.key)
                return try withProgress(queries.count + known.gallery.images.count) {
                    try Rankings(queries, in: known.gallery, skipped: known.skipped, search, onProgress: $0)
                }
            }
        }
    }

    private func withProgress<Result>(
        _ total: Int, _ body: (_ onProgress: @escaping @Sendable (Int) -> Void) throws -> Result
    ) rethrows -> Result {
        let progress = ProgressBar("Evaluating", total: total, mode: execution.progressMode)
        defer { progress.finish() }
        return try body { progress.advance(by: $0) }
    }

    private func settings(_ features: FeatureSettings) -> EvaluationReport.Settings {
        EvaluationReport.Settings(
            queries: queries, gallery: gallery.gallery, features: features, orientation: pixels.orientation.rawValue,
            excludesQuery: excludeQuery)
    }

    private func tellOfTroubles(_ report: EvaluationReport) {
        for file in report.unreadable { StandardStreams.writeMessage("cannot read the query \(file.path): \(file.reason)") }
        if !execution.quiet { report.skipped.forEach { StandardStreams.writeMessage("skipped \($0.path): \($0.reason)") } }
    }

    /// Ends the command unless all is well.
    private func judge(_ evaluation: Evaluation, _ report: EvaluationReport) throws(CommandFailure) {
        let failures = require.flatMap { $0.failures(in: evaluation) }
        failures.forEach { StandardStreams.writeMessage($0) }
        if !report.unreadable.isEmpty { throw CommandFailure(.trouble) }
        if execution.strict, !report.skipped.isEmpty {
            throw CommandFailure(
                .trouble, "\(counted(report.skipped.count, "image")) of the gallery could not be read, and --strict was given")
        }
        if !failures.isEmpty { throw CommandFailure(.negative) }
        if evaluation.results.allSatisfy({ $0.queries.allSatisfy { $0.judged == nil } }) {
            throw CommandFailure(
                .negative,
                "nothing was evaluated: no image in \(queries) has a label that an image in \(gallery.gallery) has too")
        }
    }
}
