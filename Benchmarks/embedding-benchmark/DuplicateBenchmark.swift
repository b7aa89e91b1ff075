import ArgumentParser
import Duplicates
import Embeddings
import FeatureIndex
import Files
import Kernels
import Metrics
import SystemPackage

/// Finds all pairs of embeddings that are alike, from an index of the rows of a numpy file, as `retrieve duplicates` does it:
/// what Benchmarks/duplicates/embeddings.py puts beside numpy's matrix products.
struct DuplicateBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "Find all pairs of embeddings of an index that are alike.")

    @Option(help: ArgumentHelp("Where the index is.", valueName: "dir"))
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Only make the index, of this matrix of float32 as numpy.save writes it.", valueName: "file"))
    var make: String?

    @Option(help: ArgumentHelp("Numbers of an embedding.", valueName: "n"))
    var dimension = 512

    @Option(help: ArgumentHelp("The worst cosine that counts.", valueName: "score"))
    var threshold = 0.95

    @Option(help: ArgumentHelp("Threads.", valueName: "n"))
    var threads = 2

    /// Prints how many images, pairs and groups there are.
    func run() throws {
        let kernels = try Kernels.selected(by: environmentVariable("RETRIEVE_SIMD"))
        let place = RowIndex(folder: FilePath(folder))
        if let make {
            return try place.make(
                RowEmbedder(rows: EmbeddingMatrix(numpy: FilePath(make))), threads: threads, kernels: kernels)
        }
        let embedder = RowEmbedder(rows: EmbeddingMatrix(dimension: dimension))
        let similarity = DuplicateRequest.Similarity(
            features: .embedding(embedder.imageEmbedding(kernels: kernels)),
            closeness: Closeness(metric: .cosine, threshold: threshold), symmetries: .none)
        let result = try DuplicateSearch(
            DuplicateRequest(
                folders: [place.gallery], level: .similar(similarity), indices: [place.index], threads: threads,
                kernels: kernels)
        ).find()
        let pairs = result.groups.reduce(0) { $0 + $1.pairs.count }
        print(
            #"{"images":\#(result.imageCount),"indexed":\#(result.indexedCount),"pairs":\#(pairs),"#
                + #""groups":\#(result.groups.count)}"#)
    }
}
