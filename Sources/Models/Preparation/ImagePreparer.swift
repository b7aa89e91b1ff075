package import Imaging
package import Kernels

/// Turns the bytes of image files into a model's input, one after another; not to be shared between threads.
package final class ImagePreparer {
    package let preparation: ImagePreparation
    private let reader: StoredColorReader
    private let samples: AlignedBuffer
    /// The normalised value of each of the 256 samples, by channel.
    private let normalized: [[Float]]

    /// - Parameters:
    ///   - appliesOrientation: Whether the EXIF orientation is applied. OpenCLIP leaves that to its caller.
    ///   - maximumMegapixels: The most pixels, in millions, that an image may have.
    ///   - background: What shows where pictures are transparent. They are laid over it before they are resized; nil leaves the
    ///     colours that lie under alpha.
    ///   - decoding: Whether JPEGs much larger than the input are decoded at a smaller size. OpenCLIP decodes them in full.
    ///   - threads: The threads that may decode one picture.
    package init(
        _ preparation: ImagePreparation, appliesOrientation: Bool, maximumMegapixels: Int, background: RGBPixel? = nil,
        decoding: JPEGDecoding = .full, kernels: Kernels, threads: Int = 1
    ) {
        self.preparation = preparation
        reader = StoredColorReader(
            filter: preparation.interpolation, appliesOrientation: appliesOrientation, maximumMegapixels: maximumMegapixels,
            background: background, decoding: decoding, kernels: kernels, threads: threads)
        samples = AlignedBuffer(byteCount: preparation.sampleCount)
        normalized = zip(preparation.mean, preparation.standardDeviation).map { mean, deviation in
            (0...255).map { (Float($0) / 255 - mean) / deviation }
        }
    }

    /// Writes the picture in `bytes` to `output` as float32 (3, size, size).
    package func prepare(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<Float>) throws(ImageError) {
        let (window, colors) = try reader.read(bytes, into: samples.bytes, window: preparation.window)
        let part = window.size
        let side = preparation.size
        // A picture smaller than the square stands in its middle; of an odd rest the right and the lower edge get more.
        let left = (side - part.width) / 2
        let top = (side - part.height) / 2
        let padding = colors.padding(preparation.fillColor)
        for (channel, paddingSample) in [padding.red, padding.green, padding.blue].enumerated() {
            let plane = output + channel * side * side
            normalized[channel].withUnsafeBufferPointer { values in
                if part.width < side || part.height < side {
                    plane.update(repeating: values[Int(paddingSample)], count: side * side)
                }
                for row in 0..<part.height {
                    let source = samples.bytes + 3 * row * part.width + channel
                    let target = plane + (top + row) * side + left
                    for column in 0..<part.width { target[column] = values[Int(source[3 * column])] }
                }
            }
        }
    }
}
