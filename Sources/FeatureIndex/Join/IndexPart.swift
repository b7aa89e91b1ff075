package import Gallery
package import SystemPackage

/// The features of a key in one of several indexes.
package struct IndexPart: Sendable {
    package let folder: FilePath
    /// The part of the gallery that it was made of; nil for the whole, or what is not known.
    package let shard: GalleryShard?
    package internal(set) var segments: [OpenSegment]
}

/// Files that more than one of several indexes knows.
package struct RepeatedFiles: Sendable, Equatable {
    /// The number of files.
    package let count: Int
    /// An example: the path of a file below the gallery, and two indexes that know it.
    package let example: FilePath
    package let folders: [FilePath]
}

extension [IndexPart] {
    /// Whether no image can be in two of them: they are different shards of one division.
    private var areDisjoint: Bool {
        let shards = compactMap(\.shard)
        return shards.count == count && Set(shards.map(\.count)).count <= 1 && Set(shards.map(\.number)).count == count
    }

    /// Keeps one row per file: of the rows of several indexes the most recently modified one, on ties the first index's.
    ///
    /// - Returns: What files there were several rows of; nil for none.
    package mutating func removeRepeatedFiles() -> RepeatedFiles? {
        guard count > 1, !areDisjoint else { return nil }
        var known: [[UInt8]: RowPlace] = [:]
        var dead: [RowPlace] = []
        var example: (path: [UInt8], parts: [Int])?
        for (part, segments) in map(\.segments).enumerated() {
            for (number, open) in segments.enumerated() {
                for row in open.liveRows {
                    let file = open.segment.file(row)
                    let place = RowPlace(part: part, segment: number, row: row, stamp: file.stamp)
                    guard let other = known.updateValue(place, forKey: file.path) else { continue }
                    if example == nil { example = (file.path, [other.part, part]) }
                    dead.append(place.isLater(than: other) ? other : place)
                    if !place.isLater(than: other) { known[file.path] = other }
                }
            }
        }
        guard let example else { return nil }
        for place in dead { self[place.part].segments[place.segment].deadRows.insert(place.row) }
        return RepeatedFiles(
            count: dead.count, example: example.path.withUnsafeBytes { FilePath().joined($0) },
            folders: example.parts.map { self[$0].folder })
    }
}

private struct RowPlace {
    let part, segment, row: Int
    let stamp: FileStamp

    func isLater(than other: RowPlace) -> Bool {
        (stamp.modified, stamp.changed) > (other.stamp.modified, other.stamp.changed)
    }
}
