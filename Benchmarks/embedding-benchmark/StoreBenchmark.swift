import ArgumentParser
import Embeddings
import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import SystemPackage
import VectorStores

/// Fills a vector store with the rows of a numpy file, and searches it for those of another: what
/// Benchmarks/embeddings/stores.py puts side by side.
struct StoreBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Measure filling, opening and searching a vector store.")

    @Argument(help: ArgumentHelp("The embeddings: a matrix of float32, as numpy.save writes it.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The queries, likewise.", valueName: "file"))
    var queries: String

    @Option(help: ArgumentHelp("Where the index is, and is made if it is not there.", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("hnsw, or chroma://HOST:PORT/COLLECTION.", valueName: "store"))
    var store = "hnsw"

    @Option(help: ArgumentHelp("Threads that fill the store; queries have one.", valueName: "n"))
    var threads = 2

    /// Prints the seconds of filling, of opening, and of the first query, then what was found of the true 10 nearest neighbours
    /// by cosine, with the milliseconds per query of the store and of comparing with all.
    func run() throws {
        let kernels = try Kernels.selected(by: environmentVariable("RETRIEVE_SIMD"))
        let rows = try EmbeddingMatrix(numpy: FilePath(file))
        let queries = try EmbeddingMatrix(numpy: FilePath(queries))
        let gallery = try gallery(rows, kernels: kernels)
        let unquantized = EmbeddedGallery(gallery.indexed.images, rows, kernels: kernels)
        let address = try StoreAddress(store)
        let (summary, filling) = try timed { try address.synchronise(gallery) }
        let (store, opening) = try timed { try address.open(gallery) }
        func nearest(_ query: Int) throws -> [Int] {
            let request = StoreRequest(metric: .cosine, limit: RecallMeasurement.count, threads: 1)
            let answer = try store.search([EmbeddingQuery(queries.row(query))], request)
            return answer.hits[0].map { RowEmbedder.row(of: answer.images[$0.index].path) }
        }
        // The first query waits for what the store puts off until then.
        let (_, first) = try timed { try nearest(0) }
        let measured = try RecallMeasurement(
            queryCount: queries.count, exact: { try exact(queries.row($0), among: unquantized, kernels: kernels) },
            store: nearest)
        print(
            #"{"added":\#(summary.added),"filling":\#(filling),"opening":\#(opening),"first":\#(first),"#
                + #""recall":\#(measured.recall),"milliseconds":\#(measured.time),"exact":\#(measured.exactTime)}"#)
    }

    /// The rows as an index has them. Images are in the order of rows, so that an image's index is its row's.
    private func gallery(_ rows: EmbeddingMatrix, kernels: Kernels) throws -> StoreGallery {
        let embedder = RowEmbedder(rows: rows)
        let place = RowIndex(folder: FilePath(folder))
        if try place.isMissing { try place.make(embedder, threads: threads, kernels: kernels) }
        let segments = try IndexFolder(place.index).open(FeatureKey(embedder.reading)) ?? []
        return StoreGallery(
            root: place.gallery, indexFolder: place.index,
            indexed: IndexedGallery(trusting: segments, gallery: place.gallery),
            embedding: embedder.imageEmbedding(kernels: kernels), isTrusted: true, threads: threads)
    }

    /// The nearest rows of a query, every number of every row compared, on one thread.
    private func exact(_ query: [Float], among rows: EmbeddedGallery, kernels: Kernels) throws -> [Int] {
        let request = StoreRequest(metric: .cosine, limit: RecallMeasurement.count, threads: 1)
        return try EmbeddingSearch(options: request, kernels: kernels)
            .search([EmbeddingQuery(query)], in: rows)[0].map(\.index)
    }

    private func timed<Result>(_ body: () throws -> Result) throws -> (Result, seconds: Double) {
        let start = ContinuousClock.now
        let result = try body()
        return (result, (ContinuousClock.now - start) / .seconds(1))
    }
}
