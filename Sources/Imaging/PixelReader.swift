public import Kernels

/// Turns the bytes of image files into samples of one size: decode, orient, resize; not to be shared between threads.
public final class PixelReader {
    /// The options of reading pictures. Two readers with equal options give equal samples.
    public struct Options: Hashable, Sendable {
        /// The most pixels, in millions, that an image may have by default.
        public static let standardMegapixels = 179
        /// The default size: 448 × 448 pixels.
        public static let standardSize = PixelSize(width: 448, height: 448)

        public var size: PixelSize
        public var filter: ResampleFilter
        /// Whether the EXIF orientation is applied.
        public var appliesOrientation: Bool
        /// The most pixels, in millions, that an image may have.
        public var maximumMegapixels: Int
        /// The colour that transparent images are composited over; nil ignores transparency.
        public var background: RGBPixel?

        public init(
            size: PixelSize = PixelReader.Options.standardSize, filter: ResampleFilter = .bicubic,
            appliesOrientation: Bool = true, maximumMegapixels: Int = PixelReader.Options.standardMegapixels,
            background: RGBPixel? = nil
        ) {
            self.size = size
            self.filter = filter
            self.appliesOrientation = appliesOrientation
            self.maximumMegapixels = maximumMegapixels
            self.background = background
        }

        public var maximumFileSize: Int { ImageDecoder.maximumFileSize(megapixels: maximumMegapixels) }
    }

    public let options: Options
    private let decoder: ImageDecoder
    private let resampler: Resampler

    /// - Parameter threads: The threads that may decode one picture.
    public init(options: Options, kernels: Kernels, threads: Int = 1) {
        self.options = options
        decoder = ImageDecoder(background: options.background, threads: threads)
        resampler = Resampler(to: options.size, filter: options.filter, kernels: kernels)
    }

    /// Writes the samples of the image in `bytes` to `output`, which has room for `options.size.sampleCount` of them.
    public func read(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>) throws(ImageError) {
        let header = try decoder.open(bytes, megapixels: options.maximumMegapixels)
        guard options.appliesOrientation, header.orientation != .topLeft else {
            return try resampler.resample(from: header.size, into: output) {
                rows, stride, count throws(ImageError) in
                try decoder.readRows(count, into: rows, stride: stride)
            }
        }
        resampler.resample(try decoder.readImage(header).oriented(header.orientation), into: output)
    }
}
