package import Imaging

/// How a picture becomes a model's input: OpenCLIP's validation transform (`open_clip.transform.image_transform`).
///
/// The picture is resized in the colours it is stored in, cut or padded to a square, converted to RGB, scaled to 0…1 and
/// normalised: (sample / 255 − mean) / standard deviation, channel by channel, in float32.
package struct ImagePreparation: Hashable, Sendable {
    /// How a picture that is not square comes to fill a square.
    package enum ResizeMode: String, Sendable {
        /// Its shorter side becomes the square's, and the middle of the longer one is kept.
        case shortest
        /// Its longer side becomes the square's, and the rest is padded.
        case longest
        /// Both sides become the square's.
        case squash
    }

    /// The side of the square, in pixels.
    package let size: Int
    /// Of red, green and blue, in 0…1.
    package let mean: [Float]
    package let standardDeviation: [Float]
    package let interpolation: ResampleFilter
    package let resizeMode: ResizeMode
    /// What every stored channel of padding is.
    package let fillColor: UInt8
    /// What the shorter side becomes before the middle is cut out, in pixels, for `.shortest`.
    package let shorterSide: Int

    /// - Parameter interpolation: OpenCLIP has `bicubic` and `bilinear`.
    package init(
        size: Int, mean: [Float], standardDeviation: [Float], interpolation: ResampleFilter = .bicubic,
        resizeMode: ResizeMode = .shortest, fillColor: UInt8 = 0, shorterSide: Int? = nil
    ) {
        precondition((1...PixelSize.maximumSide).contains(size) && mean.count == 3 && standardDeviation.count == 3)
        self.size = size
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.interpolation = interpolation
        self.resizeMode = resizeMode
        self.fillColor = fillColor
        self.shorterSide = shorterSide ?? size
    }

    /// Numbers of one prepared picture.
    package var sampleCount: Int { 3 * size * size }

    /// What of a picture of `source`, resized, is in the square.
    func window(of source: PixelSize) -> ResampleWindow {
        let (width, height) = resizedSides(of: source)
        return ResampleWindow(ofWidth: width, height: height, columns: middle(of: width), rows: middle(of: height))
    }

    private func resizedSides(of source: PixelSize) -> (width: Int, height: Int) {
        switch resizeMode {
        case .squash: return (size, size)
        case .shortest:
            // torchvision's `_compute_resized_output_size`, whose long side is cut down to an integer.
            let size = shorterSide
            let long = Int(Double(size * max(source.width, source.height)) / Double(min(source.width, source.height)))
            return source.width <= source.height ? (size, long) : (long, size)
        case .longest:
            // OpenCLIP's `ResizeKeepRatio`. It fails where a side rounds to nothing; here one pixel of it is left.
            let ratio = Double(max(source.width, source.height)) / Double(size)
            func resized(_ side: Int) -> Int { max(1, Int((Double(side) / ratio).rounded(.toNearestOrEven))) }
            return (resized(source.width), resized(source.height))
        }
    }

    /// torchvision's `CenterCrop`: an odd rest is halved to the even one of the two neighbours.
    private func middle(of side: Int) -> Range<Int> {
        guard side > size else { return 0..<side }
        let rest = side - size
        let start = (rest + (rest >> 1 & 1)) >> 1
        return start..<start + size
    }
}
