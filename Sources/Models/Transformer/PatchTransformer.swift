internal import CTransformer

/// A vision transformer over square patches.
struct PatchTransformer: VisionTower {
    let config: VisionConfig
    let embeddingSize: Int
    private let patchLayer: LinearLayer
    /// The tokens before the patches, with the class token's position: (leading, width).
    private let leading: [Float]
    /// The position embeddings of the patches: (grid · grid, width).
    private let positions: [Float]
    private let firstNorm: LayerNorm?
    private let transformer: Transformer
    private let lastNorm: LayerNorm
    private let pool: AttentionPool?
    private let projection: LinearLayer?

    /// - Parameter weights: All of the model; the names say which are the tower's.
    init(
        _ weights: TowerWeights, names: VisionNames, config: VisionConfig, embeddingSize: Int
    ) throws(ModelError) {
        let width = config.transformer.width
        let count = config.typicalCount
        self.config = config
        self.embeddingSize = embeddingSize
        (leading, positions) = try Self.tokens(weights, names, config)
        // A convolution whose step is the size of its kernel: a product with patches.
        patchLayer = try weights.layer(
            names.patches, inputs: config.patchSampleCount, outputs: width,
            shape: [width, 3, config.patchSize, config.patchSize], rows: count * config.grid * config.grid)
        let epsilon = config.transformer.epsilon
        firstNorm =
            config.normalizesFirst
            ? try names.firstNorm.map { name throws(ModelError) in
                try LayerNorm(weights, name, width: width, epsilon: epsilon)
            } : nil
        transformer = try Transformer(
            weights, names.blocks, names: names.block, config: config.transformer, selects: config.pooling == .classToken,
            rows: (count * config.tokenCount, count))
        lastNorm = try LayerNorm(weights, names.lastNorm, width: width, epsilon: epsilon)
        pool = try names.pool.map { names throws(ModelError) in
            try AttentionPool(weights, names: names, config: config.transformer, rows: (count * config.tokenCount, count))
        }
        projection = try weights.projection(names.projection, inputs: width, outputs: embeddingSize, rows: count)
    }

    private static func tokens(
        _ weights: TowerWeights, _ names: VisionNames, _ config: VisionConfig
    ) throws(ModelError) -> (leading: [Float], positions: [Float]) {
        let width = config.transformer.width
        let side = config.positionGrid ?? config.grid
        let classCount = config.hasClassToken ? 1 : 0
        // The size of the picture follows from a tensor in the file, so what is allocated later is bounded by the file.
        let all = try weights.floats(names.positions, [side * side + classCount, width])
        var leading: [Float] = []
        if config.hasClassToken, let name = names.classToken {
            leading = zip(try weights.floats(name, [width]), all).map { $0 + $1 }
        }
        if let name = names.registers {
            if config.registerCount > 0 {
                leading += try weights.floats(name, [config.registerCount, width])
            } else if weights.contains(name) {
                throw weights.mismatch("it has registers, and the configuration has none")
            }
        }
        let positions = PositionGrid(side: side, width: width, values: Array(all.dropFirst(classCount * width)))
        return (leading, positions.resized(to: config.grid, by: config.positionResampling).values)
    }

    func embed(
        _ pictures: UnsafePointer<Float>, count: Int, to output: UnsafeMutablePointer<Float>, in workspace: Workspace,
        observer: Transformer.Observer?
    ) throws(ModelError) {
        let (width, length) = (config.transformer.width, config.tokenCount)
        let tokens = try embedPatches(pictures, count: count, in: workspace)
        observer?(-1, UnsafeBufferPointer(start: tokens, count: count * length * width))
        let rows = try transformer.apply(
            to: tokens, sequences: count, length: length, selection: [Int](repeating: 0, count: count), isCausal: false,
            in: workspace, observer: observer)
        let pooled = try pooled(rows, count: count, in: workspace)
        guard let projection else {
            output.update(from: pooled, count: count * width)
            return
        }
        try projection.apply(Operand(numbers: pooled, codes: nil), rows: count, to: output, in: workspace)
    }

    /// The tokens that the first block takes: (count, tokens, width).
    private func embedPatches(
        _ pictures: UnsafePointer<Float>, count: Int, in workspace: Workspace
    ) throws(ModelError) -> UnsafeMutablePointer<Float> {
        let (width, length, inputs) = (config.transformer.width, config.tokenCount, config.patchSampleCount)
        let (leadingCount, patchCount) = (config.leadingCount, config.grid * config.grid)
        let rows = count * patchCount
        let patches = workspace.patches.floats(rows * inputs)
        cutPatches(pictures, count: count, to: patches)
        let embedded = workspace.projected.floats(rows * width)
        try patchLayer.apply(
            workspace.operand(patches, rows: rows, width: inputs, for: patchLayer.arithmetic), rows: rows, to: embedded,
            in: workspace)
        let tokens = workspace.tokens.floats(count * length * width)
        for picture in 0..<count {
            let start = tokens + picture * length * width
            start.update(from: leading, count: leading.count)
            let patches = start + leadingCount * width
            patches.update(from: embedded + picture * patchCount * width, count: patchCount * width)
            workspace.kernels.functions.pointee.add(positions, patchCount * width, patches)
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
    private func pooled(
        _ rows: UnsafeMutablePointer<Float>, count: Int, in workspace: Workspace
    ) throws(ModelError) -> UnsafeMutablePointer<Float> {
        let (width, length) = (config.transformer.width, config.tokenCount)
        let pooled = workspace.normalized.floats(count * length * width)
        if config.pooling == .classToken {
            lastNorm.apply(rows, stride: width, rows: count, to: pooled, kernels: workspace.kernels)
            return pooled
        }
        if let pool {
            lastNorm.apply(rows, stride: width, rows: count * length, to: pooled, kernels: workspace.kernels)
            let result = workspace.selected.floats(count * width)
            try pool.apply(to: pooled, sequences: count, length: length, result: result, in: workspace)
            return result
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

    /// The mean of each picture's patches, without the tokens before them.
    private func average(
        _ rows: UnsafePointer<Float>, count: Int, to means: UnsafeMutablePointer<Float>, in workspace: Workspace
    ) {
        let (width, length) = (config.transformer.width, config.tokenCount)
        for picture in 0..<count {
            let mean = means + picture * width
            mean.update(repeating: 0, count: width)
            for token in config.leadingCount..<length {
                workspace.kernels.functions.pointee.add(rows + (picture * length + token) * width, width, mean)
            }
            for column in 0..<width { mean[column] /= Float(length - config.leadingCount) }
        }
    }
}
