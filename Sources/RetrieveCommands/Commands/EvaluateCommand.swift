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
import VectorStores

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
              retrieve evaluate --features clip --store flat --store hnsw

            MEASURES, means over the queries that have a relevant image in the gallery
              P@k        the share of relevant images among the first k hits
              recall@k   the share of the relevant images that are among the first k hits
              MRR        1 / the rank of the first relevant image
              mAP        the mean of the precisions at the ranks of all relevant images
              overlap@k  the share of the first k hits of --store flat that are found, too

            STORES
              With --store hnsw or chroma://, a store is asked for the k best of a query,
              and all measures are of that answer: what is not in it counts as not found.
              MRR and mAP end there, for flat as well, and are named MRR@k and mAP@k. The
              time is the mean of queries asked one by one, and the store's alone.

            INDEX
              With --features clip, embeddings are taken from the gallery's index as in a
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
    @OptionGroup(title: "Store options") var store: EvaluatedStoreOptions
    @OptionGroup(title: "Store options") var storeSearch: StoreSearchOptions
    @OptionGroup(title: "Index options") var index: IndexOptions
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
        if let conflict = store.conflict(kind, metrics: metric?.meansAll == true ? nil : metrics) {
            throw ValidationError(conflict)
        }
        guard format != .csv || !byLabel || !confusion else {
            throw ValidationError("--format csv prints one table; give --by-label or --confusion.")
        }
        for requirement in require { try check(requirement) }
    }

    private func check(_ requirement: Requirement) throws {
        let hasExact = store.choices.contains(where: \.kind.isExact) && store.choices.count > 1
        let measures = store.areAsked ? Measure.ofFirst(top, hasExact: hasExact) : Measure.all(top: top)
        let names = measures.map(\.name)
        guard names.contains(requirement.measure) else {
            throw ValidationError(
                "--require names '\(requirement.measure)'; the measures are \(names.joined(separator: ", ")).")
        }
        guard let metric = requirement.metric else { return }
        guard metrics.contains(metric) else {
            throw ValidationError("--require names \(metric.rawValue), which --metric does not.")
        }
        guard store.choices.isEmpty || store.choices.contains(where: { $0.kind.metrics.contains(metric) }) else {
            throw ValidationError("--require names \(metric.rawValue), which --store cannot be searched by.")
        }
    }

    var kind: Features { features.kind() }
    var metrics: [Metric] { metric?.metrics ?? [kind.standardMetric] }

    func run() throws {
        let kernels = try selectedKernels()
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html),
            pictures: PictureLoader(reading: pixels.reading, threads: execution.threadCount, kernels: kernels),
            progressMode: execution.progressMode)
        try pages.check()
        let queryWalk = try queryFolder()
        let judged = try judged(queryWalk.images, kernels)
        let report = EvaluationReport(
            judged.evaluation, settings: settings(judged.features), unreadable: queryWalk.skipped + judged.unreadable,
            skipped: judged.skipped.sorted { $0.path.precedesBytewise($1.path) }, showsLabels: byLabel,
            showsConfusion: confusion)
        tellOfTroubles(report)
        try pages.write(report)
        try writeResults(report.rendered(as: format))
        try judge(report)
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
    private func judge(_ report: EvaluationReport) throws(CommandFailure) {
        let failures = require.flatMap { $0.failures(in: report.evaluation) }
        failures.forEach { StandardStreams.writeMessage($0) }
        if !report.unreadable.isEmpty { throw CommandFailure(.trouble) }
        if execution.strict, !report.skipped.isEmpty {
            throw CommandFailure(
                .trouble, "\(counted(report.skipped.count, "image")) of the gallery could not be read, and --strict was given")
        }
        if !failures.isEmpty { throw CommandFailure(.negative) }
        if report.evaluation.results.allSatisfy({ $0.queries.allSatisfy { $0.judged == nil } }) {
            throw CommandFailure(
                .negative,
                "nothing was evaluated: no image in \(queries) has a label that an image in \(gallery.gallery) has too")
        }
    }
}
