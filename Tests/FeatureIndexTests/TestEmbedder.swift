import Embeddings
import FeatureIndex
import Imaging
import Kernels
import Synchronization
import Workers

/// Embeddings that need no model: small pictures as numbers, of length 1.
final class TestEmbedder: Embedder {
    struct Failure: Error, Equatable {}

    static let side = 5
    static let dimension = 3 * side * side

    let space: EmbeddingSpace
    private let batchSize: Int
    /// It fails rather than embed more images than this.
    private let capacity: Int
    private let count = Atomic<Int>(0)

    /// Images embedded so far.
    var embeddedCount: Int { count.load(ordering: .relaxed) }

    /// - Parameter seed: Another one stands for another model.
    init(
        seed: UInt8 = 1, precision: String = "float32", processor: String = "", batchSize: Int = 4, capacity: Int = .max
    ) {
        space = EmbeddingSpace(
            model: "test-\(seed)", digest: [UInt8](repeating: seed, count: EmbeddingSpace.digestSize), precision: precision,
            dimension: Self.dimension, processor: processor)
        self.batchSize = batchSize
        self.capacity = capacity
    }

    func embedImages(
        count: Int, load: @escaping @Sendable (Int, (UnsafeRawBufferPointer) throws(ReadingError) -> Void) -> Bool,
        deliver: ([Int], UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        for start in stride(from: 0, to: count, by: batchSize) {
            let end = min(start + batchSize, count)
            let parts = withWorkers(2) { worker in
                let reader = PixelReader(
                    options: PixelReader.Options(size: PixelSize(width: Self.side, height: Self.side)), kernels: .scalar)
                var embedded: [(Int, [Float])] = []
                for index in start..<end where index % 2 == worker {
                    var samples = [UInt8](repeating: 0, count: Self.dimension)
                    let isLoaded = load(index) { bytes throws(ImageError) in try reader.read(bytes, into: &samples) }
                    if isLoaded { embedded.append((index, self.embedding(samples))) }
                }
                return embedded
            }
            let batch = parts.joined().sorted { $0.0 < $1.0 }
            guard self.count.load(ordering: .relaxed) + batch.count <= capacity else { throw Failure() }
            self.count.add(batch.count, ordering: .relaxed)
            if batch.isEmpty { continue }
            try batch.flatMap(\.1).withUnsafeBufferPointer { try deliver(batch.map(\.0), $0) }
        }
    }

    func embed(texts: [String]) throws -> EmbeddingMatrix {
        EmbeddingMatrix(
            dimension: Self.dimension,
            rows: texts.flatMap { text in
                embedding((0..<Self.dimension).map { UInt8(truncatingIfNeeded: text.utf8.count &* ($0 + 7)) })
            })
    }

    /// Models differ in which sample goes where.
    private func embedding(_ samples: [UInt8]) -> [Float] {
        let numbers = samples.indices.map { Float(samples[($0 + Int(space.digest[0])) % samples.count]) - 100 }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }
}
