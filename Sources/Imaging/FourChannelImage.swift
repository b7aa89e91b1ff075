/// A picture of four 8-bit samples per pixel, RGBA or CMYK, row by row without gaps.
struct FourChannelImage {
    let size: PixelSize
    let samples: [UInt8]

    /// The first three channels.
    ///
    /// - Parameter premultiplied: Whether they are multiplied by the fourth, as in Pillow's conversion from `RGBA` to `RGBa`.
    func firstThree(premultiplied: Bool) -> RGBImage {
        RGBImage(
            size: size,
            samples: [UInt8](unsafeUninitializedCapacity: size.sampleCount) { rgb, count in
                for pixel in 0..<size.pixelCount {
                    let fourth = UInt32(samples[4 * pixel + 3])
                    for channel in 0..<3 {
                        let sample = samples[4 * pixel + channel]
                        rgb[3 * pixel + channel] = premultiplied ? multiplied(UInt32(sample), fourth) : sample
                    }
                }
                count = size.sampleCount
            })
    }

    /// The fourth channel, three times over.
    var fourth: RGBImage {
        RGBImage(
            size: size,
            samples: [UInt8](unsafeUninitializedCapacity: size.sampleCount) { rgb, count in
                for index in 0..<size.sampleCount { rgb[index] = samples[index / 3 * 4 + 3] }
                count = size.sampleCount
            })
    }
}

extension ImageDecoder {
    /// Reads all rows of an image just opened with its fourth channel kept.
    func readFourChannels(_ header: Header) throws(ImageError) -> FourChannelImage {
        FourChannelImage(size: header.size, samples: try readSamples(header.size, channels: 4))
    }
}

/// a · b / 255, rounded to nearest, as Pillow's MULDIV255.
private func multiplied(_ a: UInt32, _ b: UInt32) -> UInt8 {
    let product = a * b + 128
    return UInt8(((product >> 8) + product) >> 8)
}
