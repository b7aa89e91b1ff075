import FeatureIndex
public import Files
import Gallery
public import Imaging
public import Kernels
import Metrics
import SystemPackage

/// A query, read and ready to be compared.
public final class QueryImage: @unchecked Sendable {  // Its samples are written in `init` only.
    public let source: ContentSource
    /// Nil where it is no file, or the file system would not say.
    let identity: FileIdentity?
    let moments: Moments
    let samples: UnsafeBufferPointer<UInt8>
    private let storage: AlignedBuffer

    /// Reads the image in `source`.
    ///
    /// - Throws: `FileError`, `ImageError`, or what brings remote contents throws.
    public init(
        _ source: ContentSource, reader: PixelReader, files: FileReader, acceptsPipes: Bool = true, kernels: Kernels
    ) throws {
        self.source = source
        let count = reader.options.size.sampleCount
        storage = AlignedBuffer(byteCount: count)
        try reader.read(source, files: files, acceptsPipes: acceptsPipes, into: storage.bytes)
        samples = UnsafeBufferPointer(start: storage.bytes, count: count)
        moments = Moments(of: samples, kernels: kernels)
        identity = source.path.flatMap { try? FileStatus(of: $0).identity }
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
    /// Writes the samples of the image in `source` to `output`.
    ///
    /// - Throws: As `QueryImage.init`.
    func read(
        _ source: ContentSource, files: FileReader, acceptsPipes: Bool = false, into output: UnsafeMutablePointer<UInt8>
    ) throws {
        try files.withContents(
            of: source, limit: options.maximumFileSize, acceptsPipes: acceptsPipes, isWanted: ImageDecoder.recognizes
        ) {
            try read($0, into: output)
        }
    }
}
