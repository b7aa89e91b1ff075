internal import CDNNL
internal import CTransformer

/// y = x Wᵀ + b, and what comes right after it.
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
    /// Scales, sums and bias of weights in bytes, whose bias CDNNL does not add.
    private let bytes: (scales: [Float], sums: [Int32], bias: [Float]?)?

    /// - Parameters:
    ///   - weights: `outputs` rows of `inputs` numbers.
    ///   - typicalRows: How many rows `x` will mostly have.
    init(
        inputs: Int, outputs: Int, weights: UnsafeBufferPointer<Float>, bias: [Float]?, outcome: Outcome = .stored,
        arithmetic: Arithmetic, typicalRows: Int, kernels: TransformerKernels
    ) throws(ModelError) {
        precondition(weights.count == inputs * outputs && bias.map { $0.count == outputs } ?? true)
        self.inputs = inputs
        self.outputs = outputs
        self.arithmetic = arithmetic
        self.outcome = outcome
        let isActivated = if case .activated = outcome { true } else { false }
        var description = cdnnl_layer_description(
            inputs: inputs, outputs: outputs, arithmetic: arithmetic.code, activation: outcome.activation,
            is_added: outcome.isAdded ? 1 : 0, is_bf16_output: isActivated && arithmetic == .bfloat16 ? 1 : 0,
            typical_rows: typicalRows)
        var made: OpaquePointer?
        switch arithmetic {
        case .float32, .bfloat16:
            try callLibrary { cdnnl_layer_create(&description, weights.baseAddress!, bias, &made, $0) }
            bytes = nil
        case .roundedFloat32:
            let rounded = Self.rounded(weights, kernels: kernels)
            try callLibrary { cdnnl_layer_create(&description, rounded, bias, &made, $0) }
            bytes = nil
        case .bytes:
            description.activation = CDNNL_IDENTITY
            description.is_added = 0
            var (codes, scales, sums) = ([Int8](repeating: 0, count: weights.count), [Float](), [Int32]())
            scales = [Float](repeating: 0, count: outputs)
            sums = [Int32](repeating: 0, count: outputs)
            kernels.functions.pointee.quantize_weights(weights.baseAddress!, outputs, inputs, &codes, &scales, &sums)
            try callLibrary { cdnnl_layer_create(&description, codes, nil, &made, $0) }
            bytes = (scales, sums, bias)
        }
        guard let made else { preconditionFailure("a layer was made, or else an error thrown") }
        layer = made
    }

    deinit { cdnnl_layer_destroy(layer) }

    private static func rounded(_ weights: UnsafeBufferPointer<Float>, kernels: TransformerKernels) -> [Float] {
        var halves = [UInt16](repeating: 0, count: weights.count)
        kernels.functions.pointee.to_bf16(weights.baseAddress!, weights.count, &halves)
        return [Float](unsafeUninitializedCapacity: weights.count) { buffer, count in
            ct_from_bf16(halves, weights.count, buffer.baseAddress!)
            count = weights.count
        }
    }

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
        try callLibrary { cdnnl_layer_apply(layer, workspace.worker, rows, x, output, $0) }
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
