import ArgumentParser
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Reports
import Search
import SystemPackage

/// `retrieve QUERY…`: the images of the gallery most like each query.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the images in a folder that are most like a query image.",
        usage: "retrieve <query> ... [options]",
        discussion: """
            Prints the best hits of each query, best first, one a line: the score, a tab, the path.

            EXAMPLES
              retrieve photo.jpg --gallery pictures
              retrieve photo.jpg -g pictures --metric cosine --top 20
              retrieve data/test --format csv > hits.csv
              find . -name '*.png' -print0 | retrieve - -0 --format json
              retrieve photo.jpg -g pictures --format paths -0 | xargs -0 cp -t similar

            METRICS
              l1, l2, mse           distances: smaller is more alike
              cosine, correlation   similarities: larger is more alike

            EXIT STATUS
              0  done
              1  nothing matched
              2  something could not be read or written
              64 the command line is wrong
            """)

    @Argument(
        help: ArgumentHelp(
            "Images to look for. A folder stands for all images in it, - for the paths on standard input.",
            valueName: "query"))
    var queries: [String]

    @OptionGroup(title: "Gallery options") var gallery: GalleryOptions

    @Option(name: .shortAndLong, help: "How images are compared.")
    var metric = Metric.l1

    @Option(
        name: [.customShort("k"), .long], parsing: .unconditional,
        help: ArgumentHelp("Hits a query; 0 for all.", valueName: "n"))
    var top = 5

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Keep only hits at least this good: scores up to it for distances, from it for similarities.", valueName: "score"))
    var threshold: Double?

    @Flag(help: "Leave the query file itself out of its hits.")
    var excludeQuery = false

    @OptionGroup(title: "Index options") var index: IndexOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Output options") var output: OutputOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard top >= 0 else { throw ValidationError("--top must be 0 (all hits) or more.") }
        if let threshold, threshold.isNaN { throw ValidationError("--threshold must be a number.") }
    }

    func run() throws {
        let kernels = try selectedKernels()
        let queryPaths = QueryPaths(queries, separator: output.null ? 0 : UInt8(ascii: "\n"))
        let search = PixelSearch(
            options: PixelSearch.Options(
                reading: pixels.reading, metric: metric, limit: top == 0 ? nil : top, threshold: threshold,
                excludesQuery: excludeQuery, threads: execution.threadCount),
            kernels: kernels)

        let (queries, failures) = readQueries(queryPaths, with: search)
        for failure in failures { StandardStreams.writeMessage(failure) }
        guard !queries.isEmpty else { throw CommandFailure(.trouble) }

        let found = try GallerySearch(gallery: gallery.gallery, index: index, execution: execution, search: search)(queries)
        let skipped = found.skipped.sorted { $0.path.precedesBytewise($1.path) }
        if !execution.quiet { skipped.forEach { StandardStreams.writeMessage("skipped \($0.path): \($0.reason)") } }
        let results = zip(queries, found.outcome.hits).map { query, hits in
            QueryHits(query: query.path, hits: hits.map { hit(at: $0, in: found.images) })
        }
        try write(results, skipped: skipped, isHeaded: queryPaths.areSeveral)

        if !failures.isEmpty { throw CommandFailure(.trouble) }
        if execution.strict, !skipped.isEmpty {
            throw CommandFailure(.trouble, "\(counted(skipped.count, "image")) of the gallery could not be read, and --strict was given")
        }
        if results.allSatisfy({ $0.hits.isEmpty }) { throw CommandFailure(.negative, emptyMessage(found.images)) }
    }

    private func readQueries(_ queryPaths: QueryPaths, with search: PixelSearch) -> ([QueryImage], [String]) {
        var queries: [QueryImage] = []
        var failures = queryPaths.failures
        for (path, result) in zip(queryPaths.paths, search.readQueries(queryPaths.paths)) {
            switch result {
            case .success(let query): queries.append(query)
            case .failure(let error): failures.append("cannot read the query \(path): \(error)")
            }
        }
        return (queries, failures)
    }

    private func hit(at scored: ScoredIndex, in images: [ImageFile]) -> Hit {
        Hit(path: images[scored.index].path, label: images[scored.index].label, score: scored.score)
    }

    private func write(_ results: [QueryHits], skipped: [SkippedFile], isHeaded: Bool) throws {
        let report = SearchReport(
            features: "pixels", metric: metric, size: "\(pixels.size)", queries: results, skipped: skipped, isHeaded: isHeaded)
        try writeResults(report.rendered(as: output.format, endsWithNull: output.null))
    }

    private func emptyMessage(_ images: [ImageFile]) -> String {
        if images.isEmpty { return "nothing matched: \(gallery.gallery) holds no .jpg, .jpeg or .png files" }
        return threshold == nil
            ? "nothing matched: no image in \(gallery.gallery) is left to compare with"
            : "nothing matched: no image in \(gallery.gallery) is as good as --threshold asks"
    }
}
