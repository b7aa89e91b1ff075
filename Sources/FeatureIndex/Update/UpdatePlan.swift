import Files
import Gallery
import Synchronization
import SystemPackage

/// A file that is new, or not what it was when it was indexed.
struct PendingFile: Sendable {
    let path: FilePath
    let relativePath: [UInt8]
    let stamp: FileStamp
    /// Whether the index knows the path, with another size or time of modification.
    let isChanged: Bool
    /// Whether the index has a row for the path.
    let isKnown: Bool
    /// The hash of the image that the index has for the path, if it has one.
    var formerHash: ContentHash?
}

/// Features of files that are no longer where they were, or not as they were, by their contents.
struct MovableImages: Sendable {
    private let places: [ContentHash: (segment: Segment, row: Int)]

    init(_ places: [ContentHash: (segment: Segment, row: Int)]) { self.places = places }

    /// The features of an image with contents of this hash. A damaged one is as good as none.
    @Sendable func features(_ hash: ContentHash) -> ImageFeatures? {
        guard let place = places[hash] else { return nil }
        return try? place.segment.features(place.row)
    }
}

/// The changes that bring an index up to date, and those that were made.
struct UpdatePlan {
    private(set) var pending: [PendingFile] = []
    /// Paths of the files that are there.
    private(set) var present: Set<[UInt8]> = []
    let movable: MovableImages
    /// The number of moved images that have been found elsewhere.
    private(set) var matchedMoves = 0
    /// The number of images with the same contents that are no longer where they were.
    private var gone: [ContentHash: Int] = [:]
    var summary = IndexBuilder.Summary()

    init(_ walk: FolderWalk, gallery: FilePath, writer: IndexWriter, threads: Int) {
        let live = writer.liveRows
        var movable: [ContentHash: (Segment, Int)] = [:]
        for (image, result) in zip(walk.images, walk.statuses(threads: threads)) {
            let path = image.relativePath(to: gallery)
            let status: FileStatus
            do {
                status = try result.get()
            } catch {
                let cause = FileError(error, of: image.path)
                summary.skipped.append(SkippedFile(path: image.path, cause: cause))
                // What cannot be asked now may be there all the same.
                if !cause.isAbsence { present.insert(path) }
                continue
            }
            present.insert(path)
            let known = live[path]
            let stamp = FileStamp(status)
            if let known, known.file.stamp.agrees(with: stamp), writer.isComplete(known),
                known.file.isStillClosed(at: image.path)
            {
                if let failure = known.file.failure {
                    summary.skipped.append(SkippedFile(path: image.path, cause: RecordedCause(failure)))
                }
            } else {
                let isChanged = known.map { !$0.file.stamp.agrees(with: stamp) } ?? false
                let former = known.flatMap { $0.file.failure == nil ? $0 : nil }
                if isChanged, let former, writer.isComplete(former) { movable[former.file.hash] = (former.segment, former.row) }
                pending.append(
                    PendingFile(
                        path: image.path, relativePath: path, stamp: stamp, isChanged: isChanged, isKnown: known != nil,
                        formerHash: former?.file.hash))
            }
        }
        for path in live.keys where !present.contains(path) && walk.cannotSee(path) {
            present.insert(path)
            summary.unseen += 1
        }
        if walk.images.isEmpty, !live.isEmpty {
            summary.skipped.append(SkippedFile(path: gallery, cause: GalleryTrouble.empty(known: live.count)))
        }
        for (path, row) in live where !present.contains(path) && row.file.failure == nil {
            gone[row.file.hash, default: 0] += 1
            if writer.isComplete(row) { movable[row.file.hash] = (row.segment, row.row) }
        }
        self.movable = MovableImages(movable)
    }

    /// Counts what was read, and answers what of it is to be written.
    ///
    /// - Parameter describe: Puts causes into the words that are recorded.
    mutating func add(
        _ batch: [(PendingFile, FileOutcome)], describe: (any Error) -> String
    ) -> IndexWriter.Batch {
        var contents = IndexWriter.Batch()
        for (pending, outcome) in batch {
            if pending.isKnown { contents.replacedPaths.insert(pending.relativePath) }
            switch outcome {
            case .image(let file, let features, let wasMoved):
                contents.images.append((file, features))
                if pending.isChanged {
                    if pending.formerHash == file.hash { summary.recognized += 1 } else { summary.changed += 1 }
                } else if wasMoved {
                    summary.moved += 1
                    match(file.hash)
                } else {
                    summary.added += 1
                }
            case .notAnImage(let file, let cause), .closed(let file, let cause):
                contents.failures.append(file.failing(because: describe(cause)))
                summary.skipped.append(SkippedFile(path: pending.path, cause: cause))
            case .unreadable(let cause):
                present.remove(pending.relativePath)
                summary.skipped.append(SkippedFile(path: pending.path, cause: cause))
            }
        }
        return contents
    }

    private mutating func match(_ hash: ContentHash) {
        guard let count = gone[hash], count > 0 else { return }
        gone[hash] = count - 1
        matchedMoves += 1
    }
}

/// The state of a gallery as a whole that keeps an index from being updated.
public enum GalleryTrouble: Error, Equatable {
    /// No image was found where the index knows of `known` files, as where a disk is not mounted: their records are kept.
    case empty(known: Int)
}
