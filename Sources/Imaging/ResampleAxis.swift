package import CKernels
package import Kernels

/// The taps of every output sample along one axis, in the form the kernels take.
package final class ResampleAxis: Sendable {

    package let inputSize: Int
    package let outputSize: Int
    /// The most groups of four input samples that one output sample needs.
    package let maximumGroups: Int

    // Written in `init` only.
    nonisolated(unsafe) package let taps: UnsafePointer<ck_taps>
    nonisolated(unsafe) private let weights: UnsafePointer<ck_packed_weights>

    /// - Parameters:
    ///   - inputSize: Samples along the axis before resampling.
    ///   - outputSize: Samples after it.
    package init(from inputSize: Int, to outputSize: Int, filter: ResampleFilter, kernels: Kernels) {
        self.inputSize = inputSize
        self.outputSize = outputSize
        let windows =
            filter == .nearest
            ? nearestWindows(from: inputSize, to: outputSize)
            : filterWindows(from: inputSize, to: outputSize, filter: filter)

        let groupCounts = windows.map { ($0.first + $0.weights.count - 1) / 4 - $0.first / 4 + 1 }
        maximumGroups = groupCounts.max() ?? 0
        let weights = UnsafeMutablePointer<ck_packed_weights>.allocate(capacity: groupCounts.reduce(0, +))
        let taps = UnsafeMutablePointer<ck_taps>.allocate(capacity: outputSize)
        var next = weights
        for (index, window) in windows.enumerated() {
            let first = window.first / 4
            (taps + index).initialize(to: ck_taps(first: Int32(first), count: Int32(groupCounts[index]), weights: next))
            for group in first..<(first + groupCounts[index]) {
                let four = (4 * group..<4 * group + 4).map { window.weight(at: $0) }
                next.initialize(to: kernels.functions.pointee.pack_weights(four))
                next += 1
            }
        }
        self.taps = UnsafePointer(taps)
        self.weights = UnsafePointer(weights)
    }

    deinit {
        taps.deallocate()
        weights.deallocate()
    }
}

/// The input samples that make one output sample, and their fixed-point weights.
struct TapWindow: Equatable {
    var first: Int
    var weights: [Int32]

    func weight(at index: Int) -> Int32 {
        weights.indices.contains(index - first) ? weights[index - first] : 0
    }

    /// The same sum without the zeros at both ends.
    fileprivate mutating func trim() {
        while weights.count > 1, weights.last == 0 { weights.removeLast() }
        let zeros = weights.prefix { $0 == 0 }.count
        if zeros < weights.count {
            weights.removeFirst(zeros)
            first += zeros
        }
    }
}

/// Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`: the formulas of the documentation's section on resizing.
func filterWindows(from inputSize: Int, to outputSize: Int, filter: ResampleFilter) -> [TapWindow] {
    let scale = Double(inputSize) / Double(outputSize)
    let filterScale = max(scale, 1)
    let support = filter.support * filterScale
    let inverseScale = 1 / filterScale
    return (0..<outputSize).map { index in
        let centre = (Double(index) + 0.5) * scale
        let first = max(Int(centre - support + 0.5), 0)
        let end = min(Int(centre + support + 0.5), inputSize)
        var weights = (first..<end).map { filter.weight((Double($0) - centre + 0.5) * inverseScale) }
        // Summed from left to right: the order is part of the definition.
        var total = 0.0
        for weight in weights { total += weight }
        if total != 0 { weights = weights.map { $0 / total } }
        var window = TapWindow(first: first, weights: weights.map { Int32(fixedPoint($0)) })
        window.trim()
        return window
    }
}

/// Pillow's nearest neighbour: it steps through the input by repeated addition, whose rounding is part of the result.
func nearestWindows(from inputSize: Int, to outputSize: Int) -> [TapWindow] {
    let scale = Double(inputSize) / Double(outputSize)
    var position = scale * 0.5
    return (0..<outputSize).map { _ in
        defer { position += scale }
        return TapWindow(first: min(Int(position), inputSize - 1), weights: [Int32(fixedPoint(1))])
    }
}

/// Rounded half away from zero to 22 fractional bits.
private func fixedPoint(_ weight: Double) -> Double {
    let scaled = weight * Double(1 << 22)
    return (scaled < 0 ? scaled - 0.5 : scaled + 0.5).rounded(.towardZero)
}
