import Gallery
import Imaging
import Metrics
import Synchronization

/// Pairs of files whose pictures are alike.
struct SimilarFiles: Sendable {
    let request: DuplicateRequest
    let similarity: DuplicateRequest.Similarity
    let files: [DuplicateFile]
    let isWanted: @Sendable (Int, Int) -> Bool

    struct Outcome: Sendable {
        var pairs: [SimilarPair] = []
        var skipped: [SkippedFile] = []
        /// Images whose features came from an index.
        var indexedCount = 0
    }

    /// So that a machine of ordinary size has room for it.
    private static let largestMatrix = 16 << 30

    /// - Parameter known: What indices have of the files' samples.
    func find(
        known: IndexedSamples, onReading: @escaping @Sendable (Int) -> Void, onComparing: @escaping @Sendable (Double) -> Void
    ) throws(DuplicateError) -> Outcome {
        let (size, filter) = similarity.sampling
        let (bytes, overflow) = files.count.multipliedReportingOverflow(by: size.sampleCount)
        guard !overflow, bytes <= Self.largestMatrix else { throw .tooLarge(bytes: overflow ? .max : bytes) }
        let samples = SampleMatrix(count: files.count, size: size)
        var outcome = Outcome()
        var unknown: [Int] = []
        for place in files.indices {
            if known.copySamples(of: files[place], to: samples[place], count: size.sampleCount) {
                outcome.indexedCount += 1
            } else {
                unknown.append(place)
            }
        }
        onReading(outcome.indexedCount)
        let options = PixelReader.Options(
            size: size, filter: filter, appliesOrientation: request.appliesOrientation,
            maximumMegapixels: request.maximumMegapixels, background: request.background)
        let reading = ParallelReading(files: files, limit: request.maximumFileSize, threads: request.threads)
        let (read, skipped) = reading.contents(
            of: unknown, makeState: { PixelReader(options: options, kernels: request.kernels) }, onProgress: onReading
        ) { reader, place, bytes in
            try reader.read(bytes, into: samples[place])
        }
        outcome.skipped = skipped
        let isRead = files.indices.map { read[$0] != nil }
        let wasUnknown = Set(unknown)
        let isWanted = isWanted
        outcome.pairs = pairs(among: samples, onComparing) { first, second in
            (isRead[first] || !wasUnknown.contains(first)) && (isRead[second] || !wasUnknown.contains(second))
                && isWanted(first, second)
        }
        return outcome
    }

    private func pairs(
        among samples: SampleMatrix, _ onProgress: @escaping @Sendable (Double) -> Void,
        isWanted: @escaping @Sendable (Int, Int) -> Bool
    ) -> [SimilarPair] {
        switch similarity.features {
        case .pattern:
            PatternPairs(
                closeness: similarity.closeness, symmetries: similarity.symmetries, threads: request.threads,
                kernels: request.kernels
            ).pairs(among: samples, isWanted: isWanted, onProgress: onProgress)
        case .pixels:
            PixelPairs(
                closeness: similarity.closeness, symmetries: similarity.symmetries, threads: request.threads,
                kernels: request.kernels
            ).pairs(among: samples, isWanted: isWanted, onProgress: onProgress)
        }
    }
}
