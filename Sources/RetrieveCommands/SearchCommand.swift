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
              retrieve photo.jpg -g pictures --preview
              retrieve data/test --figure hits.pdf
              retrieve data/test --html hits.html --quiet
              retrieve data/test --format csv > hits.csv
              find . -name '*.png' -print0 | retrieve - -0 --format json
              retrieve photo.jpg -g pictures --format paths -0 | xargs -0 cp -t similar

            METRICS
              l1, l2, mse           distances: smaller is more alike
              cosine, correlation   similarities: larger is more alike

            LABELS
              The first folder below the gallery is an image's label: Orange is that of
              data/train/Orange/3.jpg. A query whose folder is named so has the label too.

            ENVIRONMENT
              RETRIEVE_PREVIEW  how --preview shows pictures: kitty, iterm2, sixel, blocks
                                (default: what the terminal is known to understand)
              RETRIEVE_SIMD     what to compute with: scalar, neon, avx2, avx512
                                (default: the fastest the processor has)

            EXIT STATUS
              0  done
              1  nothing matched
              2  something could not be read or written
              64 the command line is wrong
            """)

    @Argument(
        help: ArgumentHelp(
            "Images to look for. A folder stands for all images in it, - for the paths on standard input.",
            valueName: "query"), completion: .file())
    var queries: [String]

    @OptionGroup(title: "Gallery options") var gallery: GalleryOptions
    @OptionGroup(title: "Search options") var match: MatchOptions
    @OptionGroup(title: "Index options") var index: IndexOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Output options") var output: OutputOptions
    @OptionGroup(title: "Picture options") var pictures: PictureOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        if pictures.preview, output.format != .text {
            throw ValidationError("--preview goes with --format text only.")
        }
    }

    func run() throws {
        let kernels = try selectedKernels()
        let shown = try SearchOutput(
            output, pictures, PictureLoader(reading: pixels.reading, threads: execution.threadCount, kernels: kernels),
            execution)
        let queryPaths = QueryPaths(queries, separator: output.null ? 0 : UInt8(ascii: "\n"))
        let search = PixelSearch(
            options: PixelSearch.Options(
                reading: pixels.reading, metric: match.metric, limit: match.limit, threshold: match.threshold,
                excludesQuery: match.excludeQuery, threads: execution.threadCount),
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
        let report = SearchReport(
            features: "pixels", metric: match.metric, size: "\(pixels.size)", queries: results, skipped: skipped,
            isHeaded: queryPaths.areSeveral)
        try shown.write(report, labelled: labelled(report, found.images))

        if !failures.isEmpty { throw CommandFailure(.trouble) }
        if execution.strict, !skipped.isEmpty {
            throw CommandFailure(
                .trouble, "\(counted(skipped.count, "image")) of the gallery could not be read, and --strict was given")
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

    private func labelled(_ report: SearchReport, _ images: [ImageFile]) -> LabelledReport {
        LabelledReport(
            report, gallery: gallery.gallery, limit: match.limit, options: shownOptions,
            labels: Set(images.compactMap(\.label)), currentFolder: FilePath(currentFolder))
    }

    /// What pictures tell of the options besides the metric, the size and the number of hits.
    private var shownOptions: [LabelledReport.Option] {
        var options = [LabelledReport.Option("Resized by", pixels.resample.rawValue)]
        if let threshold = match.threshold { options.append(LabelledReport.Option("Threshold", "\(threshold)")) }
        if match.excludeQuery { options.append(LabelledReport.Option("The query itself", "left out")) }
        if pixels.orientation == .ignore { options.append(LabelledReport.Option("Orientation", "ignored")) }
        return options
    }

    private func emptyMessage(_ images: [ImageFile]) -> String {
        if images.isEmpty { return "nothing matched: \(gallery.gallery) holds no .jpg, .jpeg or .png files" }
        return match.threshold == nil
            ? "nothing matched: no image in \(gallery.gallery) is left to compare with"
            : "nothing matched: no image in \(gallery.gallery) is as good as --threshold asks"
    }
}
