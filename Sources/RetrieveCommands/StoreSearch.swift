import FeatureIndex
import Files
import Gallery
import Search
import SystemPackage
import VectorStores

/// Searches embeddings of a gallery in the store that was chosen.
struct StoreSearch {
    let store: StoreAddress
    /// Candidates that a graph looks at for each query.
    let ef: Int
    let gallery: String
    let index: IndexOptions
    /// As on the command line.
    let model: ModelOptions
    let execution: RunOptions
    let search: CLIPSearch

    func callAsFunction(_ queries: [EmbeddingQuery]) throws(CommandFailure) -> FoundHits {
        try asCommandFailure(fillingBy: filling) {
            let opening = GalleryIndex(store: store, gallery: gallery, options: index, execution: execution)
            let (indexed, skipped) = try opening.gallery(search.key)
            let progress = ProgressBar(
                "Searching", total: indexed.places.count { $0 == nil } - indexed.failures.count, mode: execution.progressMode)
            defer { progress.finish() }
            let opened = try store.open(
                StoreGallery(indexed, gallery: gallery, index: index, search.embedding, execution), settings
            ) { progress.advance(by: $0) }
            tellOfChanges(opened.staleness)
            let answer = try opened.search(queries, search.search.options)
            if index.verbose { answer.scope.tell() }
            return FoundHits(images: answer.images, hits: answer.hits, skipped: skipped + opened.skipped)
        }
    }

    private var settings: StoreSettings {
        var settings = StoreSettings()
        settings.candidates = ef
        settings.token = chromaToken
        return settings
    }

    private var filling: String {
        store.fillingCommand(
            gallery: gallery, index: index.index, metric: search.search.options.metric, model: model,
            appliesOrientation: search.embedding.reading.appliesOrientation)
    }

    private func tellOfChanges(_ staleness: IndexedGallery.Staleness) {
        guard !staleness.isNone, !execution.quiet else { return }
        let isIndex = !store.kind.isFilled || store.kind.needsIndex
        StandardStreams.writeMessage(
            "\(isIndex ? "the index of \(gallery)" : "\(store)") is out of date (\(staleness.summary)); the results are right all the same, and '\(store.kind.isFilled ? filling : "retrieve index \(gallery) --features clip")' makes searching fast again"
        )
    }
}

/// What a Chroma server knows its user by.
var chromaToken: String? { StandardStreams.environment("CHROMA_TOKEN") }

extension StoreGallery {
    init(
        _ indexed: IndexedGallery, gallery: String, index: IndexOptions, _ embedding: ImageEmbedding, _ execution: RunOptions
    ) {
        self.init(
            root: FilePath(gallery), indexFolder: index.folder(of: gallery), indexed: indexed, embedding: embedding,
            isTrusted: index.trustIndex, threads: execution.threadCount)
    }
}

extension GalleryIndex {
    /// The index of embeddings, for `store`, which itself tells how the gallery has changed.
    init(store: StoreAddress, gallery: String, options: IndexOptions, execution: RunOptions) {
        self.init(
            gallery: gallery, options: options, execution: execution, tellsOfChanges: false,
            isNeeded: !store.kind.isFilled || store.kind.needsIndex)
    }
}

extension StoreAnswer.Scope {
    /// Says on standard error how much of a store was looked at.
    func tell() {
        switch self {
        case .all(let indexed, let new):
            StandardStreams.writeMessage(
                "compared with \(counted(indexed, "embedding")) of the index, and with \(new) made now")
        case .candidates(let candidates, let count):
            StandardStreams.writeMessage(
                "looked at \(candidates) candidates a query in a graph of \(counted(count, "embedding"))")
        case .unknown: break
        }
    }
}
