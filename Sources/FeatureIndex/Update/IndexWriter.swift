import Files
import Gallery
import Imaging
import Synchronization
import SystemPackage

/// The one process that may change an index, for the features of one key.
///
/// `append` runs on another thread than the rest, but never at the same time.
final class IndexWriter: @unchecked Sendable {
    /// Files to be written.
    struct Batch: Sendable {
        var images: [(IndexedFile, ImageFeatures)] = []
        var failures: [IndexedFile] = []
        /// Paths of files whose former rows no longer count.
        var replacedPaths: Set<[UInt8]> = []
    }

    /// A row that counts.
    struct LiveRow {
        let file: IndexedFile
        let segment: Segment
        let row: Int
    }

    /// A segment with more dead rows than one in this many is written anew.
    private static let deadShare = 4
    /// Segments smaller than this are joined once there are more than a few.
    private static let smallSegmentSize = 4 << 20
    private static let smallSegmentCount = 8
    private static let joinedSegmentSize = 32 << 20

    private let folder: IndexFolder
    private let key: FeatureKey
    private let lock: FileLock
    private var manifest: Manifest
    /// The manifest as it stands on disk; nil when it is missing or damaged.
    private var storedManifest: Manifest?
    private var collection: Manifest.Collection
    private var segments: [UInt64: Segment] = [:]
    /// The number of files whose features are replaced, as they were made otherwise or are of another format.
    private(set) var supersededCount = 0

    var storesPixels: Bool { collection.storesPixels }

    /// - Parameter shard: The part of the gallery that is to be indexed; nil for the whole.
    init(
        _ folder: IndexFolder, key: FeatureKey, wantsPixels: Bool, shard: GalleryShard? = nil
    ) throws(IndexError) {
        self.folder = folder
        self.key = key
        lock = try folder.prepareForWriting()
        storedManifest = try folder.manifestForWriting()
        var manifest = storedManifest ?? Manifest()
        // Nobody asks for what was resized otherwise any more.
        let superseded = manifest.collections.filter { $0.key.kind == key.kind && $0.key.resampling < key.resampling }
        supersededCount = superseded.flatMap(\.segments).reduce(0) { count, reference in
            count + ((try? Segment(folder.segmentPath(reference)))?.rowCount ?? 0) - reference.deadRows.count
        }
        manifest.collections.removeAll { $0.key.resampling < key.resampling }
        for known in manifest.collections where known.shard != shard && !known.segments.isEmpty {
            throw IndexError(.otherShard(known.shard), folder.path)
        }
        manifest.nextIdentifier = max(
            manifest.nextIdentifier, (folder.segmentIdentifiers().max() ?? 0) + 1, Manifest.firstIdentifier(of: shard))
        self.manifest = manifest
        collection = manifest.collection(key) ?? Manifest.Collection(key: key, storesPixels: wantsPixels)
        collection.shard = shard
        // What was kept without pixels counts until its images have been read again.
        if wantsPixels { collection.storesPixels = true }
        try openSegments()
    }

    /// Opens what there is. A damaged segment is dropped, so that its images are read again.
    private func openSegments() throws(IndexError) {
        for reference in collection.segments {
            do throws(IndexError) {
                let open = try folder.open(reference, key: collection.key)
                guard open.segment.hasLatestLevels else {
                    supersededCount += open.liveRows.count
                    collection.segments.removeAll { $0 == reference }
                    continue
                }
                segments[reference.identifier] = open.segment
            } catch {
                // What cannot be read now may be sound.
                guard case .damaged = error.reason else { throw error }
                collection.segments.removeAll { $0 == reference }
            }
        }
    }

    /// Whether `row` holds all that is to be kept of its file.
    func isComplete(_ row: LiveRow) -> Bool {
        row.file.failure != nil || !collection.storesPixels || row.segment.storesPixels
    }

    /// The rows that count, by the paths of their files.
    var liveRows: [[UInt8]: LiveRow] {
        var rows: [[UInt8]: LiveRow] = [:]
        for reference in collection.segments {
            guard let segment = segments[reference.identifier] else { continue }
            for row in 0..<segment.rowCount where !reference.deadRows.contains(row) {
                let file = segment.file(row)
                rows[file.path] = LiveRow(file: file, segment: segment, row: row)
            }
        }
        return rows
    }

    var imageCount: Int {
        collection.segments.reduce(0) { count, reference in
            count + (0..<(segments[reference.identifier]?.imageCount ?? 0)).count { !reference.deadRows.contains($0) }
        }
    }

    var byteCount: Int { collection.segments.reduce(0) { $0 + (segments[$1.identifier]?.byteCount ?? 0) } }

    /// Writes a segment of `batch`.
    func append(_ batch: Batch) throws(IndexError) {
        if !batch.replacedPaths.isEmpty { bury(where: batch.replacedPaths.contains) }
        try writeSegment(batch, computedBy: key.processor)
        try writeManifest()
    }

    /// Drops rows of files other than those in `present`, tidies up, and answers how many images were dropped.
    func finish(keeping present: Set<[UInt8]>) throws(IndexError) -> Int {
        let before = imageCount
        bury { !present.contains($0) }
        let removed = before - imageCount
        try compact()
        try writeManifest()
        folder.removeStrays(beside: manifest)
        return removed
    }

    private func bury(where isGone: ([UInt8]) -> Bool) {
        for (place, reference) in collection.segments.enumerated() {
            guard let segment = segments[reference.identifier] else { continue }
            for row in 0..<segment.rowCount where !reference.deadRows.contains(row) && isGone(segment.file(row).path) {
                collection.segments[place].deadRows.insert(row)
            }
        }
    }

    /// Joins small segments and leaves out dead rows where that is worth the writing.
    private func compact() throws(IndexError) {
        for processor in Set(collection.segments.map(\.processor)).sorted() { try compact(computedBy: processor) }
    }

    /// - Parameter processor: What the features of the segments were computed by, which are not joined with others.
    private func compact(computedBy processor: String) throws(IndexError) {
        let segments = collection.segments.filter { $0.processor == processor }
        let small = segments.filter { (self.segments[$0.identifier]?.byteCount ?? 0) < Self.smallSegmentSize }
        let worn = segments.filter { reference in
            reference.deadRows.count * Self.deadShare > (self.segments[reference.identifier]?.rowCount ?? 0)
        }
        let rewritten = small.count > Self.smallSegmentCount ? small + worn.filter { !small.contains($0) } : worn
        guard !rewritten.isEmpty else { return }
        collection.segments.removeAll { rewritten.contains($0) }
        var batch = Batch()
        var size = 0
        for reference in rewritten {
            guard let segment = self.segments[reference.identifier] else { continue }
            for row in 0..<segment.rowCount where !reference.deadRows.contains(row) {
                let file = segment.file(row)
                if row >= segment.imageCount {
                    batch.failures.append(file)
                } else if let features = try? segment.features(row) {
                    // Features that are damaged are left out: the image is read again next time.
                    batch.images.append((file, features))
                    size += segment.byteCount / max(segment.rowCount, 1)
                }
                if size > Self.joinedSegmentSize {
                    try writeSegment(batch, computedBy: processor)
                    (batch, size) = (Batch(), 0)
                }
            }
        }
        try writeSegment(batch, computedBy: processor)
    }

    private func writeSegment(_ batch: Batch, computedBy processor: String) throws(IndexError) {
        var writer = SegmentWriter(key: collection.key, storesPixels: collection.storesPixels)
        for (file, features) in batch.images { writer.append(file, features) }
        for failure in batch.failures { writer.append(failure: failure) }
        guard !writer.isEmpty else { return }
        let identifier = manifest.nextIdentifier
        manifest.nextIdentifier += 1
        let path = folder.path.appending("segment-\(identifier)")
        do throws(Errno) {
            let written = try writer.write(to: path, identifier: identifier)
            collection.segments.append(
                Manifest.SegmentReference(
                    identifier: identifier, headerChecksum: written.checksum, processor: processor))
        } catch {
            throw IndexError(.system(error), path)
        }
        segments[identifier] = try Segment(path)
    }

    private func writeManifest() throws(IndexError) {
        manifest.replace(collection)
        guard manifest != storedManifest else { return }
        do throws(Errno) {
            try manifest.write(to: folder.manifestPath)
            storedManifest = manifest
        } catch {
            throw IndexError(.system(error), folder.manifestPath)
        }
    }
}
