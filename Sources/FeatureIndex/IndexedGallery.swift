public import Gallery
import Imaging
package import SystemPackage
import Files
import Workers

/// A gallery and what an index knows of its images.
public struct IndexedGallery: Sendable {
    /// Where the features of an image are.
    package struct Place: Sendable {
        package let segment: Segment
        package let row: Int
    }

    /// How far the gallery has moved on since it was indexed.
    public struct Staleness: Sendable, Equatable {
        public var new = 0
        public var changed = 0
        public var gone = 0
        /// Files that the index knows, and that cannot be asked about now or lie in folders that cannot be looked into.
        public var unseen = 0
        /// Files of the same size and time in another place of the disk, whose contents were found to be those that were indexed.
        public var recognized = 0

        package init(new: Int = 0, changed: Int = 0, gone: Int = 0) {
            self.new = new
            self.changed = changed
            self.gone = gone
        }

        public var isNone: Bool { self == Staleness() }

        /// Whether nothing has changed as far as can be seen: an update of the index would do nothing.
        package var isUnseenAlone: Bool { unseen > 0 && new == 0 && changed == 0 && gone == 0 }

        /// Whether every image has the contents that were indexed, wherever they lie now.
        package var keepsContents: Bool { new == 0 && changed == 0 && gone == 0 && unseen == 0 }
    }

    /// In the order of their paths.
    public let images: [ImageFile]
    public let staleness: Staleness
    /// Files that the index knows and the search leaves out.
    package let leftOutCount: Int
    /// For each image its features; nil where the index does not know it as it is now.
    package let places: [Place?]
    /// Why images cannot be read, by their index.
    package let failures: [Int: String]
    package let segments: [Segment]

    /// The images that `walk` found, matched with the index by path, size, times and inode. Where nothing but the inode, or the
    /// time of a change that is not one of contents, is another, as after a copy, contents are compared.
    package init(_ walk: FolderWalk, gallery: FilePath, segments: [OpenSegment], threads: Int) {
        var known = Dictionary(minimumCapacity: segments.reduce(0) { $0 + $1.segment.rowCount }, Self.knownFiles(segments))
        var places: [Place?] = []
        places.reserveCapacity(walk.images.count)
        var failures: [Int: String] = [:]
        var staleness = Staleness()
        var copies: [(index: Int, known: Known)] = []
        for (index, (image, result)) in zip(walk.images, walk.statuses(threads: threads)).enumerated() {
            let entry = known.removeValue(forKey: image.relativePath(to: gallery))
            let status = try? result.get()
            let stamp = status.map { FileStamp($0) }
            if let entry, let stamp, entry.file.stamp.agrees(with: stamp), entry.file.isStillClosed(at: image.path) {
                if let failure = entry.file.failure {
                    failures[index] = failure
                    places.append(nil)
                } else {
                    places.append(entry.place)
                }
            } else {
                places.append(nil)
                if let entry, let stamp, !entry.file.isClosed, stamp.mayBeCopy(of: entry.file.stamp) {
                    copies.append((index, entry))
                    continue
                }
                // What is no file, such as a link to nowhere, can never be indexed.
                if entry != nil, Self.cannotBeAsked(image, result) {
                    staleness.unseen += 1
                } else if entry != nil {
                    staleness.changed += 1
                } else if status?.kind == .regular {
                    staleness.new += 1
                }
            }
        }
        for (copy, isSame) in zip(copies, Self.compareContents(copies, of: walk.images, threads: threads)) {
            if isSame {
                if let failure = copy.known.file.failure {
                    failures[copy.index] = failure
                } else {
                    places[copy.index] = copy.known.place
                }
                staleness.recognized += 1
            } else {
                staleness.changed += 1
            }
        }
        let knownCount = known.count
        known = known.filter { walk.selection.takesFile($0.key) }
        leftOutCount = knownCount - known.count
        let unseen = known.keys.count(where: walk.cannotSee)
        staleness.unseen += unseen
        staleness.gone = known.count - unseen
        images = walk.images
        self.places = places
        self.failures = failures
        self.staleness = staleness
        self.segments = segments.map(\.segment)
    }

    /// The images of `selection` that the index knows, the gallery not looked at.
    package init(trusting segments: [OpenSegment], gallery: FilePath, selection: GallerySelection = .standard) {
        let known = Self.knownFiles(segments)
        let selected = known.filter { selection.takesFile($0.0) }
        leftOutCount = known.count - selected.count
        let entries =
            selected
            .map { path, entry in (image: path.withUnsafeBytes { ImageFile($0, below: gallery) }, entry: entry) }
            .sorted { $0.image.path.precedesBytewise($1.image.path) }
        images = entries.map(\.image)
        places = entries.map { $0.entry.file.failure == nil ? $0.entry.place : nil }
        failures = Dictionary(
            uniqueKeysWithValues: entries.enumerated().compactMap { index, entry in
                entry.entry.file.failure.map { (index, $0) }
            })
        staleness = Staleness()
        self.segments = segments.map(\.segment)
    }

    /// Whether there may be a file as before, and merely no way to it.
    private static func cannotBeAsked(_ image: ImageFile, _ status: Result<FileStatus, Errno>) -> Bool {
        if case .failure(let error) = status { !FileError(error, of: image.path).isAbsence } else { false }
    }

    /// Images that cannot be read, in the order of their paths.
    package var skipped: [SkippedFile] {
        failures.sorted { $0.key < $1.key }.map { SkippedFile(path: images[$0.key].path, reason: $0.value) }
    }

    /// Images whose contents are not those that were indexed, though nothing else tells so.
    func differingImages(threads: Int) -> [ImageFile] {
        let known = places.enumerated().compactMap { index, place in
            place.map { (index: index, known: (file: $0.segment.file($0.row), place: $0)) }
        }
        return zip(known, Self.compareContents(known, of: images, threads: threads)).filter { !$0.1 }.map { images[$0.0.index] }
    }

    /// For each of `files` whether its contents are those that were indexed.
    private static func compareContents(
        _ files: [(index: Int, known: Known)], of images: [ImageFile], threads: Int
    ) -> [Bool] {
        guard !files.isEmpty else { return [] }
        let queue = WorkQueue(count: files.count)
        let parts = withWorkers(max(1, min(threads, files.count))) { _ in
            let reader = FileReader()
            var same: [Int] = []
            while let number = queue.take()?.first {
                let (index, known) = files[number]
                let hash = try? reader.withContents(
                    of: images[index].path, limit: .max, isWanted: ImageDecoder.recognizes
                ) { ContentHash(of: $0) }
                if hash == known.file.hash { same.append(number) }
            }
            return same
        }
        var isSame = [Bool](repeating: false, count: files.count)
        for number in parts.joined() { isSame[number] = true }
        return isSame
    }

    private typealias Known = (file: IndexedFile, place: Place)

    private static func knownFiles(_ segments: [OpenSegment]) -> [([UInt8], Known)] {
        segments.flatMap { open in
            open.liveRows.map { row in
                let file = open.segment.file(row)
                return (file.path, (file, Place(segment: open.segment, row: row)))
            }
        }
    }
}

extension FolderWalk {
    /// Whether a file at `path` below the root may be there though it was not found: its folder could not be looked into, or
    /// nothing was found at all, as where a disk is not mounted.
    func cannotSee(_ path: [UInt8]) -> Bool { images.isEmpty || unseenFolders.contains { path.starts(with: $0) } }
}

extension Dictionary {
    fileprivate init(minimumCapacity: Int, _ entries: some Sequence<(Key, Value)>) {
        self.init(minimumCapacity: minimumCapacity)
        for (key, value) in entries { self[key] = value }
    }
}
