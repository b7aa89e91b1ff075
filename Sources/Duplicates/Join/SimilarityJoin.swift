internal import CKernels
import Kernels
import Workers

/// Finds all pairs of points that may lie within a radius of one another, blocks of them against blocks.
///
/// Every such pair is found; some that are farther apart are found, too, and are for the caller to tell. `CodedPoints` has the reasons.
struct SimilarityJoin: Sendable {
    let kernels: Kernels
    let threads: Int

    /// The progress of the work.
    struct Progress: Sendable {
        /// Called from any thread with the number of blocks of first points just finished.
        var onBlocks: @Sendable (Int) -> Void = { _ in }
    }

    /// The amount of work done.
    struct Effort: Equatable, Sendable {
        /// Pairs whose codes were multiplied.
        var multiplied = 0
        /// Pairs that were handed on.
        var candidates = 0
    }

    /// Calls `visit` with the pairs of rows of `first` and `second` that may be close, those of one row of `first` one after the
    /// other, from several threads at once.
    ///
    /// - Parameters:
    ///   - isSame: Whether both are the same rows: then every pair is found once, and no row is paired with itself.
    ///   - makeState: What a worker keeps for itself.
    /// - Returns: The states of all workers.
    func run<State: Sendable>(
        _ first: CodedPoints, _ second: CodedPoints, isSame: Bool, radius: Double, progress: Progress = Progress(),
        makeState: @escaping @Sendable () -> State,
        visit: @escaping @Sendable (_ state: inout State, _ pairs: [CandidatePair]) -> Void
    ) -> (states: [State], effort: Effort) {
        precondition(first.dimension == second.dimension)
        let queue = WorkQueue(count: first.blockCount)
        let reach = BlockReach(first, second, isSame: isSame, radius: radius)
        let workers = max(1, min(threads, first.blockCount))
        let parts = withWorkers(workers) { _ in
            var state = makeState()
            var effort = Effort()
            var workspace = Workspace()
            while let taken = queue.take() {
                for block in taken {
                    for other in reach.blocks(for: block) {
                        let pairs = workspace.candidates(first, block, second, other, isSame: isSame, kernels: kernels)
                        effort.multiplied += CodedPoints.blockRows * CodedPoints.blockRows
                        effort.candidates += pairs.count
                        if !pairs.isEmpty { visit(&state, pairs) }
                    }
                }
                progress.onBlocks(taken.count)
            }
            return (state, effort)
        }
        let effort = parts.reduce(into: Effort()) { total, part in
            total.multiplied += part.1.multiplied
            total.candidates += part.1.candidates
        }
        return (parts.map(\.0), effort)
    }
}

/// A pair of points that may be close, by their numbers among the points that were coded.
struct CandidatePair: Equatable, Sendable {
    let first: Int
    let second: Int
}

/// The blocks that a block has to be compared with: those that are not too far along the line.
private struct BlockReach: Sendable {
    private let ranges: [Range<Int>]

    /// An upper bound of the error of single precision in places along the line.
    private static let slack: Float = 1e-6

    init(_ first: CodedPoints, _ second: CodedPoints, isSame: Bool, radius: Double) {
        let reach = Float(radius + first.largestError + second.largestError).nextUp + Self.slack
        let extents = (0..<second.blockCount).map { second.extent(ofBlock: $0) }
        var ranges: [Range<Int>] = []
        for block in 0..<first.blockCount {
            let extent = first.extent(ofBlock: block)
            let start = isSame ? block : extents.partitioningIndex { $0.last >= extent.first - reach }
            let end = extents.partitioningIndex { $0.first > extent.last + reach }
            ranges.append(start..<max(start, end))
        }
        self.ranges = ranges
    }

    func blocks(for block: Int) -> Range<Int> { ranges[block] }
}

extension Array {
    /// The first place from which on `isIn` holds, as it does from some place on.
    fileprivate func partitioningIndex(_ isIn: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isIn(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Room for one worker.
private struct Workspace {
    private var sums = [Int32](repeating: 0, count: CodedPoints.blockRows * CodedPoints.blockRows)
    private var found = [UInt32](repeating: 0, count: CodedPoints.blockRows * CodedPoints.blockRows)

    mutating func candidates(
        _ first: CodedPoints, _ firstBlock: Int, _ second: CodedPoints, _ secondBlock: Int, isSame: Bool, kernels: Kernels
    ) -> [CandidatePair] {
        let functions = kernels.functions.pointee
        let panels = Int(CK_PANELS_AT_ONCE)
        let count = first.withBlock(firstBlock) { a, aFacts in
            second.withBlock(secondBlock) { b, bFacts in
                functions.code_products(a, panels, b, panels, first.steps, &sums)
                return functions.code_candidates(sums, aFacts, panels, bFacts, panels, &found)
            }
        }
        var pairs: [CandidatePair] = []
        for place in found[..<count] {
            let row = firstBlock * CodedPoints.blockRows + Int(place >> 16)
            let other = secondBlock * CodedPoints.blockRows + Int(place & 0xffff)
            if isSame && other <= row { continue }
            pairs.append(CandidatePair(first: Int(first.order[row]), second: Int(second.order[other])))
        }
        return pairs
    }
}

extension CodedPoints {
    /// Calls `body` with the codes and facts of a block.
    fileprivate func withBlock<Result>(
        _ block: Int, _ body: (UnsafePointer<Int8>, ck_code_facts) -> Result
    ) -> Result {
        let row = block * Self.blockRows
        return codes.withUnsafeBufferPointer { codes in
            scales.withUnsafeBufferPointer { scales in
                errors.withUnsafeBufferPointer { errors in
                    norms.withUnsafeBufferPointer { norms in
                        heights.withUnsafeBufferPointer { heights in
                            // Not empty: there is a block.
                            body(
                                codes.baseAddress! + row * steps * Int(CK_PANEL_STEP),
                                ck_code_facts(
                                    scales: scales.baseAddress! + row, errors: errors.baseAddress! + row,
                                    norms: norms.baseAddress! + row, heights: heights.baseAddress! + row))
                        }
                    }
                }
            }
        }
    }
}
