/// Position embeddings of patches that lie in a square.
struct PositionGrid: Sendable {
    /// Patches along a side.
    let side: Int
    /// The number of components of a patch.
    let width: Int
    /// Row by row: (side · side, width).
    let values: [Float]

    /// The same for a grid of another side, as PyTorch's `interpolate` with `align_corners` false makes it; itself for its own.
    func resized(to newSide: Int, by resampling: VisionConfig.PositionResampling) -> PositionGrid {
        if newSide == side { return self }
        let taps = (0..<newSide).map { resampling.taps(of: $0, from: side, to: newSide) }
        // Along rows first: (side, newSide, width).
        let wide = Self.weighted(taps, lines: side, values, inputs: side, stride: width, width: width)
        // Columns, by taking whole rows for numbers: (newSide, newSide · width).
        let all = Self.weighted(taps, lines: 1, wide, inputs: side, stride: newSide * width, width: newSide * width)
        return PositionGrid(side: newSide, width: width, values: all)
    }

    private static func weighted(
        _ taps: [[(index: Int, weight: Float)]], lines: Int, _ values: [Float], inputs: Int, stride: Int, width: Int
    ) -> [Float] {
        let outputs = taps.count
        var result = [Float](repeating: 0, count: lines * outputs * width)
        for line in 0..<lines {
            for (output, taps) in taps.enumerated() {
                let target = (line * outputs + output) * width
                for (index, weight) in taps {
                    let source = (line * inputs + index) * stride
                    for column in 0..<width { result[target + column] += weight * values[source + column] }
                }
            }
        }
        return result
    }
}

extension VisionConfig.PositionResampling {
    /// Returns the inputs and weights that output `index` is the sum of.
    fileprivate func taps(of index: Int, from inputs: Int, to outputs: Int) -> [(index: Int, weight: Float)] {
        let scale = Float(inputs) / Float(outputs)
        switch self {
        case .bicubic:
            // Four neighbours, those beyond the edge taken for the edge; the cubic with a = -0.75.
            let centre = scale * (Float(index) + 0.5) - 0.5
            let first = Int(centre.rounded(.down))
            return (-1...2).map { offset in
                let weight = keysCubic(centre - Float(first + offset), a: -0.75)
                return (min(max(first + offset, 0), inputs - 1), weight)
            }
        case .antialiasedBicubic:
            // As Pillow resizes, in floats: wider where it makes smaller, normalised; the cubic with a = -0.5.
            let filterScale = max(scale, 1)
            let centre = scale * (Float(index) + 0.5)
            let low = max(0, Int(centre - 2 * filterScale + 0.5))
            let high = min(inputs, Int(centre + 2 * filterScale + 0.5))
            let weights = (low..<high).map { keysCubic((Float($0) - centre + 0.5) / filterScale, a: -0.5) }
            let sum = weights.reduce(0, +)
            return zip(low..<high, weights).map { ($0, $1 / sum) }
        }
    }
}

/// Keys' cubic convolution.
private func keysCubic(_ x: Float, a: Float) -> Float {
    let x = abs(x)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
}
