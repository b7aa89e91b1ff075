import FeatureIndex
import Files
import Imaging
import Kernels
import Metrics

extension EqualFiles {
    /// Those of equal samples at their own size, as `bySamples` tells them, by what an index has of the files at a common one.
    ///
    /// Pictures of equal samples are equal at every other size, too, for that is computed from their samples alone. So those whose
    /// sums differ there need not be decoded. What the index does not know is read once for its sums.
    ///
    /// - Parameters:
    ///   - known: What indices have of files that were read by `options`.
    ///   - onReading: Called from any thread with the number of files whose sums are known.
    ///   - onComparing: Called from any thread with parts of a whole of 1.
    func bySamples(
        known: IndexedFeatures, _ options: PixelReader.Options, onReading: @escaping @Sendable (Int) -> Void,
        onComparing: @escaping @Sendable (Double) -> Void
    ) -> Outcome {
        var moments: [Int: Moments] = [:]
        for place in files.indices { moments[place] = known.moments(of: files[place]) }
        let unknown = files.indices.filter { moments[$0] == nil }
        let indexedCount = files.count - unknown.count
        onReading(indexedCount)
        let (read, skipped) = reading.contents(
            of: unknown, makeState: { [kernels = request.kernels] in MomentReader(options, kernels: kernels) },
            onProgress: onReading
        ) { reader, _, bytes in try reader.moments(of: bytes) }
        moments.merge(read) { $1 }
        let candidates = classes(moments).flatMap { apart($0, known) }.flatMap(\.self).sorted()
        let part = 1 / Double(max(1, candidates.count))
        var outcome = bySamples(among: candidates, onProgress: { onComparing(Double($0) * part) })
        outcome.skipped += skipped
        outcome.indexedCount = indexedCount
        return outcome
    }

    /// Takes a class of equal sums, such as a picture and its mirror image have, apart by what the index has besides, if it has it of all.
    private func apart(_ members: [Int], _ known: IndexedFeatures) -> [[Int]] {
        let outlines = members.compactMap { known.outline(of: files[$0]) }
        guard outlines.count == members.count, outlines.allSatisfy({ $0.shape == outlines[0].shape }) else { return [members] }
        return classes(Dictionary(uniqueKeysWithValues: zip(members, outlines.map(\.digest))))
    }
}

/// Reads pictures at a common size, for their sums; not to be shared between threads.
private final class MomentReader {
    private let reader: PixelReader
    private let samples: AlignedBuffer
    private let kernels: Kernels

    init(_ options: PixelReader.Options, kernels: Kernels) {
        reader = PixelReader(options: options, kernels: kernels)
        samples = AlignedBuffer(byteCount: options.size.sampleCount)
        self.kernels = kernels
    }

    func moments(of bytes: UnsafeRawBufferPointer) throws(ImageError) -> Moments {
        try reader.read(bytes, into: samples.bytes)
        return Moments(
            of: UnsafeBufferPointer(start: samples.bytes, count: reader.options.size.sampleCount), kernels: kernels)
    }
}
