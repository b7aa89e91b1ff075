import FeatureIndex
import Gallery
import SystemPackage

/// The galleries of a request opened as one, with what their indexes know of their images.
struct OpenGalleries {
    /// The galleries one by one.
    let parts: [OpenGallery]
    let union: ImageUnion
    /// The galleries as one.
    let indexed: IndexedGallery

    init(_ parts: [OpenGallery]) {
        self.parts = parts
        union = ImageUnion(parts.map(\.indexed.images))
        indexed = parts.count == 1 ? parts[0].indexed : IndexedGallery(joining: parts.map(\.indexed), as: union)
    }

    /// The files and folders that the walks could not look into.
    var skipped: [SkippedFile] { distinct(parts.flatMap(\.skipped)) }

    /// Reports to the observer the galleries that changed after they were indexed.
    func tellOfStaleness(_ observer: any SearchObserver) {
        for part in parts where !part.indexed.segments.isEmpty && !part.indexed.staleness.isNone {
            observer.notice(part.request.noticeOfIndex(part.indexed.staleness))
        }
    }
}

/// The images of galleries without an index, as those of one.
struct WalkedGalleries {
    let images: GalleryImages
    /// The files and folders that the walks could not look into.
    let skipped: [SkippedFile]

    init(_ walks: [FolderWalk]) {
        images = ImageUnion(walks.map(\.images)).images
        skipped = distinct(walks.flatMap(\.skipped))
    }
}

/// Returns each path once: a file that cannot be read is met several times where galleries lie in one another.
func distinct(_ files: [SkippedFile]) -> [SkippedFile] {
    var known: Set<FilePath> = []
    return files.filter { known.insert($0.path).inserted }
}

extension [GalleryRequest] {
    /// The galleries with what their indexes have of `key`; nil where none of them has an index that has any of it.
    ///
    /// - Throws: `GalleryError`; `IndexError` where an index is damaged, or there is none though one was asked for.
    func open(_ key: FeatureKey, threads: Int, observer: any SearchObserver) throws -> OpenGalleries? {
        let parts = try map { ($0, try $0.open(key, threads: threads, observer: observer)) }
        guard parts.contains(where: { $0.1 != nil }) else { return nil }
        return OpenGalleries(try parts.map { try $1 ?? $0.openWithoutIndex(threads: threads) })
    }

    /// The same; where there is no index, the galleries with nothing known of their images.
    func openOrWalk(_ key: FeatureKey, threads: Int, observer: any SearchObserver) throws -> OpenGalleries {
        try open(key, threads: threads, observer: observer)
            ?? OpenGalleries(map { gallery throws(GalleryError) in try gallery.openWithoutIndex(threads: threads) })
    }

    /// The galleries' images, whatever indexes know.
    func walk() throws(GalleryError) -> WalkedGalleries {
        WalkedGalleries(
            try map { gallery throws(GalleryError) in try FolderWalk(searching: gallery.folder, gallery.selection) })
    }

    /// Returns the first of `computings` in which every index that has any of `key`'s features has them, else the first in which
    /// one has; nil for none.
    ///
    /// - Parameter key: Of what is searched, so computed.
    func indexed(among computings: [ModelComputing], _ key: (ModelComputing) -> FeatureKey) -> ModelComputing? {
        let known = map { $0.indexed(among: computings, key) }.filter { !$0.isEmpty }
        return computings.first { computing in !known.isEmpty && known.allSatisfy { $0.contains(computing) } }
            ?? computings.first { computing in known.contains { $0.contains(computing) } }
    }
}
