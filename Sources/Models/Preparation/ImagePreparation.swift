package import Imaging

/// The preparation of a picture as a model's input: OpenCLIP's validation transform (`open_clip.transform.image_transform`), or the
/// image processor of transformers, which cuts out another middle where it is not exact.
///
/// The picture is resized in the colours it is stored in, cut or padded to a square, converted to RGB, scaled to 0…1 and
/// normalised: (sample / 255 − mean) / standard deviation, channel by channel, in float32.
package struct ImagePreparation: Hashable, Sendable {
    /// The ways to make a picture that is not square fill a square.
    package enum ResizeMode: String, Sendable {
        /// Resizes the shorter side to the square's, and keeps the middle of the longer one.
        case shortest
        /// Resizes the longer side to the square's, and pads the rest.
        case longest
        /// Resizes both sides to that of the square.
        case squash
    }

    /// The ways to halve what is left beside the middle of a picture, where that is odd.
    package enum CropRounding: Sendable {
        /// To the even one of the two neighbours, as torchvision's `CenterCrop`.
        case even
        /// Down, as transformers' `center_crop`.
        case down
    }

    /// The side of the square, in pixels.
    package let size: Int
    /// The mean of red, green and blue, in 0…1.
    package let mean: [Float]
    package let standardDeviation: [Float]
    package let interpolation: ResampleFilter
    package let resizeMode: ResizeMode
    /// The value of all channels of padding.
    package let fillColor: UInt8
    /// The length in pixels that the shorter side is resized to before the middle is cut out, for `.shortest`.
    package let shorterSide: Int
    package let cropRounding: CropRounding

    /// - Parameter interpolation: OpenCLIP has `bicubic` and `bilinear`.
    package init(
        size: Int, mean: [Float], standardDeviation: [Float], interpolation: ResampleFilter = .bicubic,
        resizeMode: ResizeMode = .shortest, fillColor: UInt8 = 0, shorterSide: Int? = nil,
        cropRounding: CropRounding = .even
    ) {
        precondition((1...PixelSize.maximumSide).contains(size) && mean.count == 3 && standardDeviation.count == 3)
        self.size = size
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.interpolation = interpolation
        self.resizeMode = resizeMode
        self.fillColor = fillColor
        self.shorterSide = shorterSide ?? size
        self.cropRounding = cropRounding
    }

    /// The number of values of a prepared picture.
    package var sampleCount: Int { 3 * size * size }

    /// Returns the part of a picture of size `source`, resized, that is in the square.
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

    private func middle(of side: Int) -> Range<Int> {
        guard side > size else { return 0..<side }
        let rest = side - size
        let start =
            switch cropRounding {
            case .even: (rest + (rest >> 1 & 1)) >> 1
            case .down: rest >> 1
            }
        return start..<start + size
    }
}
