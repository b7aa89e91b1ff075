internal import CTransformer

/// A transformer over tokens of text.
///
/// Where a token sees those before it only, what comes after the token whose outcome is the text's is left out, which changes
/// no result.
struct TokenTransformer: TextTower {
    private static let typicalCausalLength = 16

    let config: TextConfig
    let embeddingSize: Int
    let typicalCount: Int
    private let tensors: ModelTensors
    private let embeddingName: String
    private let positions: [Float]
    private let transformer: Transformer
    private let lastNorm: LayerNorm
    private let projection: LinearLayer?

    /// - Parameter weights: All of the model; the names say which are the tower's.
    init(
        _ weights: TowerWeights, names: TextNames, config: TextConfig, embeddingSize: Int
    ) throws(ModelError) {
        let width = config.transformer.width
        self.config = config
        self.embeddingSize = embeddingSize
        tensors = weights.tensors
        embeddingName = weights.prefix + names.tokens
        positions = try weights.floats(names.positions, [config.contextLength, width])
        let length = config.isCausal ? Self.typicalCausalLength : config.contextLength
        let count = config.isCausal ? 8 : max(1, 256 / length)
        typicalCount = count
        transformer = try Transformer(
            weights, names.blocks, names: names.block, config: config.transformer, selects: true, rows: (count * length, count))
        lastNorm = try LayerNorm(weights, names.lastNorm, width: width, epsilon: config.transformer.epsilon)
        projection = try weights.projection(names.projection, inputs: width, outputs: embeddingSize, rows: count)
    }

    func embed(
        _ texts: ArraySlice<[Int32]>, to output: UnsafeMutablePointer<Float>, in workspace: Workspace,
        observer: Transformer.Observer?
    ) throws(ModelError) {
        let width = config.transformer.width
        let ends = texts.map(end)
        // Few different lengths, as each needs plans of its own.
        let length = config.isCausal ? min(config.contextLength, ((ends.max() ?? 0) + 8) / 8 * 8) : config.contextLength
        let tokens = workspace.tokens.floats(texts.count * length * width)
        for (text, row) in zip(texts, 0...) {
            precondition(text.count == config.contextLength)
            try embedTokens(text[..<length], to: tokens + row * length * width)
            workspace.kernels.functions.pointee.add(positions, length * width, tokens + row * length * width)
        }
        observer?(-1, UnsafeBufferPointer(start: tokens, count: texts.count * length * width))
        let rows = try transformer.apply(
            to: tokens, sequences: texts.count, length: length, selection: ends, isCausal: config.isCausal, in: workspace,
            observer: observer)
        let normalized = workspace.normalized.floats(texts.count * width)
        lastNorm.apply(rows, stride: width, rows: texts.count, to: normalized, kernels: workspace.kernels)
        guard let projection else {
            output.update(from: normalized, count: texts.count * width)
            return
        }
        try projection.apply(Operand(numbers: normalized, codes: nil), rows: texts.count, to: output, in: workspace)
    }

    /// The place of the token whose outcome is the text's.
    private func end(of text: [Int32]) -> Int {
        switch config.pooling {
        case .greatest: text.indices.reduce(0) { text[$1] > text[$0] ? $1 : $0 }
        case .first(let token): text.firstIndex(of: token) ?? 0
        case .last: text.count - 1
        }
    }

    private func embedTokens(_ text: ArraySlice<Int32>, to output: UnsafeMutablePointer<Float>) throws(ModelError) {
        let shape = (rows: config.vocabularySize, columns: config.transformer.width)
        for (index, token) in zip(0..., text) {
            guard (0..<config.vocabularySize).contains(Int(token)) else {
                throw ModelError(
                    .damaged("it has a vocabulary of \(config.vocabularySize), and its tokenizer gives token \(token)"),
                    tensors.path)
            }
            try tensors.copyRow(Int(token), of: embeddingName, shape: shape, to: output + index * shape.columns)
        }
    }
}
