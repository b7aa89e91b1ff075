import Files
import ArgumentParser
import Gallery
import Metrics
import Reports
import Search
import SystemPackage

/// `retrieve QUERY…`: the images of the gallery most like each query.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the images in a folder that are most similar to a query image.",
        usage: "retrieve <query> ... [options]",
        discussion: Self.help)

    @Argument(
        help: ArgumentHelp(
            "Images to search for: files, or addresses of http and https; a folder stands for all images in it, - for paths read from standard input.",
            valueName: "query"), completion: .file())
    var queries: [String] = []

    @Option(
        help: ArgumentHelp(
            "Search one of N parts of the gallery, as 'retrieve index' has them; 'retrieve merge' joins the results.",
            valueName: "i/n"), transform: GalleryShard.parse)
    var shard: GalleryShard?

    @OptionGroup(title: "Query options") var words: TextOptions
    @OptionGroup var options: SearchOptions
    @OptionGroup(title: "Output options") var output: OutputOptions
    @OptionGroup(title: "Picture options") var pictures: PictureOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard !queries.isEmpty || !words.text.isEmpty || !options.terms.given.isEmpty else {
            throw ValidationError("Missing expected argument '<query> ...'")
        }
        try options.check(hasTexts: !words.text.isEmpty)
        if pictures.preview, output.format != .text {
            throw ValidationError("--preview goes with --format text only.")
        }
    }

    func run() throws {
        var request = try options.request(hasTexts: !words.text.isEmpty, resources: try execution.resources())
        for gallery in request.galleries.indices { request.galleries[gallery].selection.shard = shard }
        try request.store.check(request.galleries)
        let phrasing = Phrasing(request)
        let shown = try SearchOutput(output, pictures, PictureLoader(request), execution)
        let paths = QueryPaths(
            queries, separator: output.separator,
            keepsRemote: pictures.preview || pictures.figure != nil || pictures.html != nil)
        paths.failures.forEach { Messages.write(phrasing.sentence(forQuery: $0)) }
        let sources = paths.images.map { QuerySource.image($0) } + words.text.map { .text($0) }
        guard !sources.isEmpty || paths.failures.isEmpty else { throw CommandFailure(.trouble) }

        let result = try phrasing.reporting {
            let observer = TerminalObserver(execution, isVerbose: options.index.verbose, phrasing: phrasing)
            return try SearchEngine(request, observer: observer).search(sources)
        }
        result.failures.forEach { Messages.write(phrasing.sentence(forQuery: $0)) }
        guard !result.queries.isEmpty else { throw CommandFailure(.trouble) }
        let skipped = phrasing.entries(result.skipped)
        phrasing.report(skipped, execution)
        let isHeaded = result.answers.count + paths.failures.count > 1
        let report = SearchReport(result, of: request, skipped: skipped, isHeaded: isHeaded)
        try shown.write(report, labelled: LabelledReport(report, result, of: request))

        if !result.failures.isEmpty || !paths.failures.isEmpty { throw CommandFailure(.trouble) }
        try execution.refuse(skipped)
        if result.queries.allSatisfy(\.hits.isEmpty) {
            throw CommandFailure(.negative, phrasing.nothingMatched(result))
        }
    }
}
