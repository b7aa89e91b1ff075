import Embeddings
import Kernels
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Models

@Suite struct EmbeddingPipelineTests {
    private struct Refusal: Error {}

    private static func model(threads: Int) throws -> CLIPModel {
        try CLIPModel(
            CLIPModelFolder(Fixtures.folder.appending("clip").appending("exact")), precision: .float32, threads: threads,
            kernels: Kernels.selected())
    }

    /// Picture `index` has one number throughout.
    private static func fill(_ output: UnsafeMutablePointer<Float>, index: Int, count: Int) {
        output.update(repeating: Float(index) / 100, count: count)
    }

    @Test(arguments: [0, 1, 5, 100], 1...4)
    func deliversEveryPictureOnceInOrder(count: Int, threads: Int) throws {
        let model = try Self.model(threads: threads)
        let delivered = Delivered()
        try EmbeddingPipeline(model).run(
            count: count, makeState: { _ in },
            load: { index, _, output in
                Self.fill(output, index: index, count: model.imageSampleCount)
                return index % 7 != 3
            },
            deliver: { indices, rows in delivered.add(indices, Array(rows)) })
        let (indices, rows) = delivered.all
        #expect(indices == (0..<count).filter { $0 % 7 != 3 })
        for (index, row) in zip(indices, rows.chunks(of: model.space.dimension)) {
            let picture = [Float](repeating: Float(index) / 100, count: model.imageSampleCount)
            var expected = [Float](repeating: 0, count: model.space.dimension)
            try picture.withUnsafeBufferPointer { picture in
                try expected.withUnsafeMutableBufferPointer { try model.embedImages(picture, count: 1, into: $0) }
            }
            #expect(row == expected)
        }
    }

    @Test(arguments: 1...3) func stopsWhereDeliveringFails(threads: Int) throws {
        let model = try Self.model(threads: threads)
        let delivered = Delivered()
        #expect(throws: Refusal.self) {
            try EmbeddingPipeline(model).run(
                count: 1000, makeState: { _ in },
                load: { index, _, output in
                    Self.fill(output, index: index, count: model.imageSampleCount)
                    return true
                },
                deliver: { indices, rows in
                    delivered.add(indices, Array(rows))
                    if delivered.times == 3 { throw Refusal() }
                })
        }
        #expect(delivered.times == 3)
    }

    @Test func partsCoverAllAndShrinkTowardsTheEnd() {
        for count in [1, 2, 15, 16, 17, 1000] {
            for threads in 1...5 {
                let parts = EmbeddingPipeline.parts(count: count, size: 8, threads: threads)
                #expect(parts.flatMap { Array($0) } == Array(0..<count))
                #expect(parts.allSatisfy { (1...8).contains($0.count) })
                #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.count >= $1.count })
            }
        }
    }
}

/// What a pipeline has delivered.
private final class Delivered: Sendable {
    private let state = Mutex<(times: Int, indices: [Int], rows: [Float])>((0, [], []))

    var times: Int { state.withLock(\.times) }
    var all: (indices: [Int], rows: [Float]) { state.withLock { ($0.indices, $0.rows) } }

    func add(_ indices: [Int], _ rows: [Float]) {
        state.withLock {
            $0.times += 1
            $0.indices += indices
            $0.rows += rows
        }
    }
}
