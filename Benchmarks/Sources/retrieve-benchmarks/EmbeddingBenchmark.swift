import ArgumentParser
import Embeddings
import Gallery
import Kernels
import Metrics
import Search
import SystemPackage

/// Searches among the embeddings of a numpy file: what `Benchmarks/embeddings/flat.py` puts beside numpy's.
struct EmbeddingBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embeddings", abstract: "Measure exact searches among the embeddings of a .npy file.")

    @Argument(help: ArgumentHelp("A matrix of float32, as numpy.save writes it.", valueName: "file"))
    var file: String

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
        let matrix = try matrix(in: FilePath(file))
        let images = (0..<matrix.count).map { ImageFile(path: FilePath("\($0)"), label: nil) }
        let kernels = try Kernels.selected()
        let gallery = EmbeddedGallery(images, matrix, kernels: kernels)
        let search = EmbeddingSearch(
            options: EmbeddingSearch.Options(metric: metric, limit: 5, threads: threads), kernels: kernels)
        let wanted = (0..<queries).map { EmbeddingSearch.Query(matrix.row($0)) }
        var found = try search.search(wanted, in: gallery)
        var seconds: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            found = try search.search(wanted, in: gallery)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        let rows = found.hits[0].map { "\($0.index)" }.joined(separator: ",")
        print(#"{"seconds":[\#(seconds.map { "\($0)" }.joined(separator: ","))],"rows":[\#(rows)]}"#)
    }

    private func matrix(in path: FilePath) throws -> EmbeddingMatrix {
        let file = try FileDescriptor.open(path, .readOnly)
        return try file.closeAfter {
            var head = [UInt8](repeating: 0, count: 10)
            _ = try head.withUnsafeMutableBytes { try file.read(into: $0) }
            var description = [UInt8](repeating: 0, count: Int(head[8]) | Int(head[9]) << 8)
            _ = try description.withUnsafeMutableBytes { try file.read(into: $0) }
            let text = String(decoding: description, as: UTF8.self)
            guard text.contains("'<f4'"), text.contains("False"),
                let shape = text.firstMatch(of: #/\((\d+), (\d+)\)/#), let rows = Int(shape.1), let columns = Int(shape.2)
            else { throw ValidationError("\(path) holds no matrix of float32.") }
            return try EmbeddingMatrix(dimension: columns, count: rows) { numbers in
                var rest = UnsafeMutableRawBufferPointer(numbers)
                while !rest.isEmpty {
                    let count = try file.read(into: rest)
                    guard count > 0 else { throw ValidationError("\(path) ends too early.") }
                    rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }
}
