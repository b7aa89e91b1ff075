import Imaging
import Kernels
import Metrics

/// A few gallery images that are compared with all queries together, so that each query's samples are fetched from memory
/// once for all of them; not to be shared between threads.
final class GalleryTile {
    /// The most images of a tile: of more, a chunk of samples of each would not stay in the second-level cache.
    private static let most = 32
    /// The memory for samples in bytes: that of all threads together, and the least of each.
    private static let memoryLimit = (all: 64 << 20, each: 8 << 20)

    private let sampleCount: Int
    private let storage: AlignedBuffer
    /// Places in the gallery.
    private(set) var indices: [Int] = []
    /// The samples of each image, here or elsewhere.
    private var samples: [UnsafePointer<UInt8>] = []

    /// Returns the number of `images` to take at once. One query has nothing to share, and each thread is to have its part.
    static func capacity(queries: Int, images: Int, threads: Int, sampleCount: Int) -> Int {
        let room = max(memoryLimit.each, memoryLimit.all / threads) / sampleCount
        let count = max(1, min(queries, most, images / (4 * threads), room))
        return count < 4 ? count : count & ~3  // Kernels take four at a time.
    }

    init(capacity: Int, sampleCount: Int) {
        self.sampleCount = sampleCount
        storage = AlignedBuffer(byteCount: capacity * sampleCount)
    }

    func removeAll() {
        indices.removeAll()
        samples.removeAll()
    }

    /// Adds the image at `index`, whose samples `read` writes; when it throws, nothing is added.
    func append(_ index: Int, _ read: (UnsafeMutablePointer<UInt8>) throws -> Void) throws {
        let slot = storage.bytes + indices.count * sampleCount
        try read(slot)
        indices.append(index)
        samples.append(UnsafePointer(slot))
    }

    /// Adds the image at `index`, whose samples are those of `query`, which outlives their use here.
    func append(_ index: Int, sameAs query: QueryImage) {
        indices.append(index)
        samples.append(query.start)
    }

    /// The scores of all queries against all images here: those of the first query first.
    func scores(against queries: [QueryImage], metric: Metric, kernels: Kernels) -> [Double] {
        if queries.count == 1, indices.count == 1 { return [score(against: queries[0], metric: metric, kernels: kernels)] }
        let takesMoments = metric.tiledSum != .absoluteDifference
        let moments = takesMoments ? moments(kernels: kernels) : indices.map { _ in Moments(sum: 0, sumOfSquares: 0) }
        let sums = pairSums(against: queries, of: [metric.tiledSum], kernels: kernels)
        return queries.indices.flatMap { number in
            moments.indices.map { image in
                metric.score(
                    tiledSum: sums[metric.tiledSum, number, image], queries[number].moments, moments[image], count: sampleCount)
            }
        }
    }

    /// Returns the score of a lone pair, from one pass over the samples where that will do.
    private func score(against query: QueryImage, metric: Metric, kernels: Kernels) -> Double {
        let sum = metric.pairSum(query.start, samples[0], count: sampleCount, kernels: kernels)
        let own = metric.needsMoments ? moments(kernels: kernels)[0] : Moments(sum: 0, sumOfSquares: 0)
        return metric.score(pairSum: sum, query.moments, own, count: sampleCount)
    }

    /// Returns the moments of each image.
    func moments(kernels: Kernels) -> [Moments] {
        samples.map { Moments(of: UnsafeBufferPointer(start: $0, count: sampleCount), kernels: kernels) }
    }

    /// Returns the sums of each query and each image of the tile.
    func pairSums(against queries: [QueryImage], of kinds: [PairSum], kernels: Kernels) -> PairSums {
        PairSums(of: kinds, queries.map(\.start), samples, count: sampleCount, kernels: kernels)
    }
}
