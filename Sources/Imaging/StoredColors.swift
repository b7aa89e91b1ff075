internal import CImageCodecs

/// The way a file stores the colours of its pixels, as far as it matters whether they become RGB before or after a resize.
public enum StoredColors: Equatable, Sendable {
    /// Gray of two bits or more, or RGB.
    case direct
    /// Indices into the palette: 256 entries of three samples.
    case indexed(palette: [UInt8])
    /// One bit of gray a pixel.
    case bilevel
    /// Gray or RGB, with alpha.
    case alpha
    case cmyk

    init(_ info: cic_info) {
        switch info.colours {
        case CIC_INDEXED: self = .indexed(palette: [UInt8](UnsafeBufferPointer(start: info.palette, count: 3 * 256)))
        case CIC_BILEVEL: self = .bilevel
        case CIC_ALPHA: self = .alpha
        case CIC_CMYK: self = .cmyk
        default: self = .direct
        }
    }

    /// Whether pixels have four channels until they are made RGB.
    var hasFourthChannel: Bool { self == .alpha || self == .cmyk }

    /// The colour of pixels that have `value` in every channel, after their conversion to RGB: what pads a picture that is
    /// padded before.
    package func padding(_ value: UInt8) -> RGBPixel {
        switch self {
        case .direct, .alpha: return RGBPixel(red: value, green: value, blue: value)
        case .bilevel:
            let level: UInt8 = value == 0 ? 0 : 255
            return RGBPixel(red: level, green: level, blue: level)
        case .indexed(let palette):
            let entry = 3 * Int(value)
            return RGBPixel(red: palette[entry], green: palette[entry + 1], blue: palette[entry + 2])
        case .cmyk:
            var rgb: [UInt8] = [0, 0, 0]
            cic_rgb_from_cmyk([value, value, value, value], &rgb)
            return RGBPixel(red: rgb[0], green: rgb[1], blue: rgb[2])
        }
    }
}
