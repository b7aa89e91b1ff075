import Files
public import Gallery
public import SystemPackage

/// Joins indexes of parts of a gallery to one, without reading an image.
///
/// A segment is never changed, so that of a part is taken as it is: by another name for the same file, or by a copy where the disk is
/// another. One whose identifier is taken already has its rows written anew. The manifest comes last: a run that was broken off leaves
/// what there was before, and the next one goes on from there.
public struct IndexMerger: Sendable {
    /// The outcome of a merge.
    public struct Summary: Sendable {
        public var parts = 0
        /// Files in the index now, of the kind of features that has most, those among them that could not be read, and bytes of its segments.
        public var images = 0
        public var unreadableFiles = 0
        public var byteCount = 0
        /// Segments that share their file with a part's, that were copied, and that had to be written anew.
        public var linked = 0
        public var copied = 0
        public var rewritten = 0
        /// The files that several parts know, for each kind of features.
        package var repeated: [RepeatedFiles] = []
        /// Shards of the division that the parts are of, but for which there is no part.
        public var missing: [GalleryShard] = []
    }

    private let parts: [FilePath]
    private let folder: IndexFolder
    private let mixesProcessors: Bool

    /// - Parameters:
    ///   - parts: Folders of indexes.
    ///   - folder: Where the index is to be; what there is of the same features is replaced.
    ///   - mixesProcessors: Whether embeddings may come from processors that do not agree in the last digits.
    public init(parts: [FilePath], into folder: FilePath, mixesProcessors: Bool = false) {
        self.parts = parts
        self.folder = IndexFolder(folder)
        self.mixesProcessors = mixesProcessors
    }

    /// - Throws: `IndexError`, `IndexMergeError`.
    public func merge() throws -> Summary {
        try checkNames()
        // Nobody may replace segments of a part meanwhile. A part that may only be read cannot be written to in any case.
        let locks = try parts.map { part throws(IndexError) in try Self.lock(part) }
        defer { withExtendedLifetime(locks) {} }
        let opened = try parts.map { part throws(IndexError) in try OpenIndex(IndexFolder(part)) }
        try check(opened)

        let lock = try folder.prepareForWriting()
        defer { withExtendedLifetime(lock) {} }
        let stored = try folder.manifestForWriting()
        var target = MergedSegments(folder, stored: stored ?? Manifest())
        var summary = Summary(parts: parts.count)
        for key in opened[0].collections.map(\.key) {
            var all = opened.map { $0.part(key) }
            if let repeated = all.removeRepeatedFiles() { summary.repeated.append(repeated) }
            try target.take(all, of: opened.map { $0.collection(key) })
            let segments = all.flatMap(\.segments)
            let images = segments.reduce(0) { $0 + $1.liveImageCount }
            summary.images = max(summary.images, images)
            summary.unreadableFiles = max(
                summary.unreadableFiles, segments.reduce(0) { $0 + $1.liveRows.count } - images)
            summary.missing = Self.missingShards(all)
        }
        try target.finish(over: stored)
        summary.linked = target.linked
        summary.copied = target.copied
        summary.rewritten = target.rewritten
        summary.byteCount = target.byteCount
        return summary
    }

    private func checkNames() throws(IndexMergeError) {
        func identity(_ path: FilePath) -> FileIdentity? { (try? FileStatus(of: path))?.identity }
        var known: [FileIdentity] = []
        let target = identity(folder.path)
        for part in parts {
            guard let own = identity(part) else { continue }  // That it is not there is told when it is opened.
            if own == target { throw .partIsTarget(part) }
            if known.contains(own) { throw .repeatedPart(part) }
            known.append(own)
        }
    }

    private static func lock(_ part: FilePath) throws(IndexError) -> FileLock? {
        let folder = IndexFolder(part)
        guard folder.exists else { throw IndexError(.missing, part) }
        do throws(Errno) {
            return try FileLock(folder.lockPath)
        } catch .resourceTemporarilyUnavailable {
            throw IndexError(.busy, part)
        } catch {
            return nil
        }
    }

    private func check(_ opened: [OpenIndex]) throws(IndexMergeError) {
        guard let first = opened.first else { return }
        let keys = first.collections.map(\.key)
        for (index, part) in zip(opened, parts) {
            let others = index.collections.map(\.key)
            guard Set(others) == Set(keys) else {
                throw .otherFeatures(part, others.map(\.summary), first: parts[0], keys.map(\.summary))
            }
            guard index.parts.allSatisfy({ $0.segments.allSatisfy(\.segment.hasLatestLevels) }) else { throw .outdated(part) }
        }
        guard !mixesProcessors else { return }
        for key in keys {
            var known: (processor: String, part: FilePath)?
            for (index, part) in zip(opened, parts) {
                for reference in index.collection(key).segments {
                    guard let known else {
                        known = (reference.processor, part)
                        continue
                    }
                    guard known.processor == reference.processor else {
                        throw .otherProcessor(part, reference.processor, first: known.part, known.processor)
                    }
                }
            }
        }
    }

    private static func missingShards(_ parts: [IndexPart]) -> [GalleryShard] {
        guard let count = parts[0].shard?.count, parts.allSatisfy({ $0.shard?.count == count }) else { return [] }
        let there = Set(parts.compactMap(\.shard?.number))
        return (1...count).filter { !there.contains($0) }.compactMap { GalleryShard(number: $0, of: count) }
    }
}

/// An error that says why indexes are not parts of one.
public enum IndexMergeError: Error {
    /// The part is where the joined index was to be.
    case partIsTarget(FilePath)
    case repeatedPart(FilePath)
    /// The two hold features of different settings, which are given.
    case otherFeatures(FilePath, [String], first: FilePath, [String])
    /// The part was made by an earlier version of the program.
    case outdated(FilePath)
    /// The embeddings of the two were computed by different libraries or instruction sets, which are given; empty where
    /// unknown.
    case otherProcessor(FilePath, String, first: FilePath, String)
}

/// An index with all that it holds.
private struct OpenIndex {
    let collections: [Manifest.Collection]
    /// One for each.
    let parts: [IndexPart]

    init(_ folder: IndexFolder) throws(IndexError) {
        (collections, parts) = try folder.withStandingManifest { manifest throws(IndexError) in
            var parts: [IndexPart] = []
            for collection in manifest.collections { parts.append(try folder.open(collection)) }
            return (manifest.collections, parts)
        }
    }

    // Those of `key`, which it holds: every index has the same kinds of features, in any order.

    func collection(_ key: FeatureKey) -> Manifest.Collection { collections.first { $0.key == key }! }

    func part(_ key: FeatureKey) -> IndexPart { parts[collections.firstIndex { $0.key == key }!] }
}

extension OpenSegment {
    var liveImageCount: Int { (0..<segment.imageCount).count { !deadRows.contains($0) } }
}
