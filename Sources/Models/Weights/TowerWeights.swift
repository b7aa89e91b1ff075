/// Builds the layers of a tower from its tensors.
struct TowerWeights: Sendable {
    let tensors: ModelTensors
    /// The prefix of the names of the tower's tensors, as in `visual.`.
    let prefix: String
    let arithmetic: Arithmetic
    let kernels: TransformerKernels
    /// The number of threads that lay weights out.
    let threads: Int

    /// The tensors of a layer.
    struct Names: Sendable {
        let weights: String
        let bias: String?
        /// The name of the factors of the outputs.
        let scale: String?

        init(weights: String, bias: String?, scale: String? = nil) {
            self.weights = weights
            self.bias = bias
            self.scale = scale
        }

        init(_ layer: String, scale: String? = nil) {
            self.init(weights: "\(layer).weight", bias: "\(layer).bias", scale: scale)
        }

        /// Returns the names of the tensors of `owner`, as in `blocks.0`.
        func of(_ owner: String, scale: String? = nil) -> Names {
            Names(weights: "\(owner).\(weights)", bias: bias.map { "\(owner).\($0)" }, scale: scale)
        }
    }

    func contains(_ name: String) -> Bool { tensors.contains(prefix + name) }

    /// Says that the weights are of another model.
    func mismatch(_ detail: String) -> ModelError { ModelError(.mismatch(detail), tensors.path) }

    func floats(_ name: String, _ shape: [Int]) throws(ModelError) -> [Float] {
        try tensors.floats(prefix + name, shape: shape)
    }

    /// - Parameters:
    ///   - shape: Of the weights, where it is not (outputs, inputs).
    ///   - part: The outputs to compute; all unless given.
    ///   - rows: How many rows it will mostly be applied to.
    func layer(
        _ names: Names, inputs: Int, outputs: Int, shape: [Int]? = nil, part: Range<Int>? = nil,
        outcome: LinearLayer.Outcome = .stored, rows: Int
    ) throws(ModelError) -> LinearLayer {
        let part = part ?? 0..<outputs
        var bias: [Float]?
        if let name = names.bias { bias = Array(try floats(name, [outputs])[part]) }
        let shape = shape ?? [outputs, inputs]
        let weights = try read(names.weights, rows: part, shape: shape, width: inputs)
        guard let name = names.scale else {
            return try layer(inputs, part.count, weights: weights, bias: bias, outcome: outcome, rows: rows)
        }
        // s · (Wx + b) = (s · W) x + s · b
        let scale = Array(try floats(name, [outputs])[part])
        let scaled = LayerWeights(count: weights.count) { body throws(ModelError) in
            try weights.read { weights throws(ModelError) in
                try body((0..<scale.count * inputs).map { weights[$0] * scale[$0 / inputs] })
            }
        }
        let scaledBias = bias.map { zip($0, scale).map { $0 * $1 } }
        return try layer(inputs, part.count, weights: scaled, bias: scaledBias, outcome: outcome, rows: rows)
    }

    /// Fuses layers with equal numbers of outputs.
    ///
    /// - Parameters:
    ///   - outputs: Of all of them.
    ///   - part: The outputs to compute; all unless given.
    func layer(
        stacking all: [Names], inputs: Int, outputs: Int, part: Range<Int>? = nil, outcome: LinearLayer.Outcome = .stored,
        rows: Int
    ) throws(ModelError) -> LinearLayer {
        if all.count == 1 {
            return try layer(all[0], inputs: inputs, outputs: outputs, part: part, outcome: outcome, rows: rows)
        }
        let each = outputs / all.count
        let part = part ?? 0..<outputs
        var parts: [LayerWeights] = []
        var bias: [Float]?
        for (index, names) in all.enumerated() {
            let own = part.clamped(to: index * each..<(index + 1) * each)
            if own.isEmpty { continue }
            let chosen = own.lowerBound - index * each..<own.upperBound - index * each
            parts.append(try read(names.weights, rows: chosen, shape: [each, inputs], width: inputs))
            if let name = names.bias { bias = (bias ?? []) + (try floats(name, [each])[chosen]) }
        }
        let stacked = LayerWeights(count: part.count * inputs) { [parts] body throws(ModelError) in
            var numbers: [Float] = []
            numbers.reserveCapacity(part.count * inputs)
            for part in parts {
                try part.read { weights throws(ModelError) in numbers += UnsafeBufferPointer(start: weights, count: part.count)
                }
            }
            try body(numbers)
        }
        return try layer(inputs, part.count, weights: stacked, bias: bias, outcome: outcome, rows: rows)
    }

    /// A layer that is small, and computed in float32.
    func exactLayer(_ names: Names, inputs: Int, outputs: Int, rows: Int) throws(ModelError) -> LinearLayer {
        var bias: [Float]?
        if let name = names.bias { bias = try floats(name, [outputs]) }
        let weights = try read(names.weights, rows: 0..<outputs, shape: [outputs, inputs], width: inputs)
        return try LinearLayer(
            inputs: inputs, outputs: outputs, weights: weights, bias: bias, arithmetic: .float32, typicalRows: rows,
            kernels: kernels)
    }

    /// Returns the projection of a pooled token to an embedding; nil where that is the embedding already.
    func projection(
        _ projection: Projection, inputs: Int, outputs: Int, rows: Int
    ) throws(ModelError) -> LinearLayer? {
        switch projection {
        case .none: nil
        case .transposed(let name): try transposedLayer(name, inputs: inputs, outputs: outputs, rows: rows)
        case .layer(let names): try exactLayer(names, inputs: inputs, outputs: outputs, rows: rows)
        }
    }

    /// A product with the matrix `name`, which has a row for each input. It is small, and computed in float32.
    func transposedLayer(_ name: String, inputs: Int, outputs: Int, rows: Int) throws(ModelError) -> LinearLayer {
        let matrix = try floats(name, [inputs, outputs])
        let weights = [Float](unsafeUninitializedCapacity: inputs * outputs) { weights, count in
            for output in 0..<outputs {
                for input in 0..<inputs { weights[output * inputs + input] = matrix[input * outputs + output] }
            }
            count = inputs * outputs
        }
        return try LinearLayer(
            inputs: inputs, outputs: outputs, weights: LayerWeights(weights), bias: nil, arithmetic: .float32,
            typicalRows: rows, kernels: kernels)
    }

    /// Rows `part` of the tensor `name`, which has the shape `shape` and rows of `width` numbers.
    private func read(_ name: String, rows part: Range<Int>, shape: [Int], width: Int) throws(ModelError) -> LayerWeights {
        let (name, tensors) = (prefix + name, tensors)
        try tensors.check(name, shape: shape)
        return LayerWeights(count: part.count * width) { body throws(ModelError) in
            try tensors.withFloats(name, shape: shape) { weights throws(ModelError) in
                try body(weights.baseAddress! + part.lowerBound * width)  // A layer has an output at least.
            }
        }
    }

    private func layer(
        _ inputs: Int, _ outputs: Int, weights: LayerWeights, bias: [Float]?, outcome: LinearLayer.Outcome, rows: Int
    ) throws(ModelError) -> LinearLayer {
        try LinearLayer(
            inputs: inputs, outputs: outputs, weights: weights, bias: bias, outcome: outcome, arithmetic: arithmetic,
            typicalRows: rows, kernels: kernels)
    }
}
