import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics

/// Compares single images of an indexed gallery with queries, sample by sample; not to be shared between threads.
final class ExactScorer {
    enum Outcome {
        /// A score for each query; nil where the image is the query's own file, which is to be left out.
        case scores([Double?])
        case unreadable(any Error)
    }

    private let search: PixelSearch
    private let gallery: IndexedGallery
    private let reader: PixelReader
    private let files = FileReader()
    private let samples: AlignedBuffer
    /// Files read so far, and their bytes.
    private(set) var readBytes = (files: 0, bytes: 0)

    init(_ search: PixelSearch, gallery: IndexedGallery) {
        self.search = search
        self.gallery = gallery
        reader = PixelReader(options: search.options.reading, kernels: search.kernels)
        samples = AlignedBuffer(byteCount: search.options.reading.size.sampleCount)
    }

    /// The scores of `queries` and the image at `index` of the gallery, whose features are at `place`.
    func scores(of queries: [QueryImage], image index: Int, place: IndexedGallery.Place) throws(IndexError) -> Outcome {
        let path = gallery.images[index].path
        let identity = search.options.excludesQuery ? try? FileStatus(of: path).identity : nil
        if place.segment.storesPixels {
            let moments = place.segment.moments(place.row)
            return .scores(
                try place.segment.withPixels(place.row) { scores(of: queries, $0, moments, excluding: identity) })
        }
        do {
            try files.withContents(
                of: path, limit: reader.options.maximumFileSize, isWanted: ImageDecoder.recognizes
            ) { bytes in
                readBytes = (readBytes.files + 1, readBytes.bytes + bytes.count)
                try reader.read(bytes, into: samples.bytes)
            }
        } catch {
            return .unreadable(error)
        }
        // Not those of the index, for a file that is taken for unchanged may have changed.
        let buffer = UnsafeBufferPointer(start: samples.bytes, count: search.options.reading.size.sampleCount)
        let moments =
            search.options.metric.needsMoments
            ? Moments(of: buffer, kernels: search.kernels) : place.segment.moments(place.row)
        return .scores(scores(of: queries, samples.bytes, moments, excluding: identity))
    }

    private func scores(
        of queries: [QueryImage], _ samples: UnsafePointer<UInt8>, _ moments: Moments, excluding identity: FileIdentity?
    ) -> [Double?] {
        let metric = search.options.metric
        let count = search.options.reading.size.sampleCount
        return queries.map { query in
            if let identity, identity == query.identity { return nil }
            let sum = metric.pairSum(query.start, samples, count: count, kernels: search.kernels)
            return metric.score(pairSum: sum, query.moments, moments, count: count)
        }
    }
}
