internal import CTransformer

/// Normalises rows: (x − mean) / √(variance + ε) · gain + bias.
struct LayerNorm: Sendable {
    let gain: [Float]
    let bias: [Float]
    let epsilon: Float

    init(_ weights: TowerWeights, _ name: String, width: Int, epsilon: Float) throws(ModelError) {
        gain = try weights.floats("\(name).weight", [width])
        bias = try weights.floats("\(name).bias", [width])
        self.epsilon = epsilon
    }

    /// - Parameter stride: Numbers between the beginnings of two rows of `x`; those of `y` follow one another.
    func apply(
        _ x: UnsafePointer<Float>, stride: Int, rows: Int, to y: UnsafeMutablePointer<Float>, kernels: TransformerKernels
    ) {
        kernels.functions.pointee.layer_norm(x, stride, rows, gain.count, gain, bias, epsilon, y)
    }
}

/// A residual attention block: x += attention(norm(x)), then x += perceptron(norm(x)).
struct TransformerBlock: Sendable {
    /// The layers that attention is computed from.
    private enum Projection {
        /// Queries, keys and values of all tokens, side by side.
        case all(LinearLayer)
        /// Keys and values of all tokens, and queries of selected ones: the rest of the last block's output is not needed.
        case selected(keysAndValues: LinearLayer, queries: LinearLayer)
    }

    private let config: TransformerConfig
    private let firstNorm: LayerNorm
    private let projection: Projection
    private let attentionOutput: LinearLayer
    private let secondNorm: LayerNorm
    private let perceptron: Perceptron

    /// - Parameters:
    ///   - name: The block's, as in `transformer.resblocks.0`.
    ///   - selects: Whether its output is needed of one token per sequence only.
    ///   - rows: Tokens that there will mostly be at a time, and sequences.
    init(
        _ weights: TowerWeights, _ name: String, names: BlockNames, config: TransformerConfig, selects: Bool,
        rows: (tokens: Int, sequences: Int)
    ) throws(ModelError) {
        let (width, epsilon) = (config.width, config.epsilon)
        let outputRows = selects ? rows.sequences : rows.tokens
        self.config = config
        firstNorm = try LayerNorm(weights, "\(name).\(names.firstNorm)", width: width, epsilon: epsilon)
        secondNorm = try LayerNorm(weights, "\(name).\(names.secondNorm)", width: width, epsilon: epsilon)
        // (3 · width, width): queries, keys, values.
        let attention = names.attention.map { $0.of(name) }
        func projected(_ part: Range<Int>, rows: Int) throws(ModelError) -> LinearLayer {
            try weights.layer(stacking: attention, inputs: width, outputs: 3 * width, part: part, rows: rows)
        }
        projection =
            selects
            ? .selected(
                keysAndValues: try projected(width..<3 * width, rows: rows.tokens),
                queries: try projected(0..<width, rows: rows.sequences))
            : .all(try projected(0..<3 * width, rows: rows.tokens))
        let scale: (String?) -> String? = { part in config.hasLayerScale ? part.map { "\(name).\($0)" } : nil }
        attentionOutput = try weights.layer(
            names.attentionOutput.of(name, scale: scale(names.attentionScale)), inputs: width, outputs: width, outcome: .added,
            rows: outputRows)
        perceptron = try Perceptron(
            weights, name, names: names.perceptron, scale: scale(names.perceptronScale), config: config, rows: outputRows)
    }

    /// Applies the block to tokens `x` (sequences · length, width), in place.
    func apply(
        to x: UnsafeMutablePointer<Float>, sequences: Int, length: Int, isCausal: Bool, in workspace: Workspace
    ) throws(ModelError) {
        guard case .all(let layer) = projection else { preconditionFailure("this block gives selected tokens only") }
        let (width, rows) = (config.width, sequences * length)
        let normalized = workspace.normalized.floats(rows * width)
        firstNorm.apply(x, stride: width, rows: rows, to: normalized, kernels: workspace.kernels)
        let projected = workspace.projected.floats(rows * 3 * width)  // (sequences, length, 3 · width)
        try layer.apply(
            workspace.operand(normalized, rows: rows, width: width, for: layer.arithmetic), rows: rows, to: projected,
            in: workspace)
        let context = workspace.context.floats(rows * width)  // (sequences, length, width)
        attend(sequences: sequences, in: workspace) { sequence, head in
            let start = projected + sequence * length * 3 * width + head * config.headWidth
            return ct_attention(
                queries: start, keys: start + width, values: start + 2 * width, query_stride: 3 * width, stride: 3 * width,
                query_count: length, key_count: length, head_width: config.headWidth, scale: scale,
                visible: isCausal ? 1 : length, output: context + sequence * length * width + head * config.headWidth,
                output_stride: width)
        }
        try finish(context, x, rows: rows, in: workspace)
    }

    /// Applies the block to tokens `x` (sequences · length, width), for token `selection[i]` of sequence i alone.
    ///
    /// - Returns: The selected tokens (sequences, width), valid until the workspace is used again.
    func selected(
        _ selection: [Int], of x: UnsafeMutablePointer<Float>, length: Int, isCausal: Bool, in workspace: Workspace
    ) throws(ModelError) -> UnsafeMutablePointer<Float> {
        guard case .selected(let keysAndValues, let queryLayer) = projection else {
            preconditionFailure("this block gives all tokens")
        }
        let (width, sequences) = (config.width, selection.count)
        let rows = sequences * length
        let normalized = workspace.normalized.floats(rows * width)
        firstNorm.apply(x, stride: width, rows: rows, to: normalized, kernels: workspace.kernels)
        let projected = workspace.projected.floats(rows * 2 * width)  // (sequences, length, 2 · width)
        try keysAndValues.apply(
            workspace.operand(normalized, rows: rows, width: width, for: keysAndValues.arithmetic), rows: rows, to: projected,
            in: workspace)

        let output = workspace.selected.floats(sequences * width)
        let context = workspace.context.floats(sequences * width)
        for (sequence, token) in selection.enumerated() {
            let row = (sequence * length + token) * width
            (output + sequence * width).update(from: x + row, count: width)
            (context + sequence * width).update(from: normalized + row, count: width)
        }
        let queries = workspace.queries.floats(sequences * width)
        try queryLayer.apply(
            workspace.operand(context, rows: sequences, width: width, for: queryLayer.arithmetic), rows: sequences,
            to: queries, in: workspace)
        attend(sequences: sequences, in: workspace) { sequence, head in
            let start = projected + sequence * length * 2 * width + head * config.headWidth
            let place = sequence * width + head * config.headWidth
            let visible = isCausal ? selection[sequence] + 1 : length
            return ct_attention(
                queries: queries + place, keys: start, values: start + width, query_stride: width, stride: 2 * width,
                query_count: 1, key_count: visible, head_width: config.headWidth, scale: scale, visible: visible,
                output: context + place, output_stride: width)
        }
        try finish(context, output, rows: sequences, in: workspace)
        return output
    }

    private var scale: Float { 1 / Float(config.headWidth).squareRoot() }

    /// x += Wc + b, then x += perceptron(norm(x)), for rows x and attention's outcome c.
    private func finish(
        _ context: UnsafeMutablePointer<Float>, _ x: UnsafeMutablePointer<Float>, rows: Int, in workspace: Workspace
    ) throws(ModelError) {
        let width = config.width
        try attentionOutput.apply(
            workspace.operand(context, rows: rows, width: width, for: attentionOutput.arithmetic), rows: rows, to: x,
            in: workspace)
        let normalized = workspace.normalized.floats(rows * width)
        secondNorm.apply(x, stride: width, rows: rows, to: normalized, kernels: workspace.kernels)
        try perceptron.add(of: normalized, to: x, rows: rows, in: workspace)
    }

    /// Computes the attention that `part` describes for each head of each sequence.
    private func attend(sequences: Int, in workspace: Workspace, _ part: (_ sequence: Int, _ head: Int) -> ct_attention) {
        for sequence in 0..<sequences {
            for head in 0..<config.heads {
                var attention = part(sequence, head)
                let scratch = workspace.attention.floats(ct_attention_scratch(attention.key_count, attention.head_width))
                workspace.kernels.functions.pointee.attend(&attention, scratch)
            }
        }
    }
}
