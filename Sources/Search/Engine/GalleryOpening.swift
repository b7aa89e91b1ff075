import FeatureIndex
import Files
package import Gallery
package import SystemPackage
import Workers

/// A folder that was to be searched and cannot be.
package struct GalleryError: Error {
    package let folder: FilePath
    package let cause: Errno
}

extension FolderWalk {
    /// The images of a folder that are to be searched.
    package init(searching folder: FilePath, _ selection: GallerySelection) throws(GalleryError) {
        do throws(Errno) {
            try self.init(folder, Options(selection))
        } catch {
            throw GalleryError(folder: folder, cause: error)
        }
    }
}

/// The images of a gallery, with what its index knows of them.
struct OpenGallery {
    let request: GalleryRequest
    let indexed: IndexedGallery
    /// The files and folders that could not be read.
    let skipped: [SkippedFile]
}

extension OpenGallery {
    /// The images of `walk`, matched with the files that an index knows.
    fileprivate init(_ request: GalleryRequest, _ walk: FolderWalk, _ known: KnownFiles, threads: Int) {
        let indexed = IndexedGallery(walk, known: known, threads: threads)
        self.init(request: request, indexed: indexed, skipped: walk.skipped)
    }
}

extension GalleryRequest {
    /// The folders of the index, which need not exist: several where parts of the gallery have one each.
    package var indexFolders: [FilePath] {
        if case .at(let folders) = index { folders } else { [IndexFolder.standard(for: folder)] }
    }

    /// The first of them, where what belongs to an index is kept.
    package var indexFolder: FilePath { indexFolders[0] }

    /// Whether an index was named or trusted, so that a missing one is an error.
    private var asksForIndex: Bool {
        if case .at = index { true } else { trustsIndex }
    }

    /// Returns those of `computings` in which the index has `key`'s features.
    ///
    /// - Parameter key: Of what is searched, so computed.
    func indexed(among computings: [ModelComputing], _ key: (ModelComputing) -> FeatureKey) -> [ModelComputing] {
        // What is wrong with an index is told when it is opened.
        guard index != .none else { return [] }
        let keys = indexFolders.flatMap { (try? IndexFolder($0).keys()) ?? [] }
        return computings.filter { keys.contains(key($0)) }
    }

    /// Returns the notice for an index that does not cover the gallery.
    func noticeOfIndex(_ staleness: IndexedGallery.Staleness) -> SearchNotice {
        let shards = searchedShards
        guard let division = shards.first, shards.count < division.count, staleness.new > 0 else {
            return .staleIndex(of: self, staleness)
        }
        return .partialIndex(of: self, staleness, shards: shards)
    }

    /// The shards that the indexes cover; none where an index covers the whole gallery or a shard was requested.
    private var searchedShards: [GalleryShard] {
        guard selection.shard == nil else { return [] }
        let shards = indexFolders.map { (try? IndexFolder($0).shard()) ?? nil }
        guard Set(shards.map { $0?.count }).count == 1 else { return [] }
        return Set(shards.compactMap(\.self)).sorted { $0.number < $1.number }
    }

    /// The gallery with what its index has of `key`; nil where there is no index that has any of it.
    ///
    /// - Throws: `GalleryError`; `IndexError` where the index is damaged, or there is none though one was asked for.
    func open(_ key: FeatureKey, threads: Int, observer: any SearchObserver) throws -> OpenGallery? {
        if trustsIndex {
            guard let segments = try openSegments(key, threads: threads, observer: observer) else { return nil }
            let indexed = IndexedGallery(trusting: segments, gallery: folder, selection: selection, threads: threads)
            return OpenGallery(request: self, indexed: indexed, skipped: [])
        }
        // The walk needs nothing of the index, and each has parts that keep one thread busy alone.
        let walking = mayHaveIndex ? BackgroundWork { Result { () throws(GalleryError) in try walk() } } : nil
        let opening = Result {
            try openSegments(key, threads: threads, observer: observer).map { KnownFiles($0, threads: threads) }
        }
        let walked = walking?.result()
        guard let known = try opening.get() else { return nil }
        return OpenGallery(self, try walked?.get() ?? walk(), known, threads: threads)
    }

    /// The gallery with nothing known of its images.
    func openWithoutIndex(threads: Int) throws(GalleryError) -> OpenGallery {
        OpenGallery(self, try walk(), KnownFiles([], threads: threads), threads: threads)
    }

    private func walk() throws(GalleryError) -> FolderWalk { try FolderWalk(searching: folder, selection) }

    /// Whether there is anything to open.
    private var mayHaveIndex: Bool { index != .none && indexFolders.contains { IndexFolder($0).exists } }

    private func openSegments(
        _ key: FeatureKey, threads: Int, observer: any SearchObserver
    ) throws(IndexError) -> [OpenSegment]? {
        if index == .none { return nil }
        var parts: [IndexPart] = []
        for folder in indexFolders {
            do throws(IndexError) {
                if let part = try IndexFolder(folder).openPart(key, threads: threads) {
                    parts.append(part)
                } else {
                    observer.notice(.indexLacksFeatures(of: self, folder: folder, key, isAskedFor: asksForIndex))
                }
            } catch {
                if error.reason == .missing, !asksForIndex { return nil }
                throw error
            }
        }
        if parts.isEmpty { return nil }
        if let repeated = parts.removeRepeatedFiles() { observer.notice(.repeatedFiles(repeated)) }
        return parts.flatMap(\.segments)
    }
}
