internal import CTransformer

/// A multilayer perceptron: a layer, an activation, and a second layer whose output is added to what is there.
struct Perceptron: Sendable {
    private let config: TransformerConfig
    private let expansion: LinearLayer
    private let contraction: LinearLayer

    /// - Parameters:
    ///   - owner: What its name begins with, as in `transformer.resblocks.0`, if anything.
    ///   - scale: The tensor that multiplies its output, by its whole name.
    ///   - rows: How many rows it will mostly be applied to.
    init(
        _ weights: TowerWeights, _ owner: String?, names: PerceptronNames, scale: String? = nil, config: TransformerConfig,
        rows: Int
    ) throws(ModelError) {
        let (width, hidden) = (config.width, config.hiddenWidth)
        let isGated = config.activation == .swiGLU
        self.config = config
        expansion = try weights.layer(
            stacking: names.expansion.map { names in owner.map { names.of($0) } ?? names }, inputs: width,
            outputs: isGated ? 2 * hidden : hidden,
            outcome: isGated ? .stored : .activated(config.activation), rows: rows)
        contraction = try weights.layer(
            owner.map { names.contraction.of($0, scale: scale) } ?? names.contraction, inputs: hidden, outputs: width,
            outcome: .added, rows: rows)
    }

    /// Adds what it makes of `input` (rows, width) to `x`.
    func add(
        of input: UnsafeMutablePointer<Float>, to x: UnsafeMutablePointer<Float>, rows: Int, in workspace: Workspace
    ) throws(ModelError) {
        let operand = workspace.operand(input, rows: rows, width: config.width, for: expansion.arithmetic)
        guard config.activation == .swiGLU else {
            return try contraction.apply(
                try expansion.activated(operand, rows: rows, in: workspace), rows: rows, to: x, in: workspace)
        }
        let halves = workspace.hidden.floats(rows * 2 * config.hiddenWidth)  // (rows, 2 · hidden)
        try expansion.apply(operand, rows: rows, to: halves, in: workspace)
        let gated = workspace.gated.floats(rows * config.hiddenWidth)
        workspace.kernels.functions.pointee.gate(halves, rows, config.hiddenWidth, gated)
        try contraction.apply(
            workspace.operand(gated, rows: rows, width: config.hiddenWidth, for: contraction.arithmetic), rows: rows, to: x,
            in: workspace)
    }
}
