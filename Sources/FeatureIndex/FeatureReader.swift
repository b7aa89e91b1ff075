import Files
import Gallery
import Imaging
import Kernels
import Metrics
import SystemPackage

/// What became of one file that was to be indexed.
enum FileOutcome: Sendable {
    case image(IndexedFile, ImageFeatures, wasMoved: Bool)
    /// Contents that are no image: remembered, so that they are not read again until they change.
    case notAnImage(IndexedFile)
    /// The file itself could not be read, which may change without the file changing: not remembered.
    case unreadable(reason: String)
}

/// Makes the features of files; not to be shared between threads.
final class FeatureReader {
    private let shape: PyramidShape
    private let storesPixels: Bool
    private let kernels: Kernels
    private let reader: PixelReader
    private let builder: PyramidBuilder
    private let files = FileReader()
    private let samples: AlignedBuffer

    init(key: FeatureKey, storesPixels: Bool, kernels: Kernels) {
        shape = PyramidShape(size: key.reading.size)
        self.storesPixels = storesPixels
        self.kernels = kernels
        reader = PixelReader(options: key.reading, kernels: kernels)
        builder = PyramidBuilder(shape: shape, kernels: kernels)
        samples = AlignedBuffer(byteCount: key.reading.size.sampleCount)
    }

    /// Reads the file at `path`.
    ///
    /// - Parameter known: Answers the features of an image with the same contents, where there is one.
    func read(
        _ path: FilePath, relativePath: [UInt8], stamp: FileStamp, known: (ContentHash) -> ImageFeatures?
    ) -> FileOutcome {
        do {
            return try files.withContents(of: path, limit: reader.options.maximumFileSize, isWanted: ImageDecoder.recognizes) {
                bytes in
                let hash = ContentHash(of: bytes)
                func file(failure: String? = nil) -> IndexedFile {
                    IndexedFile(path: relativePath, stamp: stamp, hash: hash, failure: failure)
                }
                if let features = known(hash) { return .image(file(), features, wasMoved: true) }
                do throws(ImageError) {
                    return .image(file(), try features(of: bytes), wasMoved: false)
                } catch {
                    return error == .outOfMemory ? .unreadable(reason: "\(error)") : .notAnImage(file(failure: "\(error)"))
                }
            }
        } catch {
            return .unreadable(reason: "\(error)")
        }
    }

    private func features(of bytes: UnsafeRawBufferPointer) throws(ImageError) -> ImageFeatures {
        try reader.read(bytes, into: samples.bytes)
        let count = shape.size.sampleCount
        let buffer = UnsafeBufferPointer(start: samples.bytes, count: count)
        var features = ImageFeatures(
            moments: Moments(sum: 0, sumOfSquares: 0), remainders: shape.levels.map { _ in LevelRemainder() },
            levels: shape.levels.map { _ in [] }, pixels: storesPixels ? Array(buffer) : nil)
        let moments = builder.build(samples.bytes) { level, _, bytes, remainder in
            features.remainders[level] = remainder
            features.levels[level] = Array(bytes)
        }
        features.moments = moments ?? Moments(of: buffer, kernels: kernels)
        return features
    }
}
