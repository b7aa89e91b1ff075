import Workers

/// A stack of blocks, the last of which may give one token per sequence only.
struct Transformer: Sendable {
    private let blocks: [TransformerBlock]
    private let selects: Bool

    /// Called after a block with its index and output rows; tests compare these with the reference.
    typealias Observer = (_ block: Int, _ rows: UnsafeBufferPointer<Float>) -> Void

    private let width: Int

    /// - Parameters:
    ///   - name: The blocks' name, which a dot and a number follow, as in `transformer.resblocks`.
    ///   - selects: Whether one token per sequence is wanted in the end.
    ///   - rows: Tokens that there will mostly be at a time, and sequences.
    init(
        _ weights: TowerWeights, _ name: String, names: BlockNames, config: TransformerConfig, selects: Bool,
        rows: (tokens: Int, sequences: Int)
    ) throws(ModelError) {
        let next = "\(name).\(config.layers).\(names.firstNorm).weight"
        guard !weights.contains(next) else {
            throw weights.mismatch("it has more layers than the \(config.layers) of the configuration")
        }
        blocks = try inParallel(config.layers, threads: weights.threads) { index throws(ModelError) in
            try TransformerBlock(
                weights, "\(name).\(index)", names: names, config: config, selects: selects && index == config.layers - 1,
                rows: rows)
        }
        self.selects = selects
        width = config.width
    }

    /// Applies the blocks to tokens `x` (sequences · length, width), in place.
    ///
    /// - Parameter selection: For each sequence the token that is wanted, where the transformer selects.
    /// - Returns: All tokens, or those selected (sequences, width); valid until the workspace is used again.
    func apply(
        to x: UnsafeMutablePointer<Float>, sequences: Int, length: Int, selection: [Int], isCausal: Bool,
        in workspace: Workspace, observer: Observer?
    ) throws(ModelError) -> UnsafeMutablePointer<Float> {
        let complete = selects ? blocks.dropLast() : blocks[...]
        for (index, block) in complete.enumerated() {
            try block.apply(to: x, sequences: sequences, length: length, isCausal: isCausal, in: workspace)
            observer?(index, UnsafeBufferPointer(start: x, count: sequences * length * width))
        }
        guard selects, let last = blocks.last else { return x }
        let output = try last.selected(selection, of: x, length: length, isCausal: isCausal, in: workspace)
        observer?(blocks.count - 1, UnsafeBufferPointer(start: output, count: sequences * width))
        return output
    }
}

/// Returns what `body` returns for 0 ..< `count`, in that order; of several errors, the one of the least number is thrown.
private func inParallel<Element: Sendable>(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws(ModelError) -> Element
) throws(ModelError) -> [Element] {
    let queue = WorkQueue(count: count)
    let made = withWorkers(min(threads, max(1, count))) { _ in
        var results: [(index: Int, result: Result<Element, ModelError>)] = []
        while let index = queue.take()?.first {
            let result: Result<Element, ModelError> = Result { () throws(ModelError) in try body(index) }
            results.append((index, result))
            if case .failure = result { queue.cancel() }
        }
        return results
    }
    var elements: [Element] = []
    for (_, result) in made.joined().sorted(by: { $0.index < $1.index }) { elements.append(try result.get()) }
    return elements
}
