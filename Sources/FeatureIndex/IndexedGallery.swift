public import Gallery
package import SystemPackage
import Files
import Workers

/// A gallery and what an index knows of its images.
public struct IndexedGallery: Sendable {
    /// The place of the features of an image.
    package struct Place: Sendable {
        package let segment: Segment
        package let row: Int
    }

    /// The changes of a gallery since it was indexed.
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

        mutating func add(_ other: Staleness) {
            new += other.new
            changed += other.changed
            gone += other.gone
            unseen += other.unseen
            recognized += other.recognized
        }

        public var isNone: Bool { self == Staleness() }

        /// Whether nothing has changed as far as can be seen: an update of the index would do nothing.
        package var isUnseenAlone: Bool { unseen > 0 && new == 0 && changed == 0 && gone == 0 }

        /// Whether every image has the contents that were indexed, wherever they lie now.
        package var keepsContents: Bool { new == 0 && changed == 0 && gone == 0 && unseen == 0 }
    }

    /// The images, in the order of their paths.
    public let images: GalleryImages
    public let staleness: Staleness
    /// Files that the index knows and the search leaves out.
    package let leftOutCount: Int
    /// The place of the features of each image; nil where the index lacks them for the image as it is now.
    package let places: GalleryPlaces
    /// The recorded reasons why images cannot be read, by their index.
    package let failures: [Int: String]
    package let segments: [Segment]

    /// The images that `walk` found, matched with the index by path, size, times and inode. Where only the inode or the time of
    /// the last status change differs, as after a copy, contents are compared.
    package init(_ walk: FolderWalk, known: KnownFiles, threads: Int) {
        var match = GalleryMatch(
            joining: walk.mapStatuses(threads: threads) { GalleryMatch(walk, $0, $1, with: known) })
        match.compareCopies(threads: threads)

        let selected = match.missing.filter { walk.selection.takesFile(known.path($0)) }
        leftOutCount = match.missing.count - selected.count
        var staleness = match.staleness
        let unseen = selected.count { walk.cannotSee(Array(known.path($0))) }
        staleness.unseen += unseen
        staleness.gone = selected.count - unseen
        images = walk.images
        places = GalleryPlaces(match.places, in: known.segments)
        failures = match.failures
        self.staleness = staleness
        self.segments = known.segments
    }

    /// The same, of the files that `segments` tell of.
    package init(_ walk: FolderWalk, segments: [OpenSegment], threads: Int) {
        self.init(walk, known: KnownFiles(segments, threads: threads), threads: threads)
    }

    /// The images of `selection` that the index knows, the gallery not looked at.
    package init(trusting segments: [OpenSegment], gallery: FilePath, selection: GallerySelection = .standard, threads: Int = 1)
    {
        let known = KnownFiles(segments, threads: threads)
        let runs = mapRuns(of: known.count, length: 4_096, threads: threads) { TrustedRun($0, of: known, selection) }
        images = GalleryImages(PathArena(joining: runs.map(\.paths)), below: gallery)
        leftOutCount = known.count - images.count
        places = GalleryPlaces(concatenated(runs.map(\.places)), in: known.segments)
        var failures: [Int: String] = [:]
        var first = 0
        for run in runs {
            for (offset, failure) in run.failures { failures[first + offset] = failure }
            first += run.places.count
        }
        self.failures = failures
        staleness = Staleness()
        self.segments = known.segments
    }

    /// Images whose features the index does not have, and that are not known to have none.
    package var unknownImages: [Int] { places.indices.filter { !places.isKnown($0) && failures[$0] == nil } }

    /// Several galleries as one. An image that is in several of them is known where one of their indexes knows it.
    ///
    /// - Parameter union: Of the images of `galleries`.
    package init(joining galleries: [IndexedGallery], as union: ImageUnion) {
        var failures: [Int: String] = [:]
        var staleness = Staleness()
        for (gallery, indices) in zip(galleries, union.indices) {
            for (number, failure) in gallery.failures { failures[indices[number]] = failure }
            staleness.add(gallery.staleness)
        }
        let places = GalleryPlaces(joining: galleries.map(\.places), at: union.indices, count: union.images.count)
        images = union.images
        self.places = places
        self.failures = failures.filter { !places.isKnown($0.key) }
        self.staleness = staleness
        leftOutCount = galleries.reduce(0) { $0 + $1.leftOutCount }
        segments = galleries.flatMap(\.segments)
    }

    /// The gallery for each shape of pyramids that its indexes have, with the places of features of that shape alone. Several indexes
    /// may be of several versions of the format.
    package var partsByShape: [IndexedGallery] {
        let shapes = segments.reduce(into: [PyramidShape?]()) { shapes, segment in
            if !shapes.contains(segment.pyramidShape) { shapes.append(segment.pyramidShape) }
        }
        return shapes.count < 2 ? [self] : shapes.map { shape in IndexedGallery(self) { $0.pyramidShape == shape } }
    }

    /// `gallery` with what those of its segments have for which `isKept` says so.
    private init(_ gallery: IndexedGallery, keeping isKept: (Segment) -> Bool) {
        images = gallery.images
        places = gallery.places.keeping(isKept)
        failures = gallery.failures
        staleness = gallery.staleness
        leftOutCount = gallery.leftOutCount
        segments = gallery.segments.filter(isKept)
    }

    /// Images that cannot be read, in the order of their paths.
    package var skipped: [SkippedFile] {
        failures.sorted { $0.key < $1.key }.map { SkippedFile(path: images[$0.key].path, cause: RecordedCause($0.value)) }
    }

    /// Images whose contents are not those that were indexed, though nothing else tells so.
    func differingImages(threads: Int) -> [ImageFile] {
        let known = places.indices.compactMap { index in places[index].map { (index: index, place: $0) } }
        let areSame = GalleryMatch.compareContents(known, of: images, threads: threads)
        return zip(known, areSame).filter { !$0.1 }.map { images[$0.0.index] }
    }
}

/// Those of a run of files that the index knows that take part in a search.
private struct TrustedRun: Sendable {
    let paths: PathArena
    private(set) var places: [GalleryPlaces.Row] = []
    /// The reasons why files cannot be read, by their places in the run.
    private(set) var failures: [Int: String] = [:]

    init(_ run: Range<Int>, of known: KnownFiles, _ selection: GallerySelection) {
        let selected = run.filter { selection.takesFile(known.path($0)) }
        paths = PathArena(count: selected.count) { known.path(selected[$0]) }
        places.reserveCapacity(selected.count)
        for (offset, number) in selected.enumerated() {
            let failure = known.segment(number).failure(known.row(number))
            places.append(failure == nil ? known.place(number) : .none)
            if let failure { failures[offset] = failure }
        }
    }
}

extension FolderWalk {
    /// Whether a file at `path` below the root may be there though it was not found: its folder could not be looked into, or
    /// nothing was found at all, as where a disk is not mounted.
    func cannotSee(_ path: [UInt8]) -> Bool { images.isEmpty || unseenFolders.contains { path.starts(with: $0) } }
}
