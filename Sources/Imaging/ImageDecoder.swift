internal import CImageCodecs

/// Decodes the formats of `ImageFormat` to 8-bit RGB, one image after another; not to be shared between threads.
///
/// Samples equal those of Pillow's `Image.open(path).convert("RGB")`, with one exception made on purpose: 16-bit gray
/// samples keep their high byte, where Pillow clamps them.
public final class ImageDecoder {
    /// The properties of an image that are known before its samples are decoded.
    public struct Header: Equatable, Sendable {
        /// The size as stored, before the orientation is applied.
        public let size: PixelSize
        public let orientation: Orientation
        public let colors: StoredColors
        public let format: ImageFormat
    }

    private let decoder: OpaquePointer
    /// The colour that transparent images are composited over; nil ignores transparency.
    private let background: RGBPixel?
    /// The width of the picture at hand if its rows come with alpha, to be laid over the background.
    private var layeredWidth: Int?
    private let layer = AlignedBuffer()

    /// - Parameters:
    ///   - background: What shows where pictures are transparent; nil drops alpha and leaves the colours under it, as Pillow's
    ///     `convert("RGB")` does.
    ///   - threads: The threads that may decode one picture, where the library of its format can divide it.
    public init(background: RGBPixel? = nil, threads: Int = 1) {
        guard let decoder = cic_create() else { fatalError("out of memory") }
        cic_set_threads(decoder, UInt32(threads))
        self.decoder = decoder
        self.background = background
    }

    deinit { cic_destroy(decoder) }

    /// Whether a file that begins with `prefix` is of a format that can be decoded.
    public static func recognizes(_ prefix: UnsafeRawBufferPointer) -> Bool { ImageFormat(of: prefix) != nil }

    /// The most bytes a file of an image of so many million pixels has: 8 bytes per pixel, as much as PNG stores, and room for
    /// what comes with them.
    public static func maximumFileSize(megapixels: Int) -> Int {
        let (samples, overflow) = megapixels.multipliedReportingOverflow(by: 8_000_000)
        // Halved, so that a byte more can still be counted.
        return overflow ? .max >> 1 : min(samples, .max >> 1 - 64 << 20) + 64 << 20
    }

    /// Decodes the image in `bytes` as it is stored, its orientation not applied.
    ///
    /// - Parameter megapixels: The most pixels, in millions, to accept; checked before memory is taken for them.
    public func decode(_ bytes: UnsafeRawBufferPointer, megapixels: Int) throws(ImageError) -> (Header, RGBImage) {
        let header = try open(bytes, megapixels: megapixels)
        return (header, try readImage(header))
    }

    /// Reads the header of the image in `bytes`, which must stay valid until the last row is read.
    ///
    /// - Parameter keepsFourthChannel: Whether pixels with alpha come out as RGBA, and those of CMYK as CMYK with 255 for full
    ///   ink; otherwise they come out as RGB. Over a background all do.
    func open(_ bytes: UnsafeRawBufferPointer, megapixels: Int, keepsFourthChannel: Bool = false) throws(ImageError) -> Header {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { throw .empty }
        guard let format = ImageFormat(of: bytes) else { throw refusal(ofForeign: bytes) }
        var info = cic_info()
        let limit = UInt64(clamping: megapixels).multipliedReportingOverflow(by: 1_000_000)
        let status = cic_open(
            decoder, format.codec, start.assumingMemoryBound(to: UInt8.self), bytes.count,
            limit.overflow ? .max : limit.partialValue,
            background != nil ? CIC_OPACITY : keepsFourthChannel ? CIC_FOURTH : CIC_RGB, &info)
        guard status == CIC_OK else {
            if status == CIC_TOO_LARGE { throw .tooLarge(try size(info), megapixels: megapixels) }
            if status == CIC_MISSING_LIBRARY { throw .missingLibrary(format, detail: String(cString: cic_message(decoder))) }
            throw error(status)
        }
        let size = try size(info)
        layeredWidth = background != nil && info.colours == CIC_ALPHA ? size.width : nil
        return Header(
            size: size, orientation: Orientation(info), colors: background == nil ? StoredColors(info) : .direct,
            format: format)
    }

    /// Has the rows of the JPEG just opened come at 1/`divisor` of its size, each side rounded up, before the first is read.
    ///
    /// - Parameter divisor: 1, 2, 4 or 8.
    /// - Returns: The header with that size.
    func reduce(_ header: Header, by divisor: Int) throws(ImageError) -> Header {
        var info = cic_info()
        let status = cic_reduce(decoder, UInt32(divisor), &info)
        guard status == CIC_OK else { throw error(status) }
        return Header(size: try size(info), orientation: header.orientation, colors: header.colors, format: header.format)
    }

    /// The size that the header tells. PNG allows for sides far longer than any picture's.
    private func size(_ info: cic_info) throws(ImageError) -> PixelSize {
        guard max(info.width, info.height) <= PixelSize.maximumSide else {
            throw .unsupported("\(info.width)x\(info.height) pixels, a side may have \(PixelSize.maximumSide)")
        }
        return PixelSize(width: Int(info.width), height: Int(info.height))
    }

    /// Decodes the next `count` rows, `stride` bytes apart.
    func readRows(_ count: Int, into rows: UnsafeMutablePointer<UInt8>, stride: Int) throws(ImageError) {
        guard let background, let width = layeredWidth else {
            let status = cic_read_rows(decoder, rows, stride, UInt32(count))
            guard status == CIC_OK else { throw error(status) }
            return
        }
        layer.reserve(4 * width)
        for row in 0..<count {
            let status = cic_read_rows(decoder, layer.bytes, 4 * width, 1)
            guard status == CIC_OK else { throw error(status) }
            background.composite(layer.bytes, count: width, into: rows + row * stride)
        }
    }

    /// Reads all rows of an image just opened.
    func readImage(_ header: Header) throws(ImageError) -> RGBImage {
        RGBImage(size: header.size, samples: try readSamples(header.size, channels: 3))
    }

    /// The samples of all rows, of an image just opened.
    func readSamples(_ size: PixelSize, channels: Int) throws(ImageError) -> [UInt8] {
        var failure: ImageError?
        let samples = [UInt8](unsafeUninitializedCapacity: channels * size.pixelCount) { buffer, count in
            do throws(ImageError) {
                // Not nil: a size has at least one pixel.
                try readRows(size.height, into: buffer.baseAddress!, stride: channels * size.width)
                count = channels * size.pixelCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return samples
    }

    private func error(_ status: cic_status) -> ImageError {
        let detail = String(cString: cic_message(decoder))
        switch status {
        case CIC_TRUNCATED: return .truncated
        case CIC_UNSUPPORTED: return .unsupported(detail)
        case CIC_OUT_OF_MEMORY: return .outOfMemory
        default: return .corrupt(detail)
        }
    }
}
