import Files
import Gallery
import Imaging
import SystemPackage
import Workers

/// The result of matching a run of a gallery's images, in their order, with the files that an index knows.
struct GalleryMatch: Sendable {
    private let images: GalleryImages
    private let known: KnownFiles
    /// The places of the features of the run's images.
    private(set) var places: [GalleryPlaces.Row] = []
    private(set) var failures: [Int: String] = [:]
    private(set) var staleness = IndexedGallery.Staleness()
    /// The numbers of files that the index knows and the gallery does not have.
    private(set) var missing: [Int] = []
    /// Images of which contents decide whether they are files that are known, and the numbers of these.
    private var copies: [(index: Int, number: Int)] = []

    /// Matches the images of `walk` in `range`, whose statuses are given.
    init(_ walk: FolderWalk, _ range: Range<Int>, _ statuses: [Result<FileStatus, Errno>], with known: KnownFiles) {
        images = walk.images
        self.known = known
        places.reserveCapacity(range.count)
        var missing: [Int] = []
        known.match(walk.paths, in: range) {
            add($0, statuses[$0 - range.lowerBound], $1)
        } missing: {
            missing.append($0)
        }
        self.missing = missing
    }

    /// Joins runs of images that follow each other.
    init(joining runs: [GalleryMatch]) {
        self = runs[0]
        places.reserveCapacity(runs.reduce(0) { $0 + $1.places.count })
        for run in runs.dropFirst() {
            places += run.places
            failures.merge(run.failures) { $1 }
            staleness.add(run.staleness)
            missing += run.missing
            copies += run.copies
        }
    }

    /// Adds the next image.
    ///
    /// - Parameter number: Of the file of the same path that is known, if there is one.
    private mutating func add(_ index: Int, _ result: Result<FileStatus, Errno>, _ number: Int?) {
        let status = try? result.get()
        guard let number else {
            places.append(.none)
            // What is no file, such as a link to nowhere, can never be indexed.
            if status?.kind == .regular { staleness.new += 1 }
            return
        }
        let (segment, row) = (known.segment(number), known.row(number))
        let (stamp, isClosed) = (segment.stamp(row), segment.isClosed(row))
        let found = status.map { FileStamp($0) }
        if let found, stamp.agrees(with: found), !isClosed || fileTrouble(images[index].path) != nil {
            take(number, for: index, isNew: true)
            return
        }
        places.append(.none)
        if let found, !isClosed, found.mayBeCopy(of: stamp) {
            copies.append((index, number))
        } else if case .failure(let error) = result, !FileError(error, of: images[index].path).isAbsence {
            // There may be a file as before, and merely no way to it.
            staleness.unseen += 1
        } else {
            staleness.changed += 1
        }
    }

    private mutating func take(_ number: Int, for index: Int, isNew: Bool) {
        let failure = known.segment(number).failure(known.row(number))
        let place = failure == nil ? known.place(number) : .none
        if isNew { places.append(place) } else { places[index] = place }
        if let failure { failures[index] = failure }
    }

    /// Decides about images of which contents decide. To be called once all runs are joined.
    mutating func compareCopies(threads: Int) {
        let files = copies.map { copy in
            let place = IndexedGallery.Place(segment: known.segment(copy.number), row: known.row(copy.number))
            return (index: copy.index, place: place)
        }
        for (copy, isSame) in zip(copies, Self.compareContents(files, of: images, threads: threads)) {
            if isSame {
                take(copy.number, for: copy.index, isNew: false)
                staleness.recognized += 1
            } else {
                staleness.changed += 1
            }
        }
        copies = []
    }
}

extension GalleryMatch {
    /// Returns, for each of `files`, whether its contents are those that were indexed.
    static func compareContents(
        _ files: [(index: Int, place: IndexedGallery.Place)], of images: GalleryImages, threads: Int
    ) -> [Bool] {
        guard !files.isEmpty else { return [] }
        let queue = WorkQueue(count: files.count)
        let parts = withWorkers(max(1, min(threads, files.count))) { _ in
            let reader = FileReader()
            var same: [Int] = []
            while let number = queue.take()?.first {
                let (index, place) = files[number]
                let hash = try? reader.withContents(
                    of: images[index].path, limit: .max, isWanted: ImageDecoder.recognizes
                ) { ContentHash(of: $0) }
                if hash == place.segment.contentHash(place.row) { same.append(number) }
            }
            return same
        }
        var isSame = [Bool](repeating: false, count: files.count)
        for number in parts.joined() { isSame[number] = true }
        return isSame
    }
}
