package import Imaging
package import Kernels
import Metrics
import Workers

/// The pairs of images of one size whose samples are similar.
///
/// A pair counts when its score is at least as good as the threshold, or when the samples are equal: flat images, which correlate with nothing,
/// are the same picture all the same.
package struct PixelPairs: Sendable {
    package let closeness: Closeness
    package let symmetries: Symmetry.Choice
    package let threads: Int
    package let kernels: Kernels

    package init(closeness: Closeness, symmetries: Symmetry.Choice = .none, threads: Int, kernels: Kernels) {
        self.closeness = closeness
        self.symmetries = symmetries
        self.threads = threads
        self.kernels = kernels
    }

    /// Whether images of `size` can be compared: those that are turned have to be square.
    package static func canCompare(_ size: PixelSize, _ symmetries: Symmetry.Choice) -> Bool {
        size.width == size.height || !symmetries.symmetries.contains { $0.swapsSides }
    }

    /// - Parameters:
    ///   - isWanted: Selects the pairs that are of interest, by the places of the images.
    ///   - onProgress: Called from any thread with parts of a whole of 1 that were just finished.
    package func pairs(
        among images: SampleMatrix, isWanted: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true },
        onProgress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> [SimilarPair] {
        precondition(Self.canCompare(images.size, symmetries))
        guard images.count > 1 else { return [] }
        let grid = PixelGrid(size: images.size)
        let turns = symmetries.symmetries.map { SampleTurn($0, size: images.size) }
        let points = turns.map { self.points(of: images, $0, grid) }
        let squaredRadius = closeness.squaredRadius(sampleCount: images.size.sampleCount)
        let frame = CodedPoints.Frame(points, squaredRadius: squaredRadius)
        let plain = CodedPoints(points[0], in: frame, threads: threads)
        let judge = SamplePairJudge(images, closeness, kernels: kernels)
        let join = SimilarityJoin(kernels: kernels, threads: threads)
        let part = 1 / Double(turns.count * max(1, plain.blockCount))

        var found: [SimilarPair] = []
        for (turn, points) in zip(turns, points) {
            let other = turn.symmetry == .none ? plain : CodedPoints(points, in: frame, threads: threads)
            let (parts, _) = join.run(
                plain, other, isSame: turn.symmetry == .none, radius: frame.radius,
                progress: SimilarityJoin.Progress { onProgress(Double($0) * part) },
                makeState: { PairList(scratch: images.size.sampleCount) },
                visit: { list, candidates in
                    for pair in candidates where pair.first != pair.second {
                        // A symmetry and its inverse are both looked for, so one order of two images is enough.
                        let (first, second) = (min(pair.first, pair.second), max(pair.first, pair.second))
                        guard turn.symmetry == .none || pair.first < pair.second, isWanted(first, second) else { continue }
                        if let score = judge.score(first, second, turn, list.scratch) {
                            list.pairs.append(
                                SimilarPair(first: first, second: second, score: score, symmetry: turn.symmetry))
                        }
                    }
                })
            found += parts.flatMap(\.pairs)
        }
        return found.bestOfEach(closeness.metric)
    }

    private func points(of images: SampleMatrix, _ turn: SampleTurn, _ grid: PixelGrid) -> PointMatrix {
        let points = PointMatrix(count: images.count, dimension: grid.dimension)
        let queue = WorkQueue(count: images.count)
        _ = withWorkers(max(1, threads)) { [kernels, closeness] _ in
            var workspace = PixelGrid.Workspace(grid)
            let turned = AlignedBuffer(byteCount: images.size.sampleCount)
            while let range = queue.take(atMost: 64) {
                for row in range {
                    var samples = UnsafePointer(images[row])
                    if turn.symmetry != .none {
                        turn(samples, to: turned.bytes)
                        samples = UnsafePointer(turned.bytes)
                    }
                    grid.write(samples, in: closeness.space, to: points[row], &workspace, kernels: kernels)
                }
            }
        }
        return points
    }
}

/// The pairs that a worker has found.
private struct PairList: @unchecked Sendable {  // Handed from the worker to the caller, never shared.
    var pairs: [SimilarPair] = []
    let scratch: AlignedBuffer

    init(scratch byteCount: Int) { scratch = AlignedBuffer(byteCount: byteCount) }
}

/// Compares two images in full.
private struct SamplePairJudge: Sendable {
    private let images: SampleMatrix
    private let closeness: Closeness
    private let moments: [Moments]
    private let kernels: Kernels

    init(_ images: SampleMatrix, _ closeness: Closeness, kernels: Kernels) {
        self.images = images
        self.closeness = closeness
        self.kernels = kernels
        moments = (0..<images.count).map { row in
            Moments(of: UnsafeBufferPointer(start: images[row], count: images.size.sampleCount), kernels: kernels)
        }
    }

    /// The score of two images, the second one turned; nil where they are not alike enough.
    func score(_ first: Int, _ second: Int, _ turn: SampleTurn, _ scratch: AlignedBuffer) -> Double? {
        let count = images.size.sampleCount
        let a = UnsafePointer(images[first])
        var b = UnsafePointer(images[second])
        if turn.symmetry != .none {
            turn(b, to: scratch.bytes)
            b = UnsafePointer(scratch.bytes)
        }
        let sum = closeness.metric.pairSum(a, b, count: count, kernels: kernels)
        let score = closeness.metric.score(pairSum: sum, moments[first], moments[second], count: count)
        if closeness.metric.meets(closeness.threshold, score) { return score }
        // Equal samples have equal moments, and a product that equals them.
        let isEqual =
            closeness.metric.pairSum == .product
            && moments[first] == moments[second] && sum == moments[first].sumOfSquares
        return isEqual ? score : nil
    }
}
