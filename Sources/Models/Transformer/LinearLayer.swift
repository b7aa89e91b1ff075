internal import CDNNL
internal import CTransformer
import Synchronization

/// y = x Wᵀ + b, and what comes right after it.
///
/// The weights are read when they are first needed. The first product lays them out in memory that the next layer's take over, which is
/// what is fast for a single query; with the second one they are laid out for good.
final class LinearLayer: @unchecked Sendable {  // CDNNL's layers may be applied by several threads at once.
    /// What becomes of the product.
    enum Outcome {
        /// Stores it.
        case stored
        /// Adds it to what is there.
        case added
        /// The activation of it is what the next layer takes.
        case activated(TransformerConfig.Activation)

        var isAdded: Bool { if case .added = self { true } else { false } }

        /// The value that stands for it in CDNNL.
        fileprivate var activation: cdnnl_activation {
            switch self {
            case .stored, .added: CDNNL_IDENTITY
            case .activated(.quickGELU): CDNNL_QUICK_GELU
            case .activated(.tanhGELU): CDNNL_TANH_GELU
            case .activated: CDNNL_GELU
            }
        }
    }

    let inputs: Int
    let outputs: Int
    let arithmetic: Arithmetic
    private let outcome: Outcome
    private let layer: OpaquePointer
    private let weights: LayerWeights
    private let placement = Mutex(Placement.unused)
    /// Scales, sums and bias of weights in bytes, whose bias CDNNL does not add.
    private let bytes: (scales: [Float], sums: [Int32], bias: [Float]?)?

    /// Where the weights are.
    private enum Placement {
        /// Where `weights` reads them; no product has needed them.
        case unused
        /// There still, and one product has needed them.
        case usedOnce
        /// Laid out in the layer.
        case kept
    }

    /// - Parameters:
    ///   - weights: `outputs` rows of `inputs` numbers.
    ///   - typicalRows: How many rows `x` will mostly have.
    init(
        inputs: Int, outputs: Int, weights: LayerWeights, bias: [Float]?, outcome: Outcome = .stored,
        arithmetic: Arithmetic, typicalRows: Int, kernels: TransformerKernels
    ) throws(ModelError) {
        precondition(bias.map { $0.count == outputs } ?? true)
        self.inputs = inputs
        self.outputs = outputs
        self.arithmetic = arithmetic
        self.outcome = outcome
        self.weights = arithmetic == .roundedFloat32 ? weights.rounded(kernels: kernels) : weights
        let isActivated = if case .activated = outcome { true } else { false }
        let hasBytes = arithmetic == .bytes
        var description = cdnnl_layer_description(
            inputs: inputs, outputs: outputs, arithmetic: arithmetic.code,
            activation: hasBytes ? CDNNL_IDENTITY : outcome.activation, is_added: outcome.isAdded && !hasBytes ? 1 : 0,
            is_bf16_output: isActivated && arithmetic == .bfloat16 ? 1 : 0, typical_rows: typicalRows)
        var made: OpaquePointer?
        try callLibrary { cdnnl_layer_create(&description, hasBytes ? nil : bias, &made, $0) }
        guard let made else { preconditionFailure("a layer was made, or else an error thrown") }
        layer = made
        guard hasBytes else {
            bytes = nil
            return
        }
        var codes = [Int8](repeating: 0, count: outputs * inputs)
        var scales = [Float](repeating: 0, count: outputs)
        var sums = [Int32](repeating: 0, count: outputs)
        do throws(ModelError) {
            try weights.read { weights throws(ModelError) in
                kernels.functions.pointee.quantize_weights(weights, outputs, inputs, &codes, &scales, &sums)
            }
            try callLibrary { cdnnl_layer_keep(made, nil, codes, $0) }
        } catch {
            cdnnl_layer_destroy(made)  // `deinit` does not run: `bytes` is not there yet.
            throw error
        }
        bytes = (scales, sums, bias)
        placement.withLock { $0 = .kept }
    }

    deinit { cdnnl_layer_destroy(layer) }

    /// Applies the layer to `rows` rows; an activated one is applied by `activated`.
    func apply(_ x: Operand, rows: Int, to output: UnsafeMutablePointer<Float>, in workspace: Workspace) throws(ModelError) {
        guard let bytes, let codes = x.codes else { return try multiply(x.numbers, rows: rows, to: output, in: workspace) }
        let sums = workspace.sums(count: rows * outputs)
        try multiply(x.numbers, rows: rows, to: sums, in: workspace)
        withMatrix(bytes) { matrix in
            workspace.kernels.functions.pointee.dequantize(
                sums, rows, outputs, codes, matrix, outcome.isAdded ? 1 : 0, output)
        }
    }

    /// The activation of the layer's output, as a layer of the same arithmetic takes it; valid until the next call.
    func activated(_ x: Operand, rows: Int, in workspace: Workspace) throws(ModelError) -> Operand {
        guard case .activated(let activation) = outcome else { preconditionFailure("the layer has no activation") }
        let output = workspace.innerOperand(rows: rows, width: outputs, for: arithmetic)
        guard let bytes, let codes = x.codes else {
            try multiply(x.numbers, rows: rows, to: output, in: workspace)
            return Operand(numbers: output, codes: nil)
        }
        let sums = workspace.sums(count: rows * outputs)
        try multiply(x.numbers, rows: rows, to: sums, in: workspace)
        withMatrix(bytes) { matrix in
            workspace.kernels.functions.pointee.activate(
                sums, rows, outputs, codes, matrix, activation.kernel, byteLevels, output)
        }
        return Operand(numbers: output, codes: codes)
    }

    private func multiply(
        _ x: UnsafeRawPointer, rows: Int, to output: UnsafeMutableRawPointer, in workspace: Workspace
    ) throws(ModelError) {
        guard try isFirstProduct(in: workspace) else {
            return try callLibrary { cdnnl_layer_apply(layer, workspace.worker, nil, rows, x, output, $0) }
        }
        try weights.read { weights throws(ModelError) in
            try callLibrary { cdnnl_layer_apply(layer, workspace.worker, weights, rows, x, output, $0) }
        }
    }

    /// Answers true the first time; the second time it lays the weights out before it answers.
    private func isFirstProduct(in workspace: Workspace) throws(ModelError) -> Bool {
        try placement.withLock { placement throws(ModelError) in
            switch placement {
            case .unused:
                placement = .usedOnce
                return true
            case .usedOnce:
                try weights.read { weights throws(ModelError) in
                    try callLibrary { cdnnl_layer_keep(layer, workspace.worker, weights, $0) }
                }
                placement = .kept
                return false
            case .kept:
                return false
            }
        }
    }

    private func withMatrix(
        _ bytes: (scales: [Float], sums: [Int32], bias: [Float]?), _ body: (ct_signed_matrix) -> Void
    ) {
        bytes.scales.withUnsafeBufferPointer { scales in
            bytes.sums.withUnsafeBufferPointer { sums in
                (bytes.bias ?? []).withUnsafeBufferPointer { bias in
                    body(
                        ct_signed_matrix(
                            scales: scales.baseAddress!, sums: sums.baseAddress!,  // A layer has an output at least.
                            bias: bytes.bias == nil ? nil : bias.baseAddress))
                }
            }
        }
    }
}

/// Makes rows of `width` numbers have length one.
func normalize(_ x: UnsafeMutablePointer<Float>, rows: Int, width: Int) { ct_normalize(x, rows, width) }

extension TransformerConfig.Activation {
    /// The value that stands for it in CTransformer.
    fileprivate var kernel: ct_activation {
        switch self {
        case .gelu, .swiGLU: CT_GELU
        case .quickGELU: CT_QUICK_GELU
        case .tanhGELU: CT_TANH_GELU
        }
    }
}
