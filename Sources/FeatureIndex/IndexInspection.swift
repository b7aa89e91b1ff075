public import Gallery
public import SystemPackage

/// The contents of an index, for people to look at.
public struct IndexInspection: Sendable {
    public struct Collection: Sendable {
        /// The settings of the features in words, as in `448x448 bicubic`.
        public let summary: String
        public let key: FeatureKey
        public let storesPixels: Bool
        public let images: Int
        public let unreadableFiles: Int
        public let segments: Int
        public let byteCount: Int
        /// The changes of the gallery since it was indexed; nil where a segment is damaged.
        public let staleness: IndexedGallery.Staleness?
        /// Files whose contents are not those that were indexed, though size, times and inode are: nil where they were not read.
        public let differing: [FilePath]?
        /// The errors of the damaged segments.
        public let damage: [IndexError]
    }

    public let collections: [Collection]

    /// Looks into the index in `folder`, made of `walk`, the images of `gallery`.
    ///
    /// - Parameter isThorough: Whether all features are read and checked, and files' contents compared with what was indexed.
    public init(
        _ folder: FilePath, _ walk: FolderWalk, gallery: FilePath, threads: Int, isThorough: Bool
    ) throws(IndexError) {
        let folder = IndexFolder(folder)
        let manifest = try Manifest(folder.manifestPath)
        collections = manifest.collections.map { collection in
            var segments: [OpenSegment] = []
            var damage: [IndexError] = []
            for reference in collection.segments {
                do throws(IndexError) {
                    let open = try folder.open(reference, key: collection.key)
                    if isThorough { try open.segment.verify() }
                    segments.append(open)
                } catch {
                    damage.append(error)
                }
            }
            let indexed =
                damage.isEmpty ? IndexedGallery(walk, segments: segments, threads: threads) : nil
            let live = segments.map { ($0, $0.liveRows) }
            return Collection(
                summary: collection.key.summary, key: collection.key, storesPixels: collection.storesPixels,
                images: live.reduce(0) { sum, open in sum + open.1.count { $0 < open.0.segment.imageCount } },
                unreadableFiles: live.reduce(0) { sum, open in sum + open.1.count { $0 >= open.0.segment.imageCount } },
                segments: collection.segments.count, byteCount: segments.reduce(0) { $0 + $1.segment.byteCount },
                staleness: indexed?.staleness,
                differing: isThorough ? indexed?.differingImages(threads: threads).map(\.path) : nil,
                damage: damage)
        }
    }
}

extension Segment {
    /// Reads and checks the features of every image.
    func verify() throws(IndexError) {
        for row in 0..<imageCount { _ = try features(row) }
        try checkCodes()
    }
}
