import Files
import SystemPackage

/// Puts segments of other indexes into the folder of one, and names them in its manifest last.
struct MergedSegments {
    private let folder: IndexFolder
    private var manifest: Manifest
    /// Checksums of the headers of segments that have a place, or had one that somebody may be reading, by their identifiers.
    private var known: [UInt64: UInt64]
    /// Identifiers of those that are in the manifest to be.
    private var placed: Set<UInt64> = []
    private(set) var linked = 0
    private(set) var copied = 0
    private(set) var rewritten = 0
    private(set) var byteCount = 0

    init(_ folder: IndexFolder, stored: Manifest) {
        self.folder = folder
        manifest = stored
        manifest.nextIdentifier = max(
            stored.nextIdentifier, (folder.segmentIdentifiers().max() ?? 0) + 1, Manifest.firstIdentifierOfMerged)
        let references = stored.collections.flatMap(\.segments)
        known = Dictionary(references.map { ($0.identifier, $0.headerChecksum) }) { first, _ in first }
    }

    /// Takes `parts`, one for each of `collections`, which are all of one key, for what the index has of it.
    mutating func take(_ parts: [IndexPart], of collections: [Manifest.Collection]) throws(IndexError) {
        var merged = Manifest.Collection(
            key: collections[0].key, storesPixels: collections.allSatisfy { $0.storesPixels || $0.segments.isEmpty })
        for (part, collection) in zip(parts, collections) {
            for (open, reference) in zip(part.segments, collection.segments) where open.deadRows.count < open.segment.rowCount {
                merged.segments.append(try take(open, reference, storesPixels: collection.storesPixels))
                byteCount += open.segment.byteCount
            }
        }
        manifest.replace(merged)
    }

    /// Brings everything to the disk, and then the manifest.
    ///
    /// - Parameter stored: What is there; nil where nothing is.
    func finish(over stored: Manifest?) throws(IndexError) {
        do throws(Errno) {
            try synchronizeFolder(of: folder.manifestPath)
            if manifest != stored { try manifest.write(to: folder.manifestPath) }
        } catch {
            throw IndexError(.system(error), folder.manifestPath)
        }
        folder.removeStrays(beside: manifest)
    }

    private mutating func take(
        _ open: OpenSegment, _ reference: Manifest.SegmentReference, storesPixels: Bool
    ) throws(IndexError) -> Manifest.SegmentReference {
        let identifier = reference.identifier
        let isFree = known[identifier].map { $0 == reference.headerChecksum && !placed.contains(identifier) } ?? true
        guard isFree else { return try rewrite(open, reference, storesPixels: storesPixels) }
        known[identifier] = reference.headerChecksum
        placed.insert(identifier)
        let target = folder.segmentPath(reference)
        var taken = reference
        taken.deadRows = open.deadRows
        // A run that was broken off may have put it there.
        if let there = try? Segment(target), there.headerChecksum == reference.headerChecksum {
            linked += 1
            return taken
        }
        do throws(Errno) {
            try place(open.segment.path, at: target)
        } catch {
            throw IndexError(.system(error), target)
        }
        return taken
    }

    private mutating func place(_ source: FilePath, at target: FilePath) throws(Errno) {
        let partial = target.removingLastComponent().appending("\(target.lastComponent?.string ?? "").partial")
        removeFile(partial)
        do throws(Errno) {
            try addName(partial, to: source)
            linked += 1
        } catch {
            // Another disk, or one without such names, or too many of them.
            if error == .noSpace { throw error }
            try copyFile(source, to: partial)
            copied += 1
        }
        try replaceFile(target, by: partial)
    }

    private mutating func rewrite(
        _ open: OpenSegment, _ reference: Manifest.SegmentReference, storesPixels: Bool
    ) throws(IndexError) -> Manifest.SegmentReference {
        let segment = open.segment
        var writer = SegmentWriter(key: segment.key, storesPixels: storesPixels && segment.storesPixels)
        for row in open.liveRows {
            let file = segment.file(row)
            if row < segment.imageCount {
                writer.append(file, try segment.features(row))
            } else {
                writer.append(failure: file)
            }
        }
        let identifier = manifest.nextIdentifier
        manifest.nextIdentifier += 1
        let path = folder.path.appending("segment-\(identifier)")
        do throws(Errno) {
            let written = try writer.write(to: path, identifier: identifier)
            rewritten += 1
            placed.insert(identifier)
            return Manifest.SegmentReference(
                identifier: identifier, headerChecksum: written.checksum, processor: reference.processor)
        } catch {
            throw IndexError(.system(error), path)
        }
    }
}
