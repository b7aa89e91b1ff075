import FeatureIndex
import Files
package import Gallery
import Imaging
import Metrics
package import SystemPackage

/// The phase of a search for duplicates.
package enum DuplicatePhase: Sendable {
    /// Counted in images.
    case reading
    /// Counted in parts of a thousand.
    case comparing
}

/// The result of a search for duplicates.
package struct DuplicateResult: Sendable {
    /// The groups, in the order of their first paths.
    package let groups: [DuplicateGroup]
    /// The files that could not be read, in the order of their paths.
    package let skipped: [SkippedFile]
    package let imageCount: Int
    /// Images whose features came from an index.
    package let indexedCount: Int
    /// Folders whose index lacks what was compared.
    package let lackingIndices: [FilePath]
    /// Names of files that take part under another name.
    package let otherNameCount: Int

    package var surplusCount: Int { groups.reduce(0) { $0 + $1.surplus.count } }
    package var surplusBytes: Int { groups.reduce(0) { $0 + $1.surplus.reduce(0) { $0 + $1.status.size } } }
}

/// Finds all groups of images that are the same picture.
package struct DuplicateSearch: Sendable {
    package let request: DuplicateRequest
    /// Called when a phase begins, with the amount of its work; answers what is to be called from any thread with amounts just done.
    private let begin: @Sendable (DuplicatePhase, Int) -> @Sendable (Int) -> Void

    package init(
        _ request: DuplicateRequest,
        begin: @escaping @Sendable (DuplicatePhase, Int) -> @Sendable (Int) -> Void = { _, _ in { _ in } }
    ) {
        self.request = request
        self.begin = begin
    }

    /// - Throws: `DuplicateError`, `IndexError` when an index is damaged, or what a model throws.
    package func find() throws -> DuplicateResult {
        let collection = try FileCollection(request)
        let files = collection.files
        let isWanted = wantedPairs(files)
        var skipped = collection.skipped
        var pairs: [SimilarPair]
        var (indexedCount, lacking): (Int, [FilePath]) = (0, [])
        let advance = begin(.reading, files.count)
        switch request.level {
        case .bytes:
            let outcome = EqualFiles(request: request, files: files).byBytes(onProgress: advance)
            (pairs, skipped) = (outcome.pairs, skipped + outcome.skipped)
        case .pixels:
            let equal = EqualFiles(request: request, files: files)
            let outcome: EqualFiles.Outcome
            if let (key, options) = try indexedReading() {
                let known = try IndexedFeatures(request, collection.walks, key) { _ in true }
                let compare = ThousandthCounter(begin(.comparing, 1000))
                outcome = equal.bySamples(known: known, options, onReading: advance, onComparing: compare.add)
                lacking = known.lacking
            } else {
                outcome = equal.bySamples(onProgress: advance)
                lacking = foldersWithIndex
            }
            (pairs, skipped, indexedCount) = (outcome.pairs, skipped + outcome.skipped, outcome.indexedCount)
        case .similar(let similarity):
            let similar = SimilarFiles(request: request, similarity: similarity, files: files, isWanted: isWanted)
            let known = try IndexedFeatures(request, collection.walks, similar.key, isOfUse: \.storesFeatures)
            let compare = ThousandthCounter(begin(.comparing, 1000))
            let outcome = try similar.find(known: known, onReading: advance, onComparing: compare.add)
            (pairs, skipped) = (outcome.pairs, skipped + outcome.skipped)
            (indexedCount, lacking) = (outcome.indexedCount, known.lacking)
        }
        if case .similar = request.level {} else { pairs = spread(pairs, isWanted) }
        return DuplicateResult(
            groups: groups(files, pairs), skipped: skipped.sorted { $0.path.precedesBytewise($1.path) },
            imageCount: files.count, indexedCount: indexedCount, lackingIndices: firstNamed(lacking),
            otherNameCount: files.reduce(0) { $0 + $1.otherNames.count })
    }

    /// The folders without those that are named a second time, by whatever path.
    private func firstNamed(_ folders: [FilePath]) -> [FilePath] {
        var seen: Set<FileIdentity> = []
        return folders.filter { folder in (try? FileStatus(of: folder)).map { seen.insert($0.identity).inserted } ?? true }
    }

    private var foldersWithIndex: [FilePath] {
        (request.folders + request.references).enumerated().filter { request.index(ofFolder: $0.offset) != nil }.map(\.element)
    }

    /// The settings by which pictures were read for the sums in most of the indexes, among indexes that read them as requested,
    /// at whatever size.
    private func indexedReading() throws -> (FeatureKey, PixelReader.Options)? {
        var found: [(key: FeatureKey, options: PixelReader.Options, count: Int)] = []
        for number in (request.folders + request.references).indices {
            guard let path = request.index(ofFolder: number) else { continue }
            for key in try IndexFolder(path).keys() where key.resampling == Resampling.revision {
                guard case .pixels(let options) = key.kind, options == request.reading(options.size, options.filter) else {
                    continue
                }
                if let place = found.firstIndex(where: { $0.key == key }) {
                    found[place].count += 1
                } else {
                    found.append((key, options, 1))
                }
            }
        }
        return found.max { $0.count < $1.count }.map { ($0.key, $0.options) }
    }

    private func wantedPairs(_ files: [DuplicateFile]) -> @Sendable (Int, Int) -> Bool {
        guard request.isAcross else { return { _, _ in true } }
        let folders = files.map(\.folder)
        return { folders[$0] != folders[$1] }
    }

    /// Returns all pairs of files that equal the same first one, of those that are wanted; where none is left out, the given
    /// pairs link the same files.
    private func spread(_ pairs: [SimilarPair], _ isWanted: (Int, Int) -> Bool) -> [SimilarPair] {
        guard request.isAcross else { return pairs }
        return Dictionary(grouping: pairs, by: \.first).flatMap { first, pairs in
            let members = [first] + pairs.map(\.second)
            return members.indices.flatMap { a in
                members[(a + 1)...].filter { isWanted(members[a], $0) }.map {
                    SimilarPair(first: members[a], second: $0, score: 0)
                }
            }
        }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    /// Sizes are read for files of groups only: others have no use for them.
    private func groups(_ files: [DuplicateFile], _ pairs: [SimilarPair]) -> [DuplicateGroup] {
        var files = files
        let linked = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
        let reading = ParallelReading(files: files, limit: request.maximumFileSize, threads: request.threads)
        let (sizes, _) = reading.contents(of: linked, makeState: { ImageDecoder() }) { [request] decoder, _, bytes in
            try decoder.pictureSize(
                bytes, megapixels: request.maximumMegapixels, appliesOrientation: request.appliesOrientation)
        }
        for place in linked { files[place].size = sizes[place] }
        let hasScores = if case .similar = request.level { true } else { false }
        return [DuplicateGroup](files, pairs, keep: request.keep, hasScores: hasScores)
    }
}
