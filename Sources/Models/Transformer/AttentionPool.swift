internal import CTransformer

/// Attention of one learned query to all tokens of a sequence, followed by a perceptron.
struct AttentionPool: Sendable {
    private let config: TransformerConfig
    /// The query, which depends on the model alone: (width).
    private let query: [Float]
    private let keysAndValues: LinearLayer
    private let output: LinearLayer
    private let norm: LayerNorm
    private let perceptron: Perceptron

    init(
        _ weights: TowerWeights, names: PoolNames, config: TransformerConfig, rows: (tokens: Int, sequences: Int)
    ) throws(ModelError) {
        let width = config.width
        self.config = config
        func layer(_ part: PoolNames.Part, rows: Int) throws(ModelError) -> LinearLayer {
            try weights.layer(
                part.names, inputs: width, outputs: part.total * width,
                part: part.part.lowerBound * width..<part.part.upperBound * width, rows: rows)
        }
        keysAndValues = try layer(names.keysAndValues, rows: rows.tokens)
        query = try Self.query(weights, names, width: width)
        output = try weights.layer(names.output, inputs: width, outputs: width, rows: rows.sequences)
        norm = try LayerNorm(weights, names.norm, width: width, epsilon: config.epsilon)
        perceptron = try Perceptron(weights, nil, names: names.perceptron, config: config, rows: rows.sequences)
    }

    /// W latent + b, in double precision.
    private static func query(_ weights: TowerWeights, _ names: PoolNames, width: Int) throws(ModelError) -> [Float] {
        let latent = try weights.floats(names.latent, [width])
        let (of, first) = (names.queries, names.queries.part.lowerBound * width)
        var bias = [Float](repeating: 0, count: of.total * width)
        if let name = of.names.bias { bias = try weights.floats(name, [of.total * width]) }
        return try weights.tensors.withFloats(weights.prefix + of.names.weights, shape: [of.total * width, width]) {
            matrix throws(ModelError) in
            (first..<first + width).map { row in
                var sum = Double(bias[row])
                for column in 0..<width { sum += Double(matrix[row * width + column]) * Double(latent[column]) }
                return Float(sum)
            }
        }
    }

    /// Pools tokens `x` (sequences · length, width) in rows of `result` (sequences, width).
    func apply(
        to x: UnsafeMutablePointer<Float>, sequences: Int, length: Int, result: UnsafeMutablePointer<Float>,
        in workspace: Workspace
    ) throws(ModelError) {
        let width = config.width
        let rows = sequences * length
        let projected = workspace.projected.floats(rows * 2 * width)  // (sequences, length, 2 · width)
        try keysAndValues.apply(
            workspace.operand(x, rows: rows, width: width, for: keysAndValues.arithmetic), rows: rows, to: projected,
            in: workspace)
        let context = workspace.context.floats(sequences * width)
        query.withUnsafeBufferPointer { query in
            for sequence in 0..<sequences {
                for head in 0..<config.heads {
                    let start = projected + sequence * length * 2 * width + head * config.headWidth
                    var attention = ct_attention(
                        queries: query.baseAddress! + head * config.headWidth,  // As wide as the tower.
                        keys: start, values: start + width, query_stride: width, stride: 2 * width, query_count: 1,
                        key_count: length, head_width: config.headWidth, scale: 1 / Float(config.headWidth).squareRoot(),
                        visible: length, output: context + sequence * width + head * config.headWidth, output_stride: width)
                    let scratch = workspace.attention.floats(ct_attention_scratch(length, config.headWidth))
                    workspace.kernels.functions.pointee.attend(&attention, scratch)
                }
            }
        }
        try output.apply(
            workspace.operand(context, rows: sequences, width: width, for: output.arithmetic), rows: sequences, to: result,
            in: workspace)
        let normalized = workspace.queries.floats(sequences * width)
        norm.apply(result, stride: width, rows: sequences, to: normalized, kernels: workspace.kernels)
        try perceptron.add(of: normalized, to: result, rows: sequences, in: workspace)
    }
}
