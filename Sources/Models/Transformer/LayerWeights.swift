internal import CTransformer

/// The weights of a linear layer: `count` numbers, a row for each output, which are read where they lie as often as they are needed.
struct LayerWeights: Sendable {
    typealias Body = (UnsafePointer<Float>) throws(ModelError) -> Void

    let count: Int
    private let reading: @Sendable (Body) throws(ModelError) -> Void

    /// - Parameter reading: Calls its argument with `count` numbers, which are valid during the call only.
    init(count: Int, reading: @escaping @Sendable (Body) throws(ModelError) -> Void) {
        self.count = count
        self.reading = reading
    }

    /// Numbers that are kept in memory.
    init(_ numbers: [Float]) {
        self.init(count: numbers.count) { body throws(ModelError) in
            try numbers.withUnsafeBufferPointer { buffer throws(ModelError) in
                try body(buffer.baseAddress!)  // A layer has an output at least.
            }
        }
    }

    /// Calls `body` with the numbers, which are valid during the call only.
    func read(_ body: Body) throws(ModelError) { try reading(body) }

    /// The weights rounded to bf16.
    func rounded(kernels: TransformerKernels) -> LayerWeights {
        LayerWeights(count: count) { [count] body throws(ModelError) in
            try read { weights throws(ModelError) in
                var halves = [UInt16](repeating: 0, count: count)
                kernels.functions.pointee.to_bf16(weights, count, &halves)
                let floats = [Float](unsafeUninitializedCapacity: count) { buffer, written in
                    ct_from_bf16(halves, count, buffer.baseAddress!)
                    written = count
                }
                try body(floats)
            }
        }
    }
}
