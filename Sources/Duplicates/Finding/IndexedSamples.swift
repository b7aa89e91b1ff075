import FeatureIndex
import Files
import Gallery
import Imaging
import SystemPackage

/// The samples of images that indices keep whole, as they do of small sizes.
struct IndexedSamples: Sendable {
    private let places: [FileIdentity: (status: FileStatus, place: IndexedGallery.Place)]
    /// Indices that have nothing of use, by the folders they belong to.
    let lacking: [FilePath]

    /// Those of no image.
    static var none: IndexedSamples { IndexedSamples() }

    private init() {
        places = [:]
        lacking = []
    }

    /// - Throws: `IndexError` when an index is damaged.
    init(_ request: DuplicateRequest, _ walks: [FolderWalk], reading: PixelReader.Options) throws(IndexError) {
        var places: [FileIdentity: (status: FileStatus, place: IndexedGallery.Place)] = [:]
        var lacking: [FilePath] = []
        for (number, folder) in (request.folders + request.references).enumerated() {
            guard request.indices.indices.contains(number), let path = request.indices[number] else { continue }
            guard let segments = try IndexFolder(path).open(FeatureKey(reading)),
                segments.allSatisfy({ $0.segment.storesPixels })
            else {
                lacking.append(folder)
                continue
            }
            let gallery = IndexedGallery(walks[number], gallery: folder, segments: segments, threads: request.threads)
            for (image, place) in zip(gallery.images, gallery.places) {
                guard let place, let status = try? FileStatus(of: image.path) else { continue }
                places[status.identity] = (status, place)
            }
        }
        self.places = places
        self.lacking = lacking
    }

    /// Copies the samples of `file`, and answers whether they were there.
    func copySamples(of file: DuplicateFile, to output: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        guard let known = places[file.status.identity], known.status == file.status else { return false }
        // What is damaged is read from the file itself.
        let copied: Void? = try? known.place.segment.withPixels(known.place.row) { output.update(from: $0, count: count) }
        return copied != nil
    }
}
