import ArgumentParser
import Embeddings
import FeatureIndex
import Files
import Kernels
import Metrics
import SystemPackage
import VectorStores

/// Searches an index of the embeddings of a numpy file: what Benchmarks/embeddings/flat.py puts beside numpy's searches.
struct SearchBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Measure exact searches of an index of the embeddings of a .npy file.")

    @Argument(help: ArgumentHelp("A matrix of float32, as numpy.save writes it.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Where the index is, and is made if it is not there.", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("How many of the first rows are queries.", valueName: "n"))
    var queries = 1

    @Option(help: ArgumentHelp("How they are compared.", valueName: "metric"))
    var metric = "cosine"

    @Option(help: ArgumentHelp("Runs of the search.", valueName: "n"))
    var runs = 15

    @Option(help: ArgumentHelp("Threads.", valueName: "n"))
    var threads = 2

    /// Prints the seconds of every run, and the rows found for the first query.
    func run() throws {
        guard let metric = Metric(rawValue: metric) else { throw ValidationError("There is no metric \(metric).") }
        let kernels = try Kernels.selected(by: environmentVariable("RETRIEVE_SIMD"))
        let matrix = try EmbeddingMatrix(numpy: FilePath(file))
        let gallery = try indexed(matrix, kernels: kernels)
        let search = EmbeddingSearch(
            options: StoreRequest(metric: metric, limit: 5, threads: threads), kernels: kernels)
        let wanted = (0..<queries).map { EmbeddingQuery(matrix.row($0)) }
        var found = try search.search(wanted, in: gallery)
        var seconds: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            found = try search.search(wanted, in: gallery)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        let rows = found[0].map { "\($0.index)" }.joined(separator: ",")
        print(#"{"seconds":[\#(seconds.map { "\($0)" }.joined(separator: ","))],"rows":[\#(rows)]}"#)
    }

    /// The rows as an index has them, mapped.
    private func indexed(_ matrix: EmbeddingMatrix, kernels: Kernels) throws -> EmbeddedGallery {
        let embedder = RowEmbedder(rows: matrix)
        let place = RowIndex(folder: FilePath(folder))
        if try place.isMissing { try place.make(embedder, threads: threads, kernels: kernels) }
        let segments = try IndexFolder(place.index).open(FeatureKey(embedder.reading)) ?? []
        return try EmbeddedGallery(
            IndexedGallery(trusting: segments, gallery: place.gallery), by: embedder.imageEmbedding(kernels: kernels))
    }
}
