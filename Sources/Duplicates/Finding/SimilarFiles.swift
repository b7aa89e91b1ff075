import FeatureIndex
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

    /// The most bytes of a matrix, so that a machine of ordinary size has room for it.
    private static let largestMatrix = 16 << 30

    /// The key of the features that an index needs to be of use.
    var key: FeatureKey {
        switch similarity.features {
        case .pattern: FeatureKey(patternReading)
        case .pixels(let size, let filter): FeatureKey(request.reading(size, filter))
        case .embedding(let embedding): FeatureKey(embedding.reading)
        }
    }

    private var patternReading: PixelReader.Options { request.reading(PatternMaker.size, .bicubic) }

    /// - Parameter known: What indices have of the files.
    /// - Throws: `DuplicateError`, or what a model throws.
    func find(
        known: IndexedFeatures, onReading: @escaping @Sendable (Int) -> Void, onComparing: @escaping @Sendable (Double) -> Void
    ) throws -> Outcome {
        switch similarity.features {
        case .pattern:
            return try find(patternReading, known, onReading) { samples, isWanted in
                PatternPairs(
                    closeness: similarity.closeness, symmetries: similarity.symmetries, threads: request.threads,
                    kernels: request.kernels
                ).pairs(among: samples, isWanted: isWanted, onProgress: onComparing)
            }
        case .pixels(let size, let filter):
            return try find(request.reading(size, filter), known, onReading) { samples, isWanted in
                PixelPairs(
                    closeness: similarity.closeness, symmetries: similarity.symmetries, threads: request.threads,
                    kernels: request.kernels
                ).pairs(among: samples, isWanted: isWanted, onProgress: onComparing)
            }
        case .embedding(let embedding):
            return try find(embedding, known, onReading) { embeddings, isWanted in
                EmbeddingPairs(closeness: similarity.closeness, threads: request.threads, kernels: request.kernels)
                    .pairs(among: embeddings, isWanted: isWanted, onProgress: onComparing)
            }
        }
    }

    /// Fails where the features of all files, each of so many bytes, would not fit into memory.
    func checkRoom(bytesPerFile: Int) throws(DuplicateError) {
        let (bytes, overflow) = files.count.multipliedReportingOverflow(by: bytesPerFile)
        guard !overflow, bytes <= Self.largestMatrix else { throw .tooLarge(bytes: overflow ? .max : bytes) }
    }

    /// Selects the pairs that are of interest: those of files that could be read.
    func readable(_ isRead: [Bool]) -> @Sendable (Int, Int) -> Bool {
        let isWanted = isWanted
        return { isRead[$0] && isRead[$1] && isWanted($0, $1) }
    }

    private func find(
        _ options: PixelReader.Options, _ known: IndexedFeatures, _ onReading: @escaping @Sendable (Int) -> Void,
        pairs: (SampleMatrix, _ isWanted: @escaping @Sendable (Int, Int) -> Bool) -> [SimilarPair]
    ) throws -> Outcome {
        let count = options.size.sampleCount
        try checkRoom(bytesPerFile: count)
        let samples = SampleMatrix(count: files.count, size: options.size)
        var isRead = files.indices.map { known.copySamples(of: files[$0], to: samples[$0], count: count) }
        let unknown = files.indices.filter { !isRead[$0] }
        var outcome = Outcome(indexedCount: files.count - unknown.count)
        onReading(outcome.indexedCount)
        let reading = ParallelReading(files: files, limit: request.maximumFileSize, threads: request.threads)
        let (read, skipped) = reading.contents(
            of: unknown, makeState: { PixelReader(options: options, kernels: request.kernels) }, onProgress: onReading
        ) { reader, place, bytes in
            try reader.read(bytes, into: samples[place])
        }
        outcome.skipped = skipped
        for place in read.keys { isRead[place] = true }
        outcome.pairs = pairs(samples, readable(isRead))
        return outcome
    }
}
