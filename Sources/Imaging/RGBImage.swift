/// A picture of 8-bit RGB samples, three a pixel, row by row without gaps.
public struct RGBImage: Equatable, Sendable {
    public let size: PixelSize
    public private(set) var samples: [UInt8]

    public init(size: PixelSize, samples: [UInt8]) {
        precondition(samples.count == size.sampleCount)
        self.size = size
        self.samples = samples
    }

    /// The picture as it is meant to be seen.
    public func oriented(_ orientation: Orientation) -> RGBImage {
        if orientation == .topLeft { return self }
        let (width, height) = (size.width, size.height)
        let target = orientation.swapsSides ? size.transposed : size
        let turned = [UInt8](unsafeUninitializedCapacity: samples.count) { output, count in
            var position = 0
            for y in 0..<target.height {
                for x in 0..<target.width {
                    let (column, row) =
                        switch orientation {
                        case .topLeft: (x, y)
                        case .topRight: (width - 1 - x, y)
                        case .bottomRight: (width - 1 - x, height - 1 - y)
                        case .bottomLeft: (x, height - 1 - y)
                        case .leftTop: (y, x)
                        case .rightTop: (y, height - 1 - x)
                        case .rightBottom: (width - 1 - y, height - 1 - x)
                        case .leftBottom: (width - 1 - y, x)
                        }
                    let source = 3 * (row * width + column)
                    for channel in 0..<3 { output[position + channel] = samples[source + channel] }
                    position += 3
                }
            }
            count = position
        }
        return RGBImage(size: target, samples: turned)
    }
}
