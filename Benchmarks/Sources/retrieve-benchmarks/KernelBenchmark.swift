import CPlainRead
import Kernels
import Metrics

/// How many bytes per second the score kernels take, beside a plain read of the same bytes.
struct KernelBenchmark {
    /// `in cache`
    let place: String
    /// Bytes of each of the two arrays.
    let count: Int
    let runs: Int

    private static let pairSums = [
        ("l1", PairSum.absoluteDifference), ("squared difference", .squaredDifference), ("dot", .product),
    ]

    func measurements() -> [Measurement] {
        let (first, second) = (samples(seed: 1), samples(seed: 2))
        defer {
            first.deallocate()
            second.deallocate()
        }
        let (a, b) = (UnsafePointer(first), UnsafePointer(second))
        let readBoth = { use(plain_read(a, b, count)) }
        let readOne = { use(plain_read_one(a, count)) }
        var results = [plainRead("two arrays", bytes: 2 * count, readBoth), plainRead("one array", bytes: count, readOne)]
        for kernels in Kernels.available {
            for (name, sum) in Self.pairSums {
                results.append(
                    kernel(name, kernels, bytes: 2 * count, besides: readBoth) {
                        use(sum(a, b, count: count, kernels: kernels))
                    })
            }
            results.append(
                kernel("moments", kernels, bytes: count, besides: readOne) {
                    use(Moments(of: UnsafeBufferPointer(start: a, count: count), kernels: kernels).sumOfSquares)
                })
        }
        return results
    }

    private func plainRead(_ what: String, bytes: Int, _ work: () -> Void) -> Measurement {
        let timing = Timing(runs: runs, work)
        return Measurement(
            "\(what), \(place)", "plain read", Double(bytes) / timing.median / 1e9, unit: "GB/s", seconds: timing.seconds)
    }

    private func kernel(
        _ name: String, _ kernels: Kernels, bytes: Int, besides read: () -> Void, _ work: () -> Void
    ) -> Measurement {
        let (timing, plain) = Timing.pair(runs: runs, work, read)
        return Measurement(
            "\(name), \(place)", kernels.instructionSet.rawValue, Double(bytes) / timing.median / 1e9, unit: "GB/s",
            ofPlainRead: plain.median / timing.median, seconds: timing.seconds)
    }

    /// Aligned to a page, and written to, so that every page is there.
    private func samples(seed: UInt64) -> UnsafeMutablePointer<UInt8> {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096)
        var noise = Noise(state: seed)
        for offset in stride(from: 0, to: count, by: 8) {
            bytes.storeBytes(of: noise.next(), toByteOffset: offset, as: UInt64.self)
        }
        return bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)  // Not empty.
    }
}

/// SplitMix64.
struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
