import Imaging
import Kernels
import Metrics

/// A few gallery images that are compared with all queries together, so that each query's samples are fetched from memory
/// once for all of them; not to be shared between threads.
final class GalleryTile {
    /// Samples compared at a time: with eight images they stay in the second-level cache.
    private static let chunk = 1 << 14
    private static let memoryLimit = 8 << 20

    private let sampleCount: Int
    private let storage: AlignedBuffer
    /// Places in the gallery.
    private(set) var indices: [Int] = []

    /// How many images to take at once. With one query there is nothing to share.
    static func capacity(queries: Int, sampleCount: Int) -> Int {
        max(1, min(queries, 8, memoryLimit / sampleCount))
    }

    init(capacity: Int, sampleCount: Int) {
        self.sampleCount = sampleCount
        storage = AlignedBuffer(byteCount: capacity * sampleCount)
    }

    func removeAll() { indices.removeAll() }

    /// Adds the image at `index`, whose samples `read` writes; when it throws, nothing is added.
    func append(_ index: Int, _ read: (UnsafeMutablePointer<UInt8>) throws -> Void) throws {
        try read(samples(indices.count))
        indices.append(index)
    }

    /// The scores of all queries against all images here: those of the first query first.
    func scores(against queries: [QueryImage], metric: Metric, kernels: Kernels) -> [Double] {
        let images = indices.count
        let moments = (0..<images).map {
            metric.needsMoments
                ? Moments(of: UnsafeBufferPointer(start: samples($0), count: sampleCount), kernels: kernels)
                : Moments(sum: 0, sumOfSquares: 0)
        }
        let sums = pairSums(against: queries, of: metric.pairSum, kernels: kernels)
        return queries.indices.flatMap { number in
            (0..<images).map { image in
                metric.score(
                    pairSum: sums[number * images + image], queries[number].moments, moments[image], count: sampleCount)
            }
        }
    }

    private func pairSums(against queries: [QueryImage], of pairSum: PairSum, kernels: Kernels) -> [UInt64] {
        let images = indices.count
        let chunk = queries.count == 1 ? sampleCount : Self.chunk
        var sums = [UInt64](repeating: 0, count: queries.count * images)
        for start in stride(from: 0, to: sampleCount, by: chunk) {
            let count = min(chunk, sampleCount - start)
            for (number, query) in queries.enumerated() {
                let a = query.samples.baseAddress! + start  // A size has at least one pixel.
                for image in 0..<images {
                    sums[number * images + image] += pairSum(a, samples(image) + start, count: count, kernels: kernels)
                }
            }
        }
        return sums
    }

    private func samples(_ slot: Int) -> UnsafeMutablePointer<UInt8> { storage.bytes + slot * sampleCount }
}
