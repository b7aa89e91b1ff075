import FeatureIndex
public import Files
import Gallery
public import Imaging
public import Kernels
import Metrics
public import SystemPackage

/// A query, read and ready to be compared.
public final class QueryImage: @unchecked Sendable {  // Its samples are written in `init` only.
    public let path: FilePath
    /// The file's identity; nil where the file system does not tell.
    let identity: FileIdentity?
    let moments: Moments
    let samples: UnsafeBufferPointer<UInt8>
    private let storage: AlignedBuffer

    /// Reads the image at `path`.
    ///
    /// - Throws: `FileError` or `ImageError`.
    public init(
        path: FilePath, reader: PixelReader, files: FileReader, acceptsPipes: Bool = true, kernels: Kernels
    ) throws {
        self.path = path
        let count = reader.options.size.sampleCount
        storage = AlignedBuffer(byteCount: count)
        try reader.read(path, files: files, acceptsPipes: acceptsPipes, into: storage.bytes)
        samples = UnsafeBufferPointer(start: storage.bytes, count: count)
        moments = Moments(of: samples, kernels: kernels)
        identity = try? FileStatus(of: path).identity
    }

    /// The first sample; valid as long as the query is.
    var start: UnsafePointer<UInt8> { samples.baseAddress! }  // A size has at least one pixel.

    /// Returns the block sums of the image, for bounds of scores by `metric`.
    func pyramid(_ metric: Metric, shape: PyramidShape, builder: PyramidBuilder, kernels: Kernels) -> PyramidQuery {
        PyramidQuery(
            start, moments: moments, metric: metric, shape: shape, builder: builder, kernels: kernels)
    }
}

extension PixelReader {
    /// Writes the samples of the image at `path` to `output`.
    ///
    /// - Throws: `FileError` or `ImageError`.
    func read(
        _ path: FilePath, files: FileReader, acceptsPipes: Bool = false, into output: UnsafeMutablePointer<UInt8>
    ) throws {
        try files.withContents(
            of: path, limit: options.maximumFileSize, acceptsPipes: acceptsPipes, isWanted: ImageDecoder.recognizes
        ) {
            try read($0, into: output)
        }
    }
}
