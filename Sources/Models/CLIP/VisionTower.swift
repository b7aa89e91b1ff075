internal import CTransformer

/// OpenCLIP's vision transformer: from prepared pictures to embeddings.
struct VisionTower: Sendable {
    let config: VisionConfig
    let embeddingSize: Int
    /// Pictures that are best taken at a time.
    let typicalCount: Int
    private let patchLayer: LinearLayer
    private let classToken: [Float]
    private let positions: [Float]
    private let firstNorm: LayerNorm?
    private let transformer: Transformer
    private let lastNorm: LayerNorm
    private let projection: LinearLayer

    /// - Parameter weights: Those of `visual.`.
    init(_ weights: TowerWeights, config: VisionConfig, embeddingSize: Int) throws(ModelError) {
        let width = config.transformer.width
        let count = Self.typicalCount(tokens: config.tokenCount)
        self.config = config
        self.embeddingSize = embeddingSize
        typicalCount = count
        // The size of the picture follows from a tensor in the file, so what is allocated below is bounded by the file.
        positions = try weights.floats("positional_embedding", [config.tokenCount, width])
        classToken = try weights.floats("class_embedding", [width])
        // A convolution whose step is the size of its kernel: a product with patches.
        patchLayer = try weights.layer(
            TowerWeights.Names(weights: "conv1.weight", bias: nil), inputs: config.patchSampleCount, outputs: width,
            shape: [width, 3, config.patchSize, config.patchSize], rows: count * (config.tokenCount - 1))
        let epsilon = config.transformer.epsilon
        firstNorm = config.normalizesFirst ? try LayerNorm(weights, "ln_pre", width: width, epsilon: epsilon) : nil
        transformer = try Transformer(
            weights, "transformer", config: config.transformer, selects: config.pooling == .classToken,
            rows: (count * config.tokenCount, count))
        lastNorm = try LayerNorm(weights, "ln_post", width: width, epsilon: epsilon)
        projection = try weights.transposedLayer("proj", inputs: width, outputs: embeddingSize, rows: count)
    }

    /// So many that a layer has about 256 rows: products are no faster with more, and activations stay in the cache.
    private static func typicalCount(tokens: Int) -> Int { max(1, (256 + tokens / 2) / tokens) }

    /// Embeds `count` pictures (count, 3, size, size) in rows of `output` (count, embeddingSize), not normalised.
    func embed(
        _ pictures: UnsafePointer<Float>, count: Int, to output: UnsafeMutablePointer<Float>, in workspace: Workspace,
        observer: Transformer.Observer? = nil
    ) throws(ModelError) {
        let (width, length) = (config.transformer.width, config.tokenCount)
        let tokens = try embedPatches(pictures, count: count, in: workspace)
        observer?(-1, UnsafeBufferPointer(start: tokens, count: count * length * width))
        let rows = try transformer.apply(
            to: tokens, sequences: count, length: length, selection: [Int](repeating: 0, count: count), isCausal: false,
            in: workspace, observer: observer)
        let pooled = pool(rows, count: count, in: workspace)
        try projection.apply(Operand(numbers: pooled, codes: nil), rows: count, to: output, in: workspace)
    }

    /// The tokens that the first block takes: (count, tokens, width).
    private func embedPatches(
        _ pictures: UnsafePointer<Float>, count: Int, in workspace: Workspace
    ) throws(ModelError) -> UnsafeMutablePointer<Float> {
        let (width, length, inputs) = (config.transformer.width, config.tokenCount, config.patchSampleCount)
        let rows = count * (length - 1)
        let patches = workspace.patches.floats(rows * inputs)
        cutPatches(pictures, count: count, to: patches)
        let embedded = workspace.projected.floats(rows * width)
        try patchLayer.apply(
            workspace.operand(patches, rows: rows, width: inputs, for: patchLayer.arithmetic), rows: rows, to: embedded,
            in: workspace)
        let tokens = workspace.tokens.floats(count * length * width)
        for picture in 0..<count {
            let start = tokens + picture * length * width
            start.update(from: classToken, count: width)
            (start + width).update(from: embedded + picture * (length - 1) * width, count: (length - 1) * width)
            workspace.kernels.functions.pointee.add(positions, length * width, start)
        }
        firstNorm?.apply(tokens, stride: width, rows: count * length, to: tokens, kernels: workspace.kernels)
        return tokens
    }

    /// Rows of (3, patch, patch) samples, patch after patch; what is left of a picture at the right and below is not used.
    private func cutPatches(_ pictures: UnsafePointer<Float>, count: Int, to patches: UnsafeMutablePointer<Float>) {
        let (side, patch, grid) = (config.imageSize, config.patchSize, config.grid)
        var output = patches
        for picture in 0..<count {
            for row in 0..<grid {
                for column in 0..<grid {
                    for channel in 0..<3 {
                        for line in 0..<patch {
                            let source = ((picture * 3 + channel) * side + row * patch + line) * side + column * patch
                            output.update(from: pictures + source, count: patch)
                            output += patch
                        }
                    }
                }
            }
        }
    }

    /// The normalised row of each picture: (count, width).
    private func pool(_ rows: UnsafeMutablePointer<Float>, count: Int, in workspace: Workspace) -> UnsafeMutablePointer<Float> {
        let (width, length) = (config.transformer.width, config.tokenCount)
        let pooled = workspace.normalized.floats(count * length * width)
        guard config.pooling == .mean else {
            lastNorm.apply(rows, stride: width, rows: count, to: pooled, kernels: workspace.kernels)
            return pooled
        }
        let means = workspace.selected.floats(count * width)
        if config.poolsBeforeNormalizing {
            average(rows, count: count, to: means, in: workspace)
            lastNorm.apply(means, stride: width, rows: count, to: pooled, kernels: workspace.kernels)
            return pooled
        }
        lastNorm.apply(rows, stride: width, rows: count * length, to: pooled, kernels: workspace.kernels)
        average(pooled, count: count, to: means, in: workspace)
        return means
    }

    /// The mean of each picture's patches, without its class token.
    private func average(
        _ rows: UnsafePointer<Float>, count: Int, to means: UnsafeMutablePointer<Float>, in workspace: Workspace
    ) {
        let (width, length) = (config.transformer.width, config.tokenCount)
        for picture in 0..<count {
            let mean = means + picture * width
            mean.update(repeating: 0, count: width)
            for token in 1..<length {
                workspace.kernels.functions.pointee.add(rows + (picture * length + token) * width, width, mean)
            }
            for column in 0..<width { mean[column] /= Float(length - 1) }
        }
    }
}
