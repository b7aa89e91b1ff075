extension RGBPixel {
    /// Lays `count` pixels of RGBA over this colour, as Pillow's `Image.alpha_composite` does over an opaque picture.
    func composite(_ layer: UnsafePointer<UInt8>, count: Int, into rgb: UnsafeMutablePointer<UInt8>) {
        let (red, green, blue) = (UInt32(red), UInt32(green), UInt32(blue))
        for pixel in 0..<count {
            let (source, target) = (layer + 4 * pixel, rgb + 3 * pixel)
            let alpha = UInt32(source[3])
            target[0] = mixed(UInt32(source[0]), red, alpha)
            target[1] = mixed(UInt32(source[1]), green, alpha)
            target[2] = mixed(UInt32(source[2]), blue, alpha)
        }
    }
}

/// (above · alpha + below · (255 − alpha)) / 255, rounded as Pillow rounds it, with seven more bits.
@inline(__always)
private func mixed(_ above: UInt32, _ below: UInt32, _ alpha: UInt32) -> UInt8 {
    let sum = (above &* alpha &+ below &* (255 &- alpha)) << 7 &+ 0x4000
    return UInt8(truncatingIfNeeded: ((sum >> 8) &+ sum) >> 15)
}
