import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import SystemPackage

/// The features of images that indices keep: samples of small sizes, embeddings, and sums over samples of any size.
struct IndexedFeatures: Sendable {
    private let places: [FileIdentity: (status: FileStatus, place: IndexedGallery.Place)]
    /// Indices that have nothing of use, by the folders they belong to.
    let lacking: [FilePath]

    /// The features of no image.
    static var none: IndexedFeatures { IndexedFeatures() }

    private init() {
        places = [:]
        lacking = []
    }

    /// - Parameter isOfUse: Selects the segments of `key` that hold what is wanted.
    /// - Throws: `IndexError` when an index is damaged.
    init(
        _ request: DuplicateRequest, _ walks: [FolderWalk], _ key: FeatureKey, isOfUse: (Segment) -> Bool
    ) throws(IndexError) {
        var places: [FileIdentity: (status: FileStatus, place: IndexedGallery.Place)] = [:]
        var lacking: [FilePath] = []
        for (number, folder) in (request.folders + request.references).enumerated() {
            guard let path = request.index(ofFolder: number) else { continue }
            guard let segments = try IndexFolder(path).open(key), segments.allSatisfy({ isOfUse($0.segment) }) else {
                lacking.append(folder)
                continue
            }
            let gallery = IndexedGallery(walks[number], segments: segments, threads: request.threads)
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
        guard let place = place(of: file) else { return false }
        // What is damaged is read from the file itself.
        let copied: Void? = try? place.segment.withPixels(place.row) { output.update(from: $0, count: count) }
        return copied != nil
    }

    /// Copies the embedding of `file`, and answers whether it was there.
    func copyEmbedding(of file: DuplicateFile, to output: UnsafeMutableBufferPointer<Float>, kernels: Kernels) -> Bool {
        guard let place = place(of: file) else { return false }
        let copied: Void? = try? place.segment.withEmbedding(place.row, kernels: kernels) { numbers, _ in
            _ = output.update(from: numbers)
        }
        return copied != nil
    }

    /// Σ and Σ² of the samples of `file`; nil where they are not there.
    func moments(of file: DuplicateFile) -> Moments? {
        place(of: file).map { $0.segment.moments($0.row) }
    }

    /// A digest of a picture's coarsest level, by which most pictures of equal sums are told apart. Digests of different shapes
    /// cannot be compared.
    func outline(of file: DuplicateFile) -> (shape: PyramidShape, digest: ContentDigest)? {
        guard let place = place(of: file), let shape = place.segment.pyramidShape,
            let digest = try? place.segment.withCoarsest(place.row, { ContentDigest($0) })
        else { return nil }
        return (shape, digest)
    }

    private func place(of file: DuplicateFile) -> IndexedGallery.Place? {
        guard let known = places[file.status.identity], known.status == file.status else { return nil }
        return known.place
    }
}

extension Segment {
    /// Whether the rows hold what is compared, not only bounds of it.
    var storesFeatures: Bool { pyramidShape == nil || storesPixels }
}

extension DuplicateRequest {
    func index(ofFolder number: Int) -> FilePath? { indices.indices.contains(number) ? indices[number] : nil }
}
