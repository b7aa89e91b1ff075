import Files
package import SystemPackage

/// The folder of an index: a manifest, the segments it names, and a lock for whoever writes.
package struct IndexFolder: Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    var manifestPath: FilePath { path.appending("manifest") }
    var lockPath: FilePath { path.appending("lock") }

    func segmentPath(_ segment: Manifest.SegmentReference) -> FilePath { path.appending(segment.name) }

    /// The index of `gallery` unless it is told to be elsewhere.
    package static func standard(for gallery: FilePath) -> FilePath { gallery.appending(".retrieve") }

    /// Opens all segments of the features that `key` names, or answers nil when there are none.
    ///
    /// A writer may replace segments while this reads. It removes the old ones last, so reading anew finds the new ones.
    package func open(_ key: FeatureKey) throws(IndexError) -> [OpenSegment]? {
        var attempts = 0
        while true {
            let manifest = try Manifest(manifestPath)
            guard let collection = manifest.collection(key) else { return nil }
            do throws(IndexError) {
                var segments: [OpenSegment] = []
                for reference in collection.segments { segments.append(try open(reference, key: key)) }
                return segments
            } catch {
                attempts += 1
                let isCurrent = try Manifest(manifestPath) == manifest
                if isCurrent || attempts > 5 { throw error }
            }
        }
    }

    /// What it holds features of.
    package func keys() throws(IndexError) -> [FeatureKey] { try Manifest(manifestPath).collections.map(\.key) }

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
    let deadRows: Set<Int>

    var liveRows: [Int] { (0..<segment.rowCount).filter { !deadRows.contains($0) } }
}
