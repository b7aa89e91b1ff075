/// Some embeddings after scalar quantisation: each number in 8 bits, and how far off they are. A search reads them in
/// place of the embeddings, a quarter of the bytes, and the embeddings of those that may be among the best.
///
/// Write μ for the mean of all the embeddings that are quantised together, s for the scale of one embedding b, and q for its
/// codes, whole numbers from −127 to 127. Then b = μ + s·q + e, where ‖e‖ is kept, too. Taking off μ makes s smaller: embeddings
/// of a model have much in common.
struct QuantizedEmbeddings {
    /// The byte that stands for the code 0.
    static let zero = 128
    static let largestCode = 127
    /// The length of a row of codes is a multiple of this; padding is ignored.
    static let lanes = 64

    /// μ
    let centre: [Float]
    let facts: [QuantizationParameters]
    /// The codes q + 128, row by row, filled up with zeros.
    let codes: [UInt8]

    /// Returns the distance in bytes from one row of codes to the next.
    static func stride(dimension: Int) -> Int { (dimension + lanes - 1) / lanes * lanes }

    /// - Parameter embeddings: All of one dimension.
    init(_ embeddings: [StoredEmbedding]) {
        let dimension = embeddings.first?.numbers.count ?? 0
        var sums = [Double](repeating: 0, count: dimension)
        for embedding in embeddings {
            for place in 0..<dimension { sums[place] += Double(embedding.numbers[place]) }
        }
        let centre = sums.map { Float($0 / Double(max(1, embeddings.count))) }
        let stride = Self.stride(dimension: dimension)
        var codes = [UInt8](repeating: 0, count: embeddings.count * stride)
        facts = embeddings.enumerated().map { row, embedding in
            let start = row * stride
            return QuantizationParameters(embedding, centre: centre) { codes[start + $0] = $1 }
        }
        self.centre = centre
        self.codes = codes
    }

    /// A checksum for the codes of each block of embeddings.
    func checksums(_ layout: SegmentLayout, segment: UInt64) -> [UInt64] {
        codes.withUnsafeBytes { bytes in
            (0..<layout.embeddingBlockCount).map { block in
                let rows = layout.embeddingBlock(block)
                let codes = bytes[rows.lowerBound * layout.codeStride..<rows.upperBound * layout.codeStride]
                return checksum(UnsafeRawBufferPointer(rebasing: codes), seed: layout.codeSeed(segment: segment, block: block))
            }
        }
    }
}

/// The parameters of an embedding besides its codes.
package struct QuantizationParameters: Equatable, Sendable {
    static let size = 16

    /// s
    package let scale: Float
    /// An upper bound of ‖e‖.
    package let error: Float
    /// ‖b‖
    package let norm: Float
    /// ‖b − mean b‖
    package let spread: Float

    /// The parameters as the bytes of a segment.
    var bytes: [UInt8] { [scale, error, norm, spread].flatMap(\.littleEndianBytes) }

    /// Whether they are such as an embedding of `norm` can have.
    func isSound(norm: Double) -> Bool {
        // Comparisons with what is no number are false.
        scale >= 0 && error >= 0 && spread >= 0 && self.norm == Float(norm)
    }

    fileprivate init(_ embedding: StoredEmbedding, centre: [Float], put: (_ place: Int, _ code: UInt8) -> Void) {
        let numbers = embedding.numbers
        var largest = 0.0
        var sum = 0.0
        for (number, middle) in zip(numbers, centre) {
            largest = max(largest, abs(Double(number) - Double(middle)))
            sum += Double(number)
        }
        let mean = sum / Double(numbers.count)
        let scale = Float(largest / Double(QuantizedEmbeddings.largestCode))
        let limit = Double(QuantizedEmbeddings.largestCode)
        var squaredError = 0.0
        var squaredSpread = 0.0
        for (place, (number, middle)) in zip(numbers, centre).enumerated() {
            let rest = Double(number) - Double(middle)
            // Where the scale is zero or has left its range, the code is 0 and the error all there is.
            let steps = (rest / Double(scale)).rounded()
            let code = steps.isFinite ? min(max(steps, -limit), limit) : 0
            put(place, UInt8(Int(code) + QuantizedEmbeddings.zero))
            let error = rest - Double(scale) * code
            squaredError += error * error
            squaredSpread += (Double(number) - mean) * (Double(number) - mean)
        }
        self.scale = scale
        // Rounded up, with more than what 64-bit floats can have lost.
        error = (Float(squaredError.squareRoot()) * (1 + 0x1p-20)).nextUp
        norm = Float(embedding.norm)
        spread = Float(squaredSpread.squareRoot())
    }
}

extension Float {
    var littleEndianBytes: [UInt8] { bitPattern.littleEndianBytes }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
