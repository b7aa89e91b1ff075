import Embeddings
@testable import FeatureIndex
import Files
import Gallery
import Kernels
import Metrics
import Search
import VectorStores
import SystemPackage
import TestSupport

/// Numbers as models make them, and as none should.
enum VectorKind: String, CaseIterable, Sendable {
    case random, cone, groups, nearlyEqual, equal, withZeros, constant, large, tiny, oneLargeNumber

    func rows(_ count: Int, dimension: Int, seed: UInt64) -> [[Float]] {
        var random = SeededGenerator(seed: seed)
        // What vectors of a kind have in common is the same for every seed.
        var common = SeededGenerator(seed: 4)
        let middles = (0..<8).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &common) } }
        return (0..<count).map { number in
            let noise = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
            return switch self {
            case .random: noise
            case .cone: zip(middles[0], noise).map { $0 + 0.3 * $1 }
            case .groups: zip(middles[number % 8], noise).map { $0 + 0.2 * $1 }
            case .nearlyEqual: zip(middles[0], noise).map { $0 + 1e-6 * $1 }
            case .equal: middles[number % 3]
            case .withZeros: number % 5 == 0 ? noise.map { _ in 0 } : noise
            case .constant: noise.map { _ in number % 3 == 0 ? 0.25 : Float(number % 7) }
            case .large: noise.map { $0 * 1e30 }
            case .tiny: noise.map { $0 * 1e-30 }
            case .oneLargeNumber: noise.enumerated().map { $0 == number % dimension ? 50 : 0.1 * $1 }
            }
        }
    }
}

/// A folder of files that hold a number each, and vectors that stand for their embeddings.
struct QuantizedVectors {
    let vectors: [[Float]]
    private let folder: TemporaryFolder
    private let embedding: ImageEmbedding

    private var gallery: FilePath { folder("gallery") }
    private var index: FilePath { folder("index") }

    /// - Parameter parts: How many of the vectors are indexed by a first run, by a second, and so on; the rest are not.
    init(_ vectors: [[Float]], parts: [Int], in folder: TemporaryFolder, kernels: Kernels = IndexedFolder.kernels) throws {
        self.vectors = vectors
        self.folder = folder
        embedding = ImageEmbedding(
            VectorEmbedder(vectors), reading: EmbeddingReading(VectorEmbedder.space(dimension: vectors[0].count)),
            kernels: kernels)
        var written = 0
        for count in parts {
            try write(written..<written + count)
            written += count
            _ = try IndexBuilder(
                folder: index, gallery: gallery, reading: embedding.reading, embedder: embedding.embedder, threads: 2,
                kernels: kernels
            ).update(FolderWalk(gallery), describe: shownSentence)
        }
        try write(written..<vectors.count)
    }

    private func write(_ numbers: Range<Int>) throws {
        for number in numbers { try folder.write(Array("\(number)".utf8), to: path(number)) }
    }

    private func path(_ number: Int) -> String { "gallery/\(1_000_000 + number).png" }

    /// With what the index knows.
    func indexed() throws -> (gallery: EmbeddedGallery, segments: [Segment]) {
        let segments = try IndexFolder(index).open(FeatureKey(embedding.reading)) ?? []
        let known = IndexedGallery(try FolderWalk(gallery), segments: segments, threads: 2)
        return (try EmbeddedGallery(known, by: embedding), segments.map(\.segment))
    }

    /// With everything in memory, where nothing is quantised.
    func plain() throws -> EmbeddedGallery {
        try EmbeddedGallery(try FolderWalk(gallery).images, by: embedding)
    }

    /// One of the vectors as a query.
    func query(_ number: Int) throws -> EmbeddingQuery {
        EmbeddingQuery(
            vectors[number], sources: [try FileStatus(of: folder(path(number))).identity])
    }
}

/// Takes the number that a file holds for the number of its vector.
private struct VectorEmbedder: Embedder {
    private let vectors: [[Float]]

    var space: EmbeddingSpace { Self.space(dimension: vectors[0].count) }

    static func space(dimension: Int) -> EmbeddingSpace {
        EmbeddingSpace(
            model: "none", digest: [UInt8](repeating: 3, count: EmbeddingSpace.digestSize), precision: "float32",
            dimension: dimension)
    }

    init(_ vectors: [[Float]]) { self.vectors = vectors }

    func embedImages(
        count: Int, load: @escaping @Sendable (Int, (UnsafeRawBufferPointer) throws(ReadingError) -> Void) -> Bool,
        deliver: ([Int], UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        for index in 0..<count {
            var number = 0
            guard load(index, { number = Int(String(decoding: $0, as: UTF8.self)) ?? 0 }) else { continue }
            try vectors[number].withUnsafeBufferPointer { try deliver([index], $0) }
        }
    }

    func embed(texts: [String]) throws -> EmbeddingMatrix { EmbeddingMatrix(dimension: vectors[0].count) }
}
