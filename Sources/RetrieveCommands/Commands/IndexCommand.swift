import ArgumentParser
import FeatureIndex
import Gallery
import Imaging
import Metrics
import Search
import SystemPackage
import VectorStores

/// `retrieve index [GALLERY]`: makes an index, or brings it up to date.
struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Index a folder of images, so that searches of it are fast.",
        usage: """
            retrieve index [<gallery>] [options]
            retrieve index --merge <dir> ... --index <dir>
            """,
        discussion: Self.help)

    @Argument(
        help: ArgumentHelp(
            "The folder to index, including its subfolders. (default: \(SearchRequest.standardGallery))", valueName: "gallery"),
        completion: .directory)
    var gallery: String?

    @Option(
        help: ArgumentHelp("The folder of the index. (default: .retrieve in the gallery)", valueName: "dir"),
        completion: .directory)
    var index: String?

    @Flag(help: "Also store the resized pixels, so that a search reads no image files; later runs keep storing them.")
    var storePixels = false

    @Flag(help: "Report the contents of the index and whether it is up to date; change nothing.")
    var status = false

    @Flag(help: "Read and check every byte of the index, and compare it with the files' contents; change nothing.")
    var verify = false

    @Option(
        help: ArgumentHelp(
            "Index one of N parts of the gallery, told apart by a hash of each path; from 1/N to N/N. Goes with --index.",
            valueName: "i/n"), transform: GalleryShard.parse)
    var shard: GalleryShard?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Join these indexes of parts of a gallery to the one at --index; no image is read.", valueName: "dir"),
        completion: .directory)
    var merge: [String] = []

    @Flag(help: "With --merge: join embeddings of different kinds of processors, whose last digits may differ.")
    var mixProcessors = false

    @OptionGroup(title: "Gallery options") var selection: SelectionOptions
    @OptionGroup(title: "Feature options") var features: FeatureOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Store options") var filling: FillingOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Image options") var reading: ReadingOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    private var kind: Features { features.features ?? .pixels }

    func validate() throws {
        try FeatureChoice(features, pixels).check(kind)
        try store.store?.check(kind, metrics: [])
        try store.store?.check(selection.selection())
        try checkMerging()
        if shard != nil, index == nil {
            throw ValidationError("--shard goes with --index, which names the folder of the shard's own index.")
        }
        if storePixels, kind != .pixels { throw ValidationError("--store-pixels goes with --features pixels.") }
    }

    func run() throws {
        if !merge.isEmpty, let index { return try mergeParts(into: FilePath(index)) }
        let request = try request()
        let phrasing = Phrasing(SearchRequest(request))
        let indexing = GalleryIndexing(request, observer: TerminalObserver(execution, phrasing: phrasing))
        if status || verify {
            let report = try phrasing.inspecting { IndexStatus(try indexing.inspect(isThorough: verify), request.folder) }
            (report.damage + report.differing.map(phrasing.differingContents)).forEach { Messages.write($0) }
            try writeResults(Array(report.text.utf8))
            if !report.isSound { throw CommandFailure(.negative) }
        } else {
            try update(indexing, request, phrasing)
        }
    }

    private func update(_ indexing: GalleryIndexing, _ request: IndexRequest, _ phrasing: Phrasing) throws {
        let start = ContinuousClock.now
        var skippedCount = 0
        let filled = try phrasing.reporting {
            try indexing.update(describe: phrasing.reason) { summary in
                skippedCount = summary.skipped.count
                phrasing.report(phrasing.entries(summary.skipped), execution)
                try writeResults(
                    IndexSummary(summary, request.folder, seconds: (ContinuousClock.now - start) / .seconds(1)).bytes)
            }
        }
        if let filled {
            phrasing.lowRecall(filled).map(Messages.write)
            try writeResults(
                phrasing.bytes(for: filled, in: request.store, showsRecall: request.storeSettings.measuresRecall))
        }
        try execution.refuse(skippedCount)
    }

    private func request() throws -> IndexRequest {
        let features: FeatureRequest =
            switch kind {
            case .pixels: .pixels(try PixelReader.Options(pixels, reading))
            case .embedding: .embeddings(ModelRequest(features.model, reading))
            }
        var selection = selection.selection()
        selection.shard = shard
        return IndexRequest(
            gallery: gallery.map { FilePath($0) } ?? SearchRequest.standardGallery, selection: selection,
            folder: index.map { FilePath($0) }, features: features, storesPixels: storePixels,
            store: store.store ?? .flat,
            storeSettings: StoreSettings(store.examining, filling), resources: try execution.resources())
    }
}

extension SearchRequest {
    /// A search that uses what `index` makes.
    fileprivate init(_ index: IndexRequest) {
        self.init(
            galleries: [GalleryRequest(folder: index.gallery, index: .at([index.folder]), selection: index.selection)],
            features: index.features,
            metric: index.features.kind == .embedding ? index.storeSettings.metric : nil, store: index.store,
            storeSettings: index.storeSettings, resources: index.resources)
    }
}
