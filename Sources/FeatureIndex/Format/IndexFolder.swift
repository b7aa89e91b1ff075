import Files
package import Gallery
package import SystemPackage
import Workers

/// The folder of an index: a manifest, the segments it names, and a lock for whoever writes.
package struct IndexFolder: Sendable {
    /// A writer replaces a manifest every few seconds at the most, and opening takes milliseconds.
    private static let mostAttempts = 100

    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// Whether there is an index in it, of whatever.
    package var exists: Bool { (try? FileStatus(of: manifestPath)) != nil }

    var manifestPath: FilePath { path.appending("manifest") }
    var lockPath: FilePath { path.appending("lock") }

    func segmentPath(_ segment: Manifest.SegmentReference) -> FilePath { path.appending(segment.name) }

    /// The index of `gallery` unless it is told to be elsewhere.
    package static func standard(for gallery: FilePath) -> FilePath { gallery.appending(".retrieve") }

    /// Opens all segments of the features that `key` names, or answers nil when there are none.
    ///
    /// - Throws: `IndexError`; `.changing` where the manifest was replaced during each of very many attempts.
    package func open(_ key: FeatureKey) throws(IndexError) -> [OpenSegment]? { try openPart(key)?.segments }

    /// - Parameter beforeReading: Called before each file is opened.
    func open(_ key: FeatureKey, beforeReading: () -> Void) throws(IndexError) -> [OpenSegment]? {
        try openPart(key, beforeReading: beforeReading)?.segments
    }

    /// The same, with what part of the gallery they are of.
    package func openPart(_ key: FeatureKey, threads: Int = 1) throws(IndexError) -> IndexPart? {
        try openPart(key, threads: threads, beforeReading: {})
    }

    private func openPart(_ key: FeatureKey, threads: Int = 1, beforeReading: () -> Void) throws(IndexError) -> IndexPart? {
        try withStandingManifest(beforeReading: beforeReading) { manifest throws(IndexError) in
            guard let collection = manifest.collection(key) else { return nil }
            return try open(collection, threads: threads, beforeReading: beforeReading)
        }
    }

    /// Returns the result of `body`, which is called with what the manifest names.
    ///
    /// The outcome is what one manifest names, and that manifest stood at some time during the call. A writer puts the segments in
    /// place first, then the manifest, and removes what it no longer names last, and no identifier is used twice. So a segment
    /// that is not there or not the one that was named either belongs to a manifest that was replaced meanwhile, and the new one is
    /// read; or the manifest still stands, and the index is damaged.
    func withStandingManifest<Result>(
        beforeReading: () -> Void = {}, _ body: (Manifest) throws(IndexError) -> Result
    ) throws(IndexError) -> Result {
        beforeReading()
        var manifest = try Manifest(manifestPath)
        for _ in 0..<Self.mostAttempts {
            do throws(IndexError) {
                return try body(manifest)
            } catch {
                beforeReading()
                let current = try Manifest(manifestPath)
                guard current != manifest else { throw error }
                manifest = current
            }
        }
        throw IndexError(.changing, path)
    }

    /// The shard of a gallery that all its features are of; nil for none, or different ones.
    package func shard() throws(IndexError) -> GalleryShard? {
        let shards = Set(try Manifest(manifestPath).collections.map(\.shard))
        return shards.count == 1 ? shards.first! : nil
    }

    /// Returns the keys of the features in the index.
    package func keys() throws(IndexError) -> [FeatureKey] { try Manifest(manifestPath).collections.map(\.key) }

    /// Opens one segment after the other, or several at once where `threads` says so.
    func open(
        _ collection: Manifest.Collection, threads: Int = 1, beforeReading: () -> Void = {}
    ) throws(IndexError) -> IndexPart {
        var segments: [OpenSegment] = []
        if threads > 1 {
            segments = try openAtOnce(collection, threads: threads)
        } else {
            for reference in collection.segments {
                beforeReading()
                segments.append(try open(reference, key: collection.key))
            }
        }
        return IndexPart(folder: path, shard: collection.shard, segments: segments)
    }

    /// All segments of `collection`, or what is wrong with the first that cannot be opened.
    private func openAtOnce(_ collection: Manifest.Collection, threads: Int) throws(IndexError) -> [OpenSegment] {
        let references = collection.segments
        let queue = WorkQueue(count: references.count)
        let parts = withWorkers(max(1, min(threads, references.count))) { _ in
            var opened: [(number: Int, Result<OpenSegment, IndexError>)] = []
            while let number = queue.take()?.first {
                let segment = Result { () throws(IndexError) in try open(references[number], key: collection.key) }
                opened.append((number, segment))
            }
            return opened
        }
        var segments: [OpenSegment] = []
        for (_, segment) in parts.joined().sorted(by: { $0.number < $1.number }) { segments.append(try segment.get()) }
        return segments
    }

    func open(_ reference: Manifest.SegmentReference, key: FeatureKey) throws(IndexError) -> OpenSegment {
        let segment = try Segment(segmentPath(reference))
        guard segment.headerChecksum == reference.headerChecksum, segment.identifier == reference.identifier,
            segment.key == key, reference.deadRows.allSatisfy({ $0 < segment.rowCount })
        else { throw IndexError(.damaged("it is not the segment that the manifest names"), segment.path) }
        return OpenSegment(segment: segment, deadRows: reference.deadRows)
    }
}

/// A segment and which of its rows no longer count.
package struct OpenSegment: Sendable {
    package let segment: Segment
    var deadRows: Set<Int>

    /// In their order.
    var liveRows: [Int] {
        if deadRows.isEmpty { return Array(0..<segment.rowCount) }
        return (0..<segment.rowCount).filter { !deadRows.contains($0) }
    }
}
