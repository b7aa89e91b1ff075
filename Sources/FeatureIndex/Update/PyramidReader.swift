import Files
import Gallery
import Imaging
import Kernels
import Metrics
import SystemPackage

/// The outcome of reading one file that was to be indexed.
enum FileOutcome: Sendable {
    case image(IndexedFile, ImageFeatures, wasMoved: Bool)
    /// Contents that are no image, or that a model makes nothing of: remembered, so that they are not read again until they change.
    case notAnImage(IndexedFile, any Error)
    /// The file itself could not be read: remembered, so that it does not count as new, and tried again each time.
    case closed(IndexedFile, any Error)
    /// The file is gone, or there was no memory for it: not remembered.
    case unreadable(any Error)
}

extension PendingFile {
    /// Returns the outcome of reading the file.
    ///
    /// - Parameters:
    ///   - limit: The most bytes to read.
    ///   - known: Answers the features of an image with the same contents, where there is one.
    ///   - make: Makes features of contents, or nil where they come later: then what is told of the file goes to `later`.
    func outcome(
        _ files: FileReader, limit: Int, known: (ContentHash) -> ImageFeatures?,
        make: (UnsafeRawBufferPointer) throws(ImageError) -> ImageFeatures?, later: (IndexedFile) -> Void = { _ in }
    ) -> FileOutcome? {
        do {
            return try files.withContents(of: path, limit: limit, isWanted: ImageDecoder.recognizes) { bytes in
                let hash = ContentHash(of: bytes)
                let file = IndexedFile(path: relativePath, stamp: stamp, hash: hash)
                if let features = known(hash) { return .image(file, features, wasMoved: true) }
                do throws(ImageError) {
                    if let features = try make(bytes) { return .image(file, features, wasMoved: false) }
                    later(file)
                    return nil
                } catch {
                    return error == .outOfMemory ? .unreadable(error) : .notAnImage(file, error)
                }
            }
        } catch let error as FileError {
            if error.isAbsence { return .unreadable(error) }
            let file = IndexedFile(path: relativePath, stamp: stamp, hash: .ofNothing, isClosed: !error.isSettled)
            return .closed(file, error)
        } catch {
            return .unreadable(error)
        }
    }
}

extension IndexedFile {
    /// Whether an inaccessible file still is; true for accessible ones.
    func isStillClosed(at path: FilePath) -> Bool { !isClosed || fileTrouble(path) != nil }
}

/// Returns the error of reading the file at `path`, if there is one.
func fileTrouble(_ path: FilePath) -> (any Error)? {
    do {
        try FileReader().withContents(of: path, limit: .max, isWanted: { _ in false }) { _ in }
        return nil
    } catch {
        return error
    }
}

extension FileError {
    /// Whether trying again is useless until the file changes.
    fileprivate var isSettled: Bool {
        switch self {
        case .tooLarge, .notAFile: true
        default: false
        }
    }
}

/// Makes the block sums of images; not to be shared between threads.
final class PyramidReader {
    private let shape: PyramidShape
    private let storesPixels: Bool
    private let kernels: Kernels
    private let reader: PixelReader
    private let builder: PyramidBuilder
    private let files = FileReader()
    private let samples: AlignedBuffer

    init(_ reading: PixelReader.Options, storesPixels: Bool, kernels: Kernels) {
        shape = PyramidShape(size: reading.size)
        self.storesPixels = storesPixels
        self.kernels = kernels
        reader = PixelReader(options: reading, kernels: kernels)
        builder = PyramidBuilder(shape: shape, kernels: kernels)
        samples = AlignedBuffer(byteCount: reading.size.sampleCount)
    }

    /// - Parameter known: Answers the features of an image with the same contents, where there is one.
    func read(_ file: PendingFile, known: (ContentHash) -> ImageFeatures?) -> FileOutcome {
        let outcome = file.outcome(files, limit: reader.options.maximumFileSize, known: known) {
            bytes throws(ImageError) in
            .pyramid(try features(of: bytes))
        }
        return outcome!  // Features are made at once.
    }

    private func features(of bytes: UnsafeRawBufferPointer) throws(ImageError) -> PyramidFeatures {
        try reader.read(bytes, into: samples.bytes)
        let count = shape.size.sampleCount
        let buffer = UnsafeBufferPointer(start: samples.bytes, count: count)
        var features = PyramidFeatures(
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
