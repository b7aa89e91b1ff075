import Files
import Gallery
import Imaging
import Metrics

/// Pairs of files that are equal: in all their bytes, or in all their samples.
///
/// Digests tell which may be equal; every file is then compared with the first of its class in full, so that no two files are taken for one
/// by chance or by somebody's design.
struct EqualFiles: Sendable {
    let request: DuplicateRequest
    let files: [DuplicateFile]

    struct Outcome: Sendable {
        /// The pairs of each file with the first of its equals.
        var pairs: [SimilarPair] = []
        var skipped: [SkippedFile] = []
        /// Files that an index told something of.
        var indexedCount = 0
    }

    var reading: ParallelReading {
        ParallelReading(files: files, limit: request.maximumFileSize, threads: request.threads)
    }

    /// Finds files of equal contents. Empty files are no images, and equal nothing.
    func byBytes(onProgress: @escaping @Sendable (Int) -> Void) -> Outcome {
        let bySize = Dictionary(grouping: files.indices) { files[$0].status.size }
        let candidates = bySize.values.filter { $0.count > 1 }.flatMap(\.self).sorted()
        onProgress(files.count - candidates.count)
        let (digests, skipped) = reading.contents(of: candidates, makeState: {}, onProgress: onProgress) { _, _, bytes in
            guard !bytes.isEmpty else { throw ImageError.empty }
            return ContentDigest(bytes)
        }
        var outcome = Outcome(skipped: skipped)
        outcome.pairs = pairs(classes(digests)) { first, second in try equalBytes(first, second) }
        return outcome
    }

    /// Finds files of equal samples at their own size, after the orientation was applied.
    func bySamples(onProgress: @escaping @Sendable (Int) -> Void) -> Outcome {
        bySamples(among: Array(files.indices), onProgress: onProgress)
    }

    /// Returns the groups of equal files among the files at `candidates`.
    func bySamples(among candidates: [Int], onProgress: @escaping @Sendable (Int) -> Void) -> Outcome {
        let (digests, skipped) = reading.contents(
            of: candidates, makeState: { [request] in ImageDecoder(background: request.background) },
            onProgress: onProgress
        ) { [request] decoder, _, bytes in
            let image = try decoder.picture(bytes, request)
            return SampleDigest(size: image.size, digest: image.samples.withUnsafeBytes { ContentDigest($0) })
        }
        var outcome = Outcome(skipped: skipped)
        outcome.pairs = pairs(classes(digests)) { first, second in try equalSamples(first, second) }
        return outcome
    }

    private struct SampleDigest: Hashable, Sendable {
        let size: PixelSize
        let digest: ContentDigest
    }

    /// Places of files that may be equal, in order.
    func classes<Digest: Hashable>(_ digests: [Int: Digest]) -> [[Int]] {
        Dictionary(grouping: digests.keys) { digests[$0] }.values.filter { $0.count > 1 }.map { $0.sorted() }
    }

    /// Within each class, each file with the first that it equals.
    private func pairs(_ classes: [[Int]], areEqual: (Int, Int) throws -> Bool) -> [SimilarPair] {
        var pairs: [SimilarPair] = []
        for members in classes {
            var firsts: [Int] = []
            for member in members {
                // A file that can no longer be read equals nothing.
                if let first = firsts.first(where: { (try? areEqual($0, member)) ?? false }) {
                    pairs.append(SimilarPair(first: first, second: member, score: 0))
                } else {
                    firsts.append(member)
                }
            }
        }
        return pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    private func equalBytes(_ first: Int, _ second: Int) throws -> Bool {
        try haveEqualContents(files[first].path, files[second].path)
    }

    private func equalSamples(_ first: Int, _ second: Int) throws -> Bool {
        try picture(first) == picture(second)
    }

    private func picture(_ place: Int) throws -> RGBImage {
        let decoder = ImageDecoder(background: request.background)
        return try FileReader().withContents(of: files[place].path, limit: request.maximumFileSize) {
            try decoder.picture($0, request)
        }
    }
}

extension ImageDecoder {
    /// The whole picture as it is meant to be seen.
    func picture(_ bytes: UnsafeRawBufferPointer, _ request: DuplicateRequest) throws(ImageError) -> RGBImage {
        let (header, image) = try decode(bytes, megapixels: request.maximumMegapixels)
        return request.appliesOrientation ? image.oriented(header.orientation) : image
    }
}
