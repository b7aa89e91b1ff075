import Embeddings
@testable import FeatureIndex
import Foundation
import Gallery
import Imaging
import Kernels
import Metrics
import Search
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

    @Test(arguments: Metric.allCases)
    func version2GivesItsHits(metric: Metric) throws {
        let expected = try expected()
        let wanted = try #require(expected.hits[metric.rawValue])
        let gallery = try gallery(expected)
        for kernels in Kernels.available {
            let search = EmbeddingSearch(options: .init(metric: metric, limit: nil), kernels: kernels)
            let hits = try search.search([EmbeddingSearch.Query(expected.query)], in: gallery).hits[0]
            let found = hits.map { gallery.images[$0.index].path.string }
            #expect(found == wanted.map { "gallery/\($0.path)" })
            for (hit, other) in zip(hits, wanted) { #expect(abs(hit.score - other.score) <= 1e-12 * max(1, other.score)) }
        }
    }

    @Test func version2IsSoundAndKnowsWhatItCouldNotRead() throws {
        let segments = try #require(try open(try expected()))
        #expect(segments.map(\.deadRows.count) == [1])
        for open in segments { try open.segment.verify() }
        #expect(try gallery(try expected()).skipped.map(\.path) == ["gallery/empty.png"])
    }

    @Test func version2HoldsPixelsToo() throws {
        let key = FeatureKey(PixelReader.Options(size: PixelSize(width: 40, height: 40)))
        let segments = try #require(try IndexFolder(sample.appending("index")).open(key))
        #expect(segments.reduce(0) { $0 + $1.liveRows.count } == 6)
        for open in segments { try open.segment.verify() }
    }

    private func open(_ expected: Expected) throws -> [OpenSegment]? {
        try IndexFolder(sample.appending("index")).open(FeatureKey(EmbeddingReading(expected.space)))
    }

    private func gallery(_ expected: Expected) throws -> EmbeddedGallery {
        let known = IndexedGallery(trusting: try #require(try open(expected)), gallery: "gallery")
        // Nothing is left to be embedded.
        let embedding = ImageEmbedding(
            NoEmbedder(space: expected.space), reading: EmbeddingReading(expected.space), kernels: .scalar)
        return try EmbeddedGallery(known, by: embedding)
    }

    private func expected() throws -> Expected {
        try JSONDecoder().decode(Expected.self, from: Data(try contents(of: sample.appending("expected.json"))))
    }

    private let sample = FilePath(#filePath).removingLastComponent().appending("Samples/v2")
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
