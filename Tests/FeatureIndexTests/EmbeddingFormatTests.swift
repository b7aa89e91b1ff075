import Embeddings
@testable import FeatureIndex
import Foundation
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import VectorStores
import SystemPackage
import TestSupport
import Testing

/// Embeddings that an earlier version of the program kept are found and compared for ever, model or no model.
struct EmbeddingFormatTests {
    /// What expected.json says.
    private struct Expected: Decodable {
        struct Hit: Decodable {
            let path: String
            let score: Double
        }

        let digest: String
        let dimension: Int
        /// By metric, best first.
        let hits: [String: [Hit]]

        var space: EmbeddingSpace {
            let digits = Array(digest)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
            return EmbeddingSpace(model: "of any name", digest: bytes, precision: "float32", dimension: dimension)
        }

        /// By the rule of expected.py.
        var query: [Float] { (0..<dimension).map { Float((37 * $0) % 64 - 32) / 256 } }
    }

    private static let versions = ["v2", "v3"]

    @Test(arguments: versions + ["v4-shards"], Metric.allCases)
    func hitsAreThoseThatNumpyFinds(version: String, metric: Metric) throws {
        let sample = try Sample(version)
        let wanted = try #require(sample.expected.hits[metric.rawValue])
        let gallery = try sample.gallery()
        for kernels in Kernels.available {
            let search = EmbeddingSearch(options: .init(metric: metric, limit: nil), kernels: kernels)
            let hits = try search.search([EmbeddingQuery(sample.expected.query)], in: gallery)[0]
            let found = hits.map { gallery.images[$0.index].path.string }
            #expect(found == wanted.map { "gallery/\($0.path)" })
            for (hit, other) in zip(hits, wanted) { #expect(abs(hit.score - other.score) <= 1e-12 * max(1, other.score)) }
        }
    }

    @Test(arguments: versions)
    func theyAreSoundAndKnowWhatTheyCouldNotRead(version: String) throws {
        let sample = try Sample(version)
        let segments = try sample.segments()
        #expect(segments.map(\.deadRows.count) == [1])
        for open in segments { try open.segment.verify() }
        #expect(segments.allSatisfy { $0.segment.isQuantized == (version != "v2") })
        #expect(try sample.gallery().skipped.map(\.path) == ["gallery/empty.png"])
    }

    @Test(arguments: versions)
    func theyHoldPixelsToo(version: String) throws {
        let key = FeatureKey(
            .pixels(PixelReader.Options(size: PixelSize(width: 40, height: 40))), resampling: Resampling.firstRevision)
        let segments = try #require(try IndexFolder(Sample.folder(version).appending("index")).open(key))
        #expect(segments.reduce(0) { $0 + $1.liveRows.count } == 6)
        for open in segments { try open.segment.verify() }
    }

    @Test func quantisedEmbeddingsOfVersion3AreAsFarOffAsTheySay() throws {
        let segment = try Sample("v3").segments()[0].segment
        let centre = segment.quantizationCentre
        let rows = 0..<segment.imageCount
        try segment.withCodes(rows) { codes, facts throws(IndexError) in
            for row in rows {
                let numbers = try segment.embedding(row).numbers
                let stride = QuantizedEmbeddings.stride(dimension: numbers.count)
                let squares = numbers.indices.map { place in
                    let code = Double(codes[row * stride + place]) - Double(QuantizedEmbeddings.zero)
                    let rest = Double(numbers[place]) - Double(centre[place]) - Double(facts[row].scale) * code
                    return rest * rest
                }
                let error = squares.reduce(0, +).squareRoot()
                #expect(error <= Double(facts[row].error) && error > 0.99 * Double(facts[row].error), "row \(row)")
            }
        }
    }

    /// The index of a version, and what is in it.
    private struct Sample {
        let expected: Expected
        private let version: String
        private let folder: FilePath

        init(_ version: String) throws {
            self.version = version
            folder = Self.folder(version)
            expected = try JSONDecoder().decode(Expected.self, from: Data(try contents(of: folder.appending("expected.json"))))
        }

        static func folder(_ version: String) -> FilePath {
            FilePath(#filePath).removingLastComponent().appending("Samples/\(version)")
        }

        func segments() throws -> [OpenSegment] {
            guard version == "v4-shards" else {
                let key = FeatureKey(.embeddings(EmbeddingReading(expected.space)), resampling: Resampling.firstRevision)
                return try #require(try IndexFolder(folder.appending("index")).open(key))
            }
            let key = FeatureKey(EmbeddingReading(expected.space, decoding: .scaled))
            return try ["1", "2"].flatMap { try #require(try IndexFolder(folder.appending($0)).open(key)) }
        }

        func gallery() throws -> EmbeddedGallery {
            let known = IndexedGallery(trusting: try segments(), gallery: "gallery")
            // Nothing is left to be embedded.
            let embedding = ImageEmbedding(
                NoEmbedder(space: expected.space), reading: EmbeddingReading(expected.space), kernels: .scalar)
            return try EmbeddedGallery(known, by: embedding)
        }
    }
}

/// Stands for a model that is not there.
private struct NoEmbedder: Embedder {
    let space: EmbeddingSpace

    func embedImages(
        count: Int, load: @escaping @Sendable (Int, (UnsafeRawBufferPointer) throws(ReadingError) -> Void) -> Bool,
        deliver: ([Int], UnsafeBufferPointer<Float>) throws -> Void
    ) throws { Issue.record("\(count) images are to be embedded") }

    func embed(texts: [String]) throws -> EmbeddingMatrix { EmbeddingMatrix(dimension: space.dimension) }
}
