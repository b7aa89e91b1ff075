import Embeddings
import Testing

struct EmbeddingMatrixTests {
    @Test func keepsRowsInTheOrderTheyWereAppended() {
        var matrix = EmbeddingMatrix(dimension: 3)
        for row in 0..<100 { matrix.append([Float(row), 1, 2]) }
        #expect(matrix.count == 100)
        #expect((0..<100).allSatisfy { matrix.row($0) == [Float($0), 1, 2] })
    }

    @Test func laysRowsOutWithoutGapsFromACacheLine() {
        let matrix = EmbeddingMatrix(dimension: 2, rows: [1, 2, 3, 4, 5, 6])
        matrix.withUnsafeBufferPointer { values in
            #expect(Array(values) == [1, 2, 3, 4, 5, 6])
            #expect(UInt(bitPattern: values.baseAddress) % 64 == 0)
        }
    }

    @Test func aCopyDoesNotSeeWhatIsAppendedToTheOther() {
        var first = EmbeddingMatrix(dimension: 1, capacity: 8)
        first.append([1])
        var second = first
        second.append([2])
        first.append([3])
        #expect(first.row(1) == [3])
        #expect(second.row(1) == [2])
    }

    @Test func borrowsRowsAndKeepsTheirOwnerAlive() {
        final class Owner: Sendable {
            nonisolated(unsafe) let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4)
            init() { _ = values.initialize(from: [1, 2, 3, 4]) }
            deinit { values.deallocate() }
        }
        weak var kept: Owner?
        var matrix: EmbeddingMatrix
        do {
            let owner = Owner()
            kept = owner
            matrix = EmbeddingMatrix(dimension: 2, borrowing: UnsafeBufferPointer(owner.values), from: owner)
        }
        #expect(kept != nil)
        #expect(matrix.row(1) == [3, 4])
        matrix.append([5, 6])
        #expect(kept == nil, "what was borrowed is copied before it grows, and then no longer needed")
        #expect((0..<3).map(matrix.row) == [[1, 2], [3, 4], [5, 6]])
    }

    @Test func fillsRowsInPlace() {
        let matrix = EmbeddingMatrix(dimension: 2, count: 2) { values in
            for place in values.indices { values[place] = Float(place) }
        }
        #expect((0..<2).map(matrix.row) == [[0, 1], [2, 3]])
    }
}

struct EmbeddingSpaceTests {
    private let space = EmbeddingSpace(
        model: "ViT-B-32", digest: Array(0..<16), precision: "float32", dimension: 512)

    @Test func isTheSameUnderAnotherName() {
        let renamed = EmbeddingSpace(model: "copy", digest: Array(0..<16), precision: "float32", dimension: 512)
        #expect(space == renamed)
        #expect(Set([space, renamed]).count == 1)
    }

    @Test func differsByModelAndPrecision() {
        #expect(space != EmbeddingSpace(model: "ViT-B-32", digest: Array(1..<17), precision: "float32", dimension: 512))
        #expect(space != EmbeddingSpace(model: "ViT-B-32", digest: Array(0..<16), precision: "bf16", dimension: 512))
    }
}
