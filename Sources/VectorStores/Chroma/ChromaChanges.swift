import FeatureIndex
import Files
import Gallery
import SystemPackage
import Workers

/// The changes of a gallery since a collection was filled from it.
///
/// A collection says of itself which files it was filled from, so that of one that is up to date no record has to be listed.
struct ChromaChanges {
    /// Images of the gallery that the collection knows as they are.
    private(set) var unchanged: [Int] = []
    /// The images that are new or have changed.
    private(set) var others: [Int] = []
    private(set) var staleness = IndexedGallery.Staleness()

    init(of gallery: StoreGallery, in server: ChromaSearch) throws(StoreError) {
        let images = gallery.indexed.images
        // Whatever cannot be read as an image, or is no file, cannot be in a collection.
        let stamps = Self.stamps(of: gallery)
        let files = images.indices.compactMap { index in
            stamps[index].map { (index: index, path: images[index].relativePath(to: gallery.root), stamp: $0) }
        }
        if server.collection.metadata?[ChromaKey.gallery] == ChromaRecord.state(of: files.map { ($0.path, $0.stamp) }) {
            unchanged = files.map(\.index)
            return
        }
        var records = try Self.records(of: server)
        for file in files {
            switch records.removeValue(forKey: file.path) {
            case file.stamp?: unchanged.append(file.index)
            case .some:
                others.append(file.index)
                staleness.changed += 1
            case nil:
                others.append(file.index)
                staleness.new += 1
            }
        }
        staleness.gone = records.count
    }

    /// Returns the stamp of each image; nil for what is no file, and for those that the index could not read.
    private static func stamps(of gallery: StoreGallery) -> [ChromaRecord.Stamp?] {
        let images = gallery.indexed.images
        let queue = WorkQueue(count: images.count)
        let parts = withWorkers(max(1, min(gallery.threads, images.count / 512))) { _ in
            var part: [(start: Int, stamps: [ChromaRecord.Stamp?])] = []
            while let range = queue.take(atMost: 256) {
                part.append(
                    (
                        range.lowerBound,
                        range.map { index in
                            guard gallery.indexed.failures[index] == nil, let status = try? FileStatus(of: images[index].path),
                                status.kind == .regular
                            else { return nil }
                            return ChromaRecord.Stamp(size: Int64(status.size), modified: status.modified)
                        }
                    ))
            }
            return part
        }
        return parts.joined().sorted { $0.start < $1.start }.flatMap(\.stamps)
    }

    /// Returns the records that this tool has added.
    private static func records(of server: ChromaSearch) throws(StoreError) -> [[UInt8]: ChromaRecord.Stamp] {
        var records: [[UInt8]: ChromaRecord.Stamp] = [:]
        try server.client.forEachRecord(of: server.collection, pageSize: server.batchSize) { _, metadata throws(StoreError) in
            guard let path = metadata.path, let stamp = metadata.stamp else { return }
            guard ChromaPath(path, below: ".") != nil else { throw server.recordOutside(path) }
            records[path] = stamp
        }
        return records
    }
}
