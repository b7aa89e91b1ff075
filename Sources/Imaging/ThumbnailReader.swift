public import Kernels

/// Turns the bytes of image files into small pictures to look at; not to be shared between threads.
public final class ThumbnailReader {
    /// The size that a picture is reduced to fit into.
    public let box: PixelSize
    /// Whether a smaller picture is enlarged to fill the box; otherwise it stays as it is.
    public let enlarges: Bool
    private let appliesOrientation: Bool
    private let maximumMegapixels: Int
    private let kernels: Kernels
    private let decoder: ImageDecoder
    /// The resampler for the size of the last picture: neighbours are often of one size.
    private var resampler: Resampler?

    public init(
        fitting box: PixelSize, enlarging enlarges: Bool = false, appliesOrientation: Bool = true,
        maximumMegapixels: Int = PixelReader.Options.standardMegapixels,
        background: RGBPixel? = nil, kernels: Kernels, threads: Int = 1
    ) {
        self.box = box
        self.enlarges = enlarges
        self.appliesOrientation = appliesOrientation
        self.maximumMegapixels = maximumMegapixels
        self.kernels = kernels
        decoder = ImageDecoder(background: background, threads: threads)
    }

    /// The picture in `bytes`, in its own proportions.
    public func read(_ bytes: UnsafeRawBufferPointer) throws(ImageError) -> RGBImage {
        let header = try decoder.open(bytes, megapixels: maximumMegapixels)
        guard appliesOrientation, header.orientation != .topLeft else { return try readRows(header.size) }
        let image = try decoder.readImage(header).oriented(header.orientation)
        let target = target(image.size)
        return target == image.size ? image : resampler(to: target).resample(image)
    }

    /// Reduces the rows as they are decoded.
    private func readRows(_ size: PixelSize) throws(ImageError) -> RGBImage {
        let target = target(size)
        let resampler = resampler(to: target)
        var failure: ImageError?
        let samples = [UInt8](unsafeUninitializedCapacity: target.sampleCount) { buffer, count in
            do throws(ImageError) {
                // Not nil: a size has at least one pixel.
                try resampler.resample(from: size, into: buffer.baseAddress!) { rows, stride, count throws(ImageError) in
                    try decoder.readRows(count, into: rows, stride: stride)
                }
                count = target.sampleCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return RGBImage(size: target, samples: samples)
    }

    private func target(_ size: PixelSize) -> PixelSize {
        let fits = size.width <= box.width && size.height <= box.height
        return fits && !enlarges ? size : size.fitted(to: box)
    }

    private func resampler(to target: PixelSize) -> Resampler {
        if let resampler, resampler.target == target { return resampler }
        let new = Resampler(to: target, filter: .bicubic, kernels: kernels)
        resampler = new
        return new
    }
}

extension PixelSize {
    /// The largest size of the same proportions, up to rounding, that fits into `box`.
    public func fitted(to box: PixelSize) -> PixelSize {
        width * box.height >= height * box.width
            ? PixelSize(width: box.width, height: max(1, (height * box.width + width / 2) / width))
            : PixelSize(width: max(1, (width * box.height + height / 2) / height), height: box.height)
    }
}
