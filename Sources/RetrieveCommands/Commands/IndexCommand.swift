import ArgumentParser
import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import SystemPackage

/// `retrieve index [GALLERY]`: makes an index, or brings it up to date.
struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Index a folder of images, so that searching it reads a small part of the data.",
        usage: "retrieve index [<gallery>] [options]",
        discussion: """
            A search uses the index of its gallery by itself, and finds exactly what it would find without. Files that
            were added, changed or removed since are noticed at search time; run this again to take them in. Only what
            changed is read.

            An index holds the features of one or more kinds: run this once for each --size and --resample you search with,
            and with --features clip for searches by what pictures are about.

            EXAMPLES
              retrieve index pictures
              retrieve index pictures --store-pixels
              retrieve index pictures --size 97x61 --resample lanczos
              retrieve index pictures --features clip
              retrieve index pictures --features clip --store hnsw --measure-recall
              retrieve index pictures --features clip --store chroma://localhost:8000/pictures
              retrieve index pictures --status

            EXIT STATUS
              0  done; with --status or --verify: sound and up to date
              1  with --status or --verify: damaged or out of date
              2  something could not be read or written
              64 the command line is wrong
            """)

    @Argument(
        help: ArgumentHelp("The folder to index, with all folders below it.", valueName: "gallery"), completion: .directory)
    var gallery = "data/train"

    @Option(
        help: ArgumentHelp("Where the index is kept. (default: .retrieve in the gallery)", valueName: "dir"),
        completion: .directory)
    var index: String?

    @Flag(help: "Keep the resized pixels too, so that a search reads no image files. Once kept, they stay.")
    var storePixels = false

    @Flag(help: "Tell what is in the index and whether it is up to date, and change nothing.")
    var status = false

    @Flag(help: "Read and check every byte of the index, and change nothing.")
    var verify = false

    @OptionGroup(title: "Feature options") var features: FeatureOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Store options") var storeFilling: StoreFillingOptions
    @OptionGroup(title: "Store options") var storeSearch: StoreSearchOptions
    @OptionGroup(title: "Image options") var pixels: PixelOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    private var galleryPath: FilePath { FilePath(gallery) }
    private var folder: FilePath { index.map { FilePath($0) } ?? IndexFolder.standard(for: galleryPath) }

    func validate() throws {
        let conflict = features.conflict(features.kind(), size: pixels.size, resample: pixels.resample)
        if let conflict { throw ValidationError(conflict) }
        if let conflict = store.conflict(features.kind()) { throw ValidationError(conflict) }
        if storePixels, features.kind() == .clip { throw ValidationError("--store-pixels goes with --features pixels.") }
    }

    func run() throws {
        let walk = try searchedFolder(gallery)
        do {
            if status || verify { try inspect(walk) } else { try asCommandFailure { try update(walk) } }
        } catch let error as IndexError {
            throw CommandFailure((status || verify) && error.isDamage ? .negative : .trouble, "\(error)")
        }
    }

    private func update(_ walk: FolderWalk) throws {
        let kernels = try selectedKernels()
        let start = ContinuousClock.now
        let embedding = try openModel(kernels)
        let builder = builder(embedding, kernels)
        let progress = ProgressBar("Indexing", total: walk.images.count, mode: execution.progressMode)
        defer { progress.finish() }
        let summary = try builder.update(walk) { progress.advance(by: $0) }
        progress.finish()
        if !execution.quiet {
            for file in summary.skipped { StandardStreams.writeMessage("skipped \(file.path): \(file.reason)") }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let changes =
            "\(summary.added) added, \(summary.changed) changed, \(summary.moved) moved, \(summary.removed) removed, \(summary.skipped.count) skipped"
        let total = "\(counted(summary.images, "image")) and \(summary.byteCount) bytes in \(folder)"
        try writeResults(Array("\(changes); \(total), \(tenths(seconds)) s\n".utf8))
        if let embedding {
            let filling = StoreFilling(
                options: storeFilling, ef: storeSearch.candidates, folder: folder, gallery: galleryPath,
                embedding: embedding, execution: execution)
            let command = store.choice.fillingCommand(
                gallery: gallery, index: index, metric: storeFilling.metric, model: features.model,
                appliesOrientation: pixels.orientation == .exif)
            let line = try asCommandFailure(fillingBy: command) { try filling(store.choice) }
            if let line { try writeResults(Array(line.utf8)) }
        }
        if execution.strict, !summary.skipped.isEmpty {
            throw CommandFailure(
                .trouble, "\(counted(summary.skipped.count, "file")) could not be read, and --strict was given")
        }
    }

    /// Nil where pixels are indexed.
    private func openModel(_ kernels: Kernels) throws(CommandFailure) -> ImageEmbedding? {
        guard features.kind() == .clip else { return nil }
        return try CLIPEmbedder.open(
            features.model, pixels.reading, threads: execution.threadCount, isQuiet: execution.quiet, kernels: kernels)
    }

    private func builder(_ embedding: ImageEmbedding?, _ kernels: Kernels) -> IndexBuilder {
        guard let embedding else {
            return IndexBuilder(
                folder: folder, gallery: galleryPath, reading: pixels.reading, storesPixels: storePixels,
                threads: execution.threadCount, kernels: kernels)
        }
        return IndexBuilder(
            folder: folder, gallery: galleryPath, reading: embedding.reading, embedder: embedding.embedder,
            threads: execution.threadCount, kernels: kernels)
    }

    private func inspect(_ walk: FolderWalk) throws {
        let inspection = try IndexInspection(
            folder, walk, gallery: galleryPath, threads: execution.threadCount, isThorough: verify)
        var lines: [String] = []
        var isSound = true
        for collection in inspection.collections {
            let pixels = collection.storesPixels ? ", with pixels" : ""
            let state: String
            if let staleness = collection.staleness {
                state = staleness.isNone ? "up to date" : "out of date: \(staleness.summary)"
                if !staleness.isNone { isSound = false }
            } else {
                state = "damaged"
                isSound = false
            }
            let unreadable = collection.unreadableFiles > 0 ? ", \(counted(collection.unreadableFiles, "unreadable file"))" : ""
            lines.append(
                "\(collection.summary)\(pixels): \(counted(collection.images, "image"))\(unreadable), \(collection.byteCount) bytes, \(state)\n"
            )
            collection.damage.forEach { StandardStreams.writeMessage($0) }
        }
        if lines.isEmpty { lines.append("the index in \(folder) is empty\n") }
        try writeResults(Array(lines.joined().utf8))
        if !isSound { throw CommandFailure(.negative) }
    }
}

extension IndexedGallery.Staleness {
    /// As in `3 new, 1 changed, 2 gone`.
    var summary: String { "\(new) new, \(changed) changed, \(gone) gone" }
}

/// With one digit after the point.
private func tenths(_ value: Double) -> String {
    let rounded = Int((value * 10).rounded())
    return "\(rounded / 10).\(rounded % 10)"
}
