package import CKernels
package import Kernels

/// The taps of the output samples along one axis, in the form the kernels take.
package final class ResampleAxis: Sendable {

    /// The most groups of four input samples that one output sample needs.
    package let maximumGroups: Int

    // Written in `init` only.
    nonisolated(unsafe) package let taps: UnsafePointer<ck_taps>
    nonisolated(unsafe) private let weights: UnsafePointer<ck_packed_weights>

    /// - Parameters:
    ///   - inputSize: Samples along the axis before resampling.
    ///   - outputSize: Samples after it.
    ///   - outputs: Those that are wanted; the first taps are those of the first of them.
    package init(from inputSize: Int, to outputSize: Int, outputs: Range<Int>, filter: ResampleFilter, kernels: Kernels) {
        let windows = TapWindows(from: inputSize, to: outputSize, outputs: outputs, filter: filter)
        let groups = windows.groups
        maximumGroups = groups.reduce(0) { max($0, $1.count) }
        let weights = UnsafeMutablePointer<ck_packed_weights>.allocate(capacity: groups.reduce(0) { $0 + $1.count })
        let taps = UnsafeMutablePointer<ck_taps>.allocate(capacity: outputs.count)
        let pack = kernels.functions.pointee.pack_weights
        var next = weights
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { four in
            for (index, touched) in groups.enumerated() {
                (taps + index).initialize(
                    to: ck_taps(first: Int32(touched.lowerBound), count: Int32(touched.count), weights: next))
                for group in touched {
                    for place in 0..<4 {
                        four.initializeElement(at: place, to: windows.weight(of: 4 * group + place, in: index))
                    }
                    next.initialize(to: pack(four.baseAddress!))  // Four numbers.
                    next += 1
                }
            }
        }
        self.taps = UnsafePointer(taps)
        self.weights = UnsafePointer(weights)
    }

    /// Whether the first `groups` groups of input samples are all that output `index` needs.
    func isMade(_ index: Int, of groups: Int) -> Bool { Int(taps[index].first) + Int(taps[index].count) <= groups }

    deinit {
        taps.deallocate()
        weights.deallocate()
    }
}

/// The input samples that make each wanted output sample, and their fixed-point weights.
///
/// The weights of all lie in one array: an axis is made anew for every new width and height, and photographs come in many.
private struct TapWindows {
    /// Input samples, without those at both ends whose weights are zero.
    private var ranges: [Range<Int>] = []
    /// The offsets at which the weights of each range begin.
    private var starts: [Int] = []
    private var weights: [Int32] = []

    init(from inputSize: Int, to outputSize: Int, outputs: Range<Int>, filter: ResampleFilter) {
        ranges.reserveCapacity(outputs.count)
        starts.reserveCapacity(outputs.count)
        let scale = Double(inputSize) / Double(outputSize)
        if filter == .nearest {
            addNearest(inputSize, scale: scale, outputs: outputs)
        } else {
            addFiltered(inputSize, scale: scale, outputs: outputs, filter: filter)
        }
    }

    /// The groups of four input samples that the range of each output sample touches.
    var groups: [Range<Int>] { ranges.map { $0.lowerBound / 4..<($0.upperBound - 1) / 4 + 1 } }

    func weight(of sample: Int, in index: Int) -> Int32 {
        let range = ranges[index]
        return range.contains(sample) ? weights[starts[index] + sample - range.lowerBound] : 0
    }

    /// Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`: the formulas of the documentation's section on resizing.
    private mutating func addFiltered(_ inputSize: Int, scale: Double, outputs: Range<Int>, filter: ResampleFilter) {
        let filterScale = max(scale, 1)
        let support = filter.support * filterScale
        let inverseScale = 1 / filterScale
        let most = Int(2 * support) + 2
        weights.reserveCapacity(outputs.count * most)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: most) { exact in
            for index in outputs {
                let centre = (Double(index) + 0.5) * scale
                let first = max(Int(centre - support + 0.5), 0)
                let end = min(Int(centre + support + 0.5), inputSize)
                // Summed from left to right: the order is part of the definition.
                var total = 0.0
                for sample in first..<end {
                    let weight = filter.weight((Double(sample) - centre + 0.5) * inverseScale)
                    exact.initializeElement(at: sample - first, to: weight)
                    total += weight
                }
                let divisor = total == 0 ? 1 : total
                let start = weights.count
                for place in 0..<end - first { weights.append(fixedPoint(exact[place] / divisor)) }
                endRange(first, weightsFrom: start)
            }
        }
    }

    /// Pillow's nearest neighbour: it steps through the input by repeated addition, whose rounding is part of the result.
    private mutating func addNearest(_ inputSize: Int, scale: Double, outputs: Range<Int>) {
        var position = scale * 0.5
        for index in 0..<outputs.upperBound {
            if index >= outputs.lowerBound {
                weights.append(fixedPoint(1))
                endRange(min(Int(position), inputSize - 1), weightsFrom: weights.count - 1)
            }
            position += scale
        }
    }

    /// Adds the range of samples from `first` whose weights begin at `start`, cut down to what is not zero.
    private mutating func endRange(_ first: Int, weightsFrom start: Int) {
        while weights.count > start + 1, weights[weights.count - 1] == 0 { weights.removeLast() }
        var begin = start
        while begin < weights.count - 1, weights[begin] == 0 { begin += 1 }
        starts.append(begin)
        ranges.append(first + begin - start..<first + weights.count - start)
    }
}

/// Rounded half away from zero to 22 fractional bits.
private func fixedPoint(_ weight: Double) -> Int32 {
    let scaled = weight * Double(1 << 22)
    return Int32((scaled < 0 ? scaled - 0.5 : scaled + 0.5).rounded(.towardZero))
}
