import Embeddings
import FeatureIndex
import Kernels
import SystemPackage

/// Stands for a model: the embedding of a file that holds a number is the row of that number.
struct RowEmbedder: Embedder {
    let rows: EmbeddingMatrix

    var space: EmbeddingSpace {
        EmbeddingSpace(
            model: "rows", digest: [UInt8](repeating: 0, count: EmbeddingSpace.digestSize), precision: "float32",
            dimension: rows.dimension)
    }

    var reading: EmbeddingReading { EmbeddingReading(space) }

    func imageEmbedding(kernels: Kernels) -> ImageEmbedding { ImageEmbedding(self, reading: reading, kernels: kernels) }

    /// The number of the first row's file, so that the names of all have one length.
    private static let firstNumber = 100_000_000

    /// Returns the row of a file that `writeFiles` wrote.
    static func row(of path: FilePath) -> Int { (path.stem.flatMap { Int($0) } ?? 0) - firstNumber }

    /// Writes a file for each row, in the order of their names.
    func writeFiles(in folder: FilePath) throws {
        for number in 0..<rows.count {
            let file = try FileDescriptor.open(
                folder.appending("\(Self.firstNumber + number).png"), .writeOnly, options: [.create, .truncate],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try file.closeAfter { _ = try file.writeAll("\(number)".utf8) }
        }
    }

    func embedImages(
        count: Int, load: @escaping @Sendable (Int, (UnsafeRawBufferPointer) throws(ReadingError) -> Void) -> Bool,
        deliver: ([Int], UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        for index in 0..<count {
            var number = 0
            guard load(index, { number = Int(String(decoding: $0, as: UTF8.self)) ?? 0 }) else { continue }
            try rows.withRow(number) { try deliver([index], $0) }
        }
    }

    func embed(texts: [String]) throws -> EmbeddingMatrix { EmbeddingMatrix(dimension: rows.dimension) }
}
