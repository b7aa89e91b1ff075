internal import CImageCodecs
package import Kernels

/// Reads pictures as programs do that resize what `Image.open` gave them and convert to RGB only then; not to be shared
/// between threads.
///
/// For gray and RGB the order makes no difference. Pillow resizes indices and single bits by nearest neighbour whatever the
/// filter, premultiplies colours by alpha before a resize and divides by it afterwards, and resizes the four inks as they are.
package final class StoredColorReader {
    private let filter: ResampleFilter
    private let appliesOrientation: Bool
    private let maximumMegapixels: Int
    private let decoding: JPEGDecoding
    private let kernels: Kernels
    private let decoder: ImageDecoder
    /// The resampler for the window of the last picture: neighbours are often of one size.
    private var last: (window: ResampleWindow, filter: ResampleFilter, resampler: Resampler)?

    /// - Parameters:
    ///   - background: What shows where pictures are transparent, which are then RGB before they are resized; nil leaves the
    ///     colours that lie under alpha.
    ///   - decoding: Whether JPEGs much larger than what is wanted are decoded at a smaller size.
    ///   - threads: The threads that may decode one picture.
    package init(
        filter: ResampleFilter, appliesOrientation: Bool, maximumMegapixels: Int, background: RGBPixel? = nil,
        decoding: JPEGDecoding, kernels: Kernels, threads: Int = 1
    ) {
        self.filter = filter
        self.appliesOrientation = appliesOrientation
        self.maximumMegapixels = maximumMegapixels
        self.decoding = decoding
        self.kernels = kernels
        decoder = ImageDecoder(background: background, threads: threads)
    }

    /// Writes a part of the resized picture in `bytes`, as RGB without gaps, to `output`.
    ///
    /// - Parameter window: Returns the part for a picture of a size, its orientation applied; `output` has room for it.
    /// - Returns: How the colours were stored.
    package func read(
        _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>, window: (PixelSize) -> ResampleWindow
    ) throws(ImageError) -> (window: ResampleWindow, colors: StoredColors) {
        let stored = try decoder.open(bytes, megapixels: maximumMegapixels, keepsFourthChannel: true)
        let orientation = appliesOrientation ? stored.orientation : .topLeft
        let size = orientation.swapsSides ? stored.size.transposed : stored.size
        let window = window(size)
        let header = try reduced(stored, of: size, for: window)
        let resampler = resampler(to: window, filter: header.colors.resizesByNearest ? .nearest : filter)
        if header.colors.hasFourthChannel {
            try readFourChannels(header, orientation: orientation, by: resampler, window, into: output)
        } else if orientation != .topLeft {
            resampler.resample(try decoder.readImage(header).oriented(orientation), into: output)
        } else {
            try resampler.resample(from: header.size, into: output) { rows, stride, count throws(ImageError) in
                try decoder.readRows(count, into: rows, stride: stride)
            }
        }
        return (window, header.colors)
    }

    /// The header with the size at which rows will come.
    ///
    /// - Parameter size: The picture's, its orientation applied.
    private func reduced(
        _ header: ImageDecoder.Header, of size: PixelSize, for window: ResampleWindow
    ) throws(ImageError) -> ImageDecoder.Header {
        guard header.format == .jpeg else { return header }
        let divisor = decoding.divisor(of: size, toWidth: window.width, height: window.height)
        return divisor == 1 ? header : try decoder.reduce(header, by: divisor)
    }

    /// Reads and resizes a picture with a fourth channel. As channels do not mix in a resize, the first three are resized as
    /// one picture and the fourth as another.
    private func readFourChannels(
        _ header: ImageDecoder.Header, orientation: Orientation, by resampler: Resampler, _ window: ResampleWindow,
        into output: UnsafeMutablePointer<UInt8>
    ) throws(ImageError) {
        let stored = try decoder.readFourChannels(header)
        let isPremultiplied = header.colors == .alpha && !window.keepsSize(stored.size)
        let colors = stored.firstThree(premultiplied: isPremultiplied).oriented(orientation)
        let fourth = stored.fourth.oriented(orientation)
        resampler.resample(colors, into: output)
        guard isPremultiplied || header.colors == .cmyk else { return }
        let last = resampler.resample(fourth).samples
        for pixel in 0..<window.size.pixelCount {
            let rgb = output + 3 * pixel
            if isPremultiplied {
                for channel in 0..<3 { rgb[channel] = divided(rgb[channel], byAlpha: last[3 * pixel]) }
            } else {
                cic_rgb_from_cmyk([rgb[0], rgb[1], rgb[2], last[3 * pixel]], rgb)
            }
        }
    }

    private func resampler(to window: ResampleWindow, filter: ResampleFilter) -> Resampler {
        if let last, last.window == window, last.filter == filter { return last.resampler }
        let resampler = Resampler(to: window, filter: filter, kernels: kernels)
        last = (window, filter, resampler)
        return resampler
    }
}

extension StoredColors {
    fileprivate var resizesByNearest: Bool {
        switch self {
        case .indexed, .bilevel: true
        case .direct, .alpha, .cmyk: false
        }
    }
}

/// A premultiplied sample without its alpha, as Pillow's conversion from `RGBa` to `RGBA`.
private func divided(_ sample: UInt8, byAlpha alpha: UInt8) -> UInt8 {
    if alpha == 0 || alpha == 255 { return sample }
    return UInt8(min(255 * Int(sample) / Int(alpha), 255))
}
