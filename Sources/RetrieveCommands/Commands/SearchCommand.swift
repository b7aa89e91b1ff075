import ArgumentParser
import Embeddings
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
              retrieve photo.jpg -g pictures --features clip
              retrieve --text "a red bus" -g pictures
              retrieve street.jpg --add "at night" --subtract 0.5:cars -g pictures
              retrieve data/test --figure hits.pdf
              retrieve data/test --html hits.html --quiet
              retrieve data/test --format csv > hits.csv
              find . -name '*.png' -print0 | retrieve - -0 --format json
              retrieve photo.jpg -g pictures --format paths -0 | xargs -0 cp -t similar

            METRICS
              l1, l2, mse           distances: smaller is more alike
              cosine, correlation   similarities: larger is more alike

            FEATURES
              pixels   the colours, place by place, at a common size
              clip     what the picture is about, by a CLIP model; also for --text, and for
                       sums: a query's embedding plus those of --add, less those of
                       --subtract, each of length 1 and times its weight

            LABELS
              The first folder below the gallery is an image's label: Orange is that of
              data/train/Orange/3.jpg. A query whose folder is named so has the label too.

            ENVIRONMENT
              RETRIEVE_MODEL    the CLIP model, unless --model names one
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
    var queries: [String] = []

    @OptionGroup(title: "Query options") var words: WordOptions
    @OptionGroup(title: "Gallery options") var gallery: GalleryOptions
    @OptionGroup(title: "Search options") var match: MatchOptions
    @OptionGroup(title: "Feature options") var features: FeatureOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Store options") var storeSearch: StoreSearchOptions
    @OptionGroup(title: "Index options") var index: IndexOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Output options") var output: OutputOptions
    @OptionGroup(title: "Picture options") var pictures: PictureOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard !queries.isEmpty || !words.given.isEmpty else {
            throw ValidationError("Missing expected argument '<query> ...'")
        }
        if let conflict = features.conflict(
            kind, size: pixels.size, resample: pixels.resample, texts: words.given)
        {
            throw ValidationError(conflict)
        }
        if let conflict = store.conflict(kind, metric: metric) { throw ValidationError(conflict) }
        if store.choice.kind.needsIndex, index.noIndex {
            throw ValidationError("--store \(store.choice) goes with an index, where its graph is; leave out --no-index.")
        }
        if pictures.preview, output.format != .text {
            throw ValidationError("--preview goes with --format text only.")
        }
    }

    private var kind: Features { features.kind(hasTexts: !words.given.isEmpty) }
    private var metric: Metric { match.metric ?? kind.standardMetric }

    func run() throws {
        let kernels = try selectedKernels()
        let shown = try SearchOutput(
            output, pictures, PictureLoader(reading: pixels.reading, threads: execution.threadCount, kernels: kernels),
            execution)
        let paths = QueryPaths(queries, separator: output.null ? 0 : UInt8(ascii: "\n"))
        switch kind {
        case .pixels:
            let search = PixelSearch(
                options: PixelSearch.Options(
                    reading: pixels.reading, metric: metric, limit: match.limit, threshold: match.threshold,
                    excludesQuery: match.excludeQuery, threads: execution.threadCount),
                kernels: kernels)
            let find = GallerySearch(gallery: gallery.gallery, index: index, execution: execution, search: search)
            try run(SearchedQueries(paths, with: search), shown, model: nil, find: find.callAsFunction)
        case .clip:
            let search = CLIPSearch(
                embedding: try CLIPEmbedder.open(
                    features.model, pixels.reading, threads: execution.threadCount, isQuiet: execution.quiet, kernels: kernels),
                search: EmbeddingSearch(
                    options: StoreRequest(
                        metric: metric, limit: match.limit, threshold: match.threshold, excludesQuery: match.excludeQuery,
                        threads: execution.threadCount),
                    kernels: kernels))
            let find = StoreSearch(
                store: store.choice, ef: storeSearch.candidates, gallery: gallery.gallery, index: index, model: features.model,
                execution: execution, search: search)
            try run(
                SearchedQueries(paths, words, with: search), shown, model: search.embedding.reading.space,
                find: find.callAsFunction)
        }
    }

    /// - Parameter model: What made the embeddings, where there are any.
    private func run<Query>(
        _ queries: SearchedQueries<Query>, _ shown: SearchOutput, model: EmbeddingSpace?,
        find: ([Query]) throws(CommandFailure) -> FoundHits
    ) throws {
        for failure in queries.failures { StandardStreams.writeMessage(failure) }
        guard !queries.queries.isEmpty else { throw CommandFailure(.trouble) }

        let found = try find(queries.queries)
        let skipped = found.skipped.sorted { $0.path.precedesBytewise($1.path) }
        if !execution.quiet { skipped.forEach { StandardStreams.writeMessage("skipped \($0.path): \($0.reason)") } }
        let results = zip(queries.sources, found.hits).map { source, hits in
            QueryHits(query: source, hits: hits.map { hit(at: $0, in: found.images) })
        }
        let report = SearchReport(
            features: kind, metric: metric, size: kind == .pixels ? "\(pixels.reading.size)" : nil, queries: results,
            skipped: skipped, isHeaded: queries.areSeveral)
        try shown.write(report, labelled: labelled(report, found.images, model))

        if !queries.failures.isEmpty { throw CommandFailure(.trouble) }
        if execution.strict, !skipped.isEmpty {
            throw CommandFailure(
                .trouble, "\(counted(skipped.count, "image")) of the gallery could not be read, and --strict was given")
        }
        if results.allSatisfy({ $0.hits.isEmpty }) { throw CommandFailure(.negative, emptyMessage(found.images)) }
    }

    private func hit(at scored: ScoredIndex, in images: [ImageFile]) -> Hit {
        Hit(path: images[scored.index].path, label: images[scored.index].label, score: scored.score)
    }

    private func labelled(_ report: SearchReport, _ images: [ImageFile], _ model: EmbeddingSpace?) -> LabelledReport {
        LabelledReport(
            report, gallery: gallery.gallery, limit: match.limit, options: shownOptions(model),
            labels: Set(images.compactMap(\.label)), currentFolder: FilePath(currentFolder))
    }

    /// What pictures tell of the options besides the metric, the size and the number of hits.
    private func shownOptions(_ model: EmbeddingSpace?) -> [LabelledReport.Option] {
        typealias Option = LabelledReport.Option
        var options =
            model.map { [Option("Model", "\($0.model), \($0.precision)")] }
            ?? [Option("Resized by", pixels.reading.filter.rawValue)]
        if !words.added.add.isEmpty { options.append(Option("Added", words.added.add.joined(separator: ", "))) }
        if !words.added.subtract.isEmpty { options.append(Option("Taken off", words.added.subtract.joined(separator: ", "))) }
        if let threshold = match.threshold { options.append(Option("Threshold", "\(threshold)")) }
        if match.excludeQuery { options.append(Option("The query itself", "left out")) }
        if pixels.orientation == .ignore { options.append(Option("Orientation", "ignored")) }
        return options
    }

    private func emptyMessage(_ images: [ImageFile]) -> String {
        if images.isEmpty { return "nothing matched: \(gallery.gallery) holds no .jpg, .jpeg or .png files" }
        return match.threshold == nil
            ? "nothing matched: no image in \(gallery.gallery) is left to compare with"
            : "nothing matched: no image in \(gallery.gallery) is as good as --threshold asks"
    }
}
