import FeatureIndex
import Files
import Gallery
import SystemPackage

/// The index of a gallery, as far as it is to be used.
struct GalleryIndex {
    let gallery: String
    let options: IndexOptions
    let execution: RunOptions
    /// Whether to say so where the gallery has moved on.
    var tellsOfChanges = true
    /// Whether a search is slower without.
    var isNeeded = true

    /// The gallery with what the index has of `key`, if anything.
    ///
    /// - Returns: What the walk could not look into besides.
    func gallery(_ key: FeatureKey) throws -> (gallery: IndexedGallery, skipped: [SkippedFile]) {
        if let opened = try open(key) { return opened }
        if options.trustIndex { return (IndexedGallery(trusting: [], gallery: FilePath(gallery)), []) }
        let walk = try searchedFolder(gallery)
        let indexed = IndexedGallery(walk, gallery: FilePath(gallery), segments: [], threads: execution.threadCount)
        return (indexed, walk.skipped)
    }

    /// The gallery with what the index has of `key`, or nil when there is no index to be used. Where the gallery has moved on,
    /// this says so.
    ///
    /// - Returns: What the walk could not look into besides.
    func open(_ key: FeatureKey) throws -> (gallery: IndexedGallery, skipped: [SkippedFile])? {
        guard let segments = try openSegments(key) else { return nil }
        let path = FilePath(gallery)
        if options.trustIndex { return (IndexedGallery(trusting: segments, gallery: path), []) }
        let walk = try searchedFolder(gallery)
        let indexed = IndexedGallery(walk, gallery: path, segments: segments, threads: execution.threadCount)
        if tellsOfChanges, !indexed.staleness.isNone, !execution.quiet {
            StandardStreams.writeMessage(
                "the index of \(gallery) is out of date (\(indexed.staleness.summary)); the results are right all the same, and 'retrieve index \(gallery)\(key.indexOptions)' makes searching fast again"
            )
        }
        return (indexed, walk.skipped)
    }

    private func openSegments(_ key: FeatureKey) throws(IndexError) -> [OpenSegment]? {
        guard !options.noIndex else { return nil }
        let folder = options.folder(of: gallery)
        guard isNeeded else { return try? IndexFolder(folder).open(key) }
        let isAskedFor = options.index != nil || options.trustIndex
        do throws(IndexError) {
            let segments = try IndexFolder(folder).open(key)
            if segments == nil, isAskedFor || options.verbose {
                StandardStreams.writeMessage(
                    "the index in \(folder) has no features for \(key.summary), so the images are read; 'retrieve index' with the same options adds them"
                )
            }
            return segments
        } catch {
            if error.reason == .missing, !isAskedFor { return nil }
            throw error
        }
    }
}

extension IndexOptions {
    /// Where the index of `gallery` is, if there is one.
    func folder(of gallery: String) -> FilePath {
        index.map { FilePath($0) } ?? IndexFolder.standard(for: FilePath(gallery))
    }
}

extension FeatureKey {
    /// What has to be added to `retrieve index` for such features.
    fileprivate var indexOptions: String {
        switch kind {
        case .pixels: ""
        case .embeddings: " --features clip"
        }
    }
}
