import ArgumentParser
import Evaluation
import FeatureIndex
import Files
import Gallery
import Imaging
import Metrics
import Reports
import Search
import SystemPackage
import VectorStores

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
              retrieve check --update baseline.json street.jpg --add "at night" -g pictures
              retrieve check baseline.json
              retrieve check baseline.json --junit check.xml --html check.html
              retrieve check baseline.json --store hnsw
              retrieve check --update baseline.json

            STORES
              Searches are made again in the store they were recorded with. A baseline of
              --store flat, which compares with all, can be held against another one: given
              with --store, its hits and scores must be those that are recorded.

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

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "With --update: a text to record a search for; implies --features clip. May be repeated.", valueName: "text"))
    var text: [String] = []

    @OptionGroup(title: "Recorded search options") var options: BaselineOptions
    @OptionGroup(title: "Index options") var index: IndexOptions

    @Option(help: ArgumentHelp("Refuse images of more pixels than this many millions.", valueName: "n"))
    var maxMegapixels = 179

    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more.") }
        guard maxMegapixels > 0 else { throw ValidationError("--max-megapixels must be at least 1.") }
        guard update || queries.isEmpty && text.isEmpty else {
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
        let recorded = try Baseline(at: path)
        let pages = PictureFiles(
            options: PictureFiles.Names(html: html),
            pictures: PictureLoader(
                reading: PixelReader.Options(
                    appliesOrientation: recorded.options.appliesOrientation, maximumMegapixels: maxMegapixels),
                threads: execution.threadCount, kernels: try selectedKernels()),
            progressMode: execution.progressMode)
        try pages.check()
        try options.check(recorded.options.compared.features, hasTexts: !text.isEmpty)
        let search = search
        let model = try search.openModel(recorded.options, recorded.options.compared.features)
        let found = try search(
            searched(recorded.options), model,
            for: recorded.queries.map { RecordedQuery(name: $0.name, isText: $0.isText) })
        let queries = zip(recorded.queries, found.hits).map { query, result in
            switch result {
            case .success(let hits): BaselineComparison.Query(query, found: hits, tolerance: tolerance)
            case .failure(.vanished): BaselineComparison.Query(query, .vanishedQuery)
            case .failure(.unreadable(let reason)): BaselineComparison.Query(query, .unreadableQuery(reason: reason))
            }
        }
        let comparison = BaselineComparison(
            features: recorded.options.compared.features, metric: recorded.options.metric,
            general: try options.changes(
                from: recorded.options, model: model.map { Baseline.Model($0.reading.space) }, folder: folder)
                + recorded.newlySkipped(found.skipped),
            queries: queries)
        let report = ComparisonReport(comparison, file: baseline)
        if let junit { try RetrieveCommands.write(report.junit(), to: FilePath(junit)) }
        try pages.write(report, folder: folder)
        try writeResults(report.text())
        try refuseSkipped(found)
        if !comparison.isSame { throw CommandFailure(.negative) }
    }

    private var search: BaselineSearch {
        BaselineSearch(
            path: path, folder: folder, model: options.features.model, orientation: options.orientation, index: index,
            maximumMegapixels: maxMegapixels, execution: execution)
    }

    /// What is recorded; where everything was compared, another store can be asked whether it finds the same.
    private func searched(_ recorded: Baseline.Options) throws(CommandFailure) -> Baseline.Options {
        guard recorded.store == nil, let store = options.recordableStore(nil) else { return recorded }
        if !execution.quiet {
            StandardStreams.writeMessage(
                "store: \(StoreAddress.flat) -> \(store.name); what it finds is compared with what is recorded")
        }
        var searched = recorded
        searched.store = store
        return searched
    }

    private func refuseSkipped(_ found: RecordedHits) throws(CommandFailure) {
        guard execution.strict, !found.skipped.isEmpty else { return }
        throw CommandFailure(
            .trouble, "\(counted(found.skipped.count, "image")) of the gallery could not be read, and --strict was given")
    }

    // MARK: Recording

    private func write() throws {
        guard (try? FileStatus(of: folder).kind) == .directory else {
            throw CommandFailure(.trouble, "cannot write \(path): there is no folder \(folder); make it first")
        }
        let recorded = queries.isEmpty && text.isEmpty ? try Baseline(at: path) : nil
        let queries =
            try recorded?.queries.map { RecordedQuery(name: $0.name, isText: $0.isText) } ?? givenQueries()
        let kind = options.kind(recorded?.options, hasTexts: !text.isEmpty || !options.added.given.isEmpty)
        try options.check(kind, hasTexts: !text.isEmpty)
        let search = search
        let model = try search.openModel(recorded?.options, kind)
        let options = try options.applied(
            to: recorded?.options, model: model.map { Baseline.Model($0.reading.space) }, folder: folder)
        let found = try search(options, model, for: queries)
        var searches: [Baseline.Query] = []
        for (query, result) in zip(queries, found.hits) {
            let name = query.name
            switch result {
            case .success(let hits): searches.append(Baseline.Query(name, isText: query.isText, hits: hits))
            case .failure(.vanished):
                throw CommandFailure(.trouble, "cannot record the query \(name): there is no such file; nothing was written")
            case .failure(.unreadable(let reason)):
                throw CommandFailure(.trouble, "cannot record the query \(name): \(reason); nothing was written")
            }
        }
        if !execution.quiet {
            found.skipped.forEach { StandardStreams.writeMessage("skipped \($0.path): \($0.reason)") }
        }
        try refuseSkipped(found)
        let baseline = Baseline(options: options, skipped: found.skipped, queries: searches)
        try RetrieveCommands.write(baseline.rendered(), to: path)
        let hits = searches.reduce(0) { $0 + $1.hits.count }
        let count = searches.count == 1 ? "1 query" : "\(searches.count) queries"
        try writeResults(Array("\(count), \(counted(hits, "hit")): recorded in \(path)\n".utf8))
    }

    private func givenQueries() throws(CommandFailure) -> [RecordedQuery] {
        let queryPaths = QueryPaths(queries, separator: UInt8(ascii: "\n"))
        if let failure = queryPaths.failures.first { throw CommandFailure(.trouble, failure) }
        return try queryPaths.paths.map { path throws(CommandFailure) in
            RecordedQuery(name: try recordablePath(path, from: folder), isText: false)
        } + text.map { RecordedQuery(name: $0, isText: true) }
    }
}
