internal import CTransformer

/// OpenCLIP's text transformer: from tokens to embeddings.
///
/// A token sees those before it only, and the embedding is that of the end of text. So what comes after that is left out,
/// which changes no result.
struct TextTower: Sendable {
    /// Texts that are taken at a time.
    static let typicalCount = 8
    private static let typicalLength = 16

    let config: TextConfig
    let embeddingSize: Int
    private let tensors: SafeTensors
    private let embeddingName: String
    private let positions: [Float]
    private let transformer: Transformer
    private let lastNorm: LayerNorm
    private let projection: LinearLayer

    /// - Parameter weights: Those of the text tower, without prefix unless the configuration has one.
    init(_ weights: TowerWeights, config: TextConfig, embeddingSize: Int) throws(ModelError) {
        let width = config.transformer.width
        self.config = config
        self.embeddingSize = embeddingSize
        tensors = weights.tensors
        embeddingName = weights.prefix + "token_embedding.weight"
        positions = try weights.floats("positional_embedding", [config.contextLength, width])
        let count = Self.typicalCount
        transformer = try Transformer(
            weights, "transformer", config: config.transformer, selects: true, rows: (count * Self.typicalLength, count))
        lastNorm = try LayerNorm(weights, "ln_final", width: width, epsilon: config.transformer.epsilon)
        projection = try weights.transposedLayer("text_projection", inputs: width, outputs: embeddingSize, rows: count)
    }

    /// Embeds `texts`, each of `config.contextLength` tokens, in rows of `output` (texts, embeddingSize), not normalised.
    func embed(
        _ texts: ArraySlice<[Int32]>, to output: UnsafeMutablePointer<Float>, in workspace: Workspace,
        observer: Transformer.Observer? = nil
    ) throws(ModelError) {
        let width = config.transformer.width
        let ends = texts.map(Self.end)
        // Few different lengths, as each needs plans of its own.
        let length = min(config.contextLength, ((ends.max() ?? 0) + 8) / 8 * 8)
        let tokens = workspace.tokens.floats(texts.count * length * width)
        for (text, row) in zip(texts, 0...) {
            precondition(text.count == config.contextLength)
            try embedTokens(text[..<length], to: tokens + row * length * width)
            workspace.kernels.functions.pointee.add(positions, length * width, tokens + row * length * width)
        }
        observer?(-1, UnsafeBufferPointer(start: tokens, count: texts.count * length * width))
        let rows = try transformer.apply(
            to: tokens, sequences: texts.count, length: length, selection: ends, isCausal: true, in: workspace,
            observer: observer)
        let normalized = workspace.normalized.floats(texts.count * width)
        lastNorm.apply(rows, stride: width, rows: texts.count, to: normalized, kernels: workspace.kernels)
        try projection.apply(Operand(numbers: normalized, codes: nil), rows: texts.count, to: output, in: workspace)
    }

    /// The place of the first of the greatest tokens, which is the end of text.
    private static func end(of text: [Int32]) -> Int {
        text.indices.reduce(0) { text[$1] > text[$0] ? $1 : $0 }
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
