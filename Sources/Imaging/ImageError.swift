/// Why bytes could not be made an image. The description continues a sentence that names the file.
public enum ImageError: Error, Equatable, Sendable {
    case empty
    /// The first bytes are of no format that is decoded; they may be of another that is known by name.
    case notAnImage(format: String?)
    /// The library that decodes the format cannot be opened. With the loader's own words.
    case missingLibrary(ImageFormat, detail: String)
    case truncated
    /// With the decoder's own words.
    case corrupt(String)
    case unsupported(String)
    case tooLarge(PixelSize, megapixels: Int)
    case outOfMemory
}

extension ImageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty:
            "it is empty; copy or download it again"
        case .notAnImage(let format?):
            "its contents are \(format), which is no image format that can be read; convert it first"
        case .notAnImage(nil):
            "its contents are of no image format that can be read; convert it, or leave it out"
        case .missingLibrary(let format, let detail):
            "it is \(format.name), and the library that reads it is missing (\(detail)); install \(format.packages)"
        case .truncated:
            "it is truncated, its data ends before the picture does; copy or download it again"
        case .corrupt(let detail):
            "it is damaged (\(detail)); copy or download it again"
        case .unsupported(let detail):
            "it is of a kind that is not supported (\(detail)); save it as ordinary 8-bit JPEG or PNG"
        case .tooLarge(let size, let megapixels):
            "its \(size) pixels are more than \(megapixels) megapixels; raise --max-megapixels to read it"
        case .outOfMemory:
            "there is not enough memory for it; use fewer --threads or lower --max-megapixels"
        }
    }
}

/// The name of the format that `bytes` begin like, of those that are often taken for images or lie among them.
func foreignFormat(of bytes: UnsafeRawBufferPointer) -> String? {
    let names: [(StaticString, String)] = [
        ("P4\n", "PBM"), ("P5\n", "PGM"), ("P6\n", "PPM"), ("%PDF", "PDF"), ("8BPS", "a Photoshop document"),
        ("\0\0\0\u{c}jP  ", "JPEG 2000"), ("<svg", "SVG or XML"),
        ("<?xml", "SVG or XML"), ("<!DOCTYPE", "an HTML page"), ("<!doctype", "an HTML page"), ("<html", "an HTML page"),
    ]
    return names.first { bytes.hasText($0.0) }?.1
}
