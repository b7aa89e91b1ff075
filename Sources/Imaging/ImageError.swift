/// Why bytes could not be made an image. The description continues a sentence that names the file.
public enum ImageError: Error, Equatable, Sendable {
    case empty
    /// The first bytes are of another format, named where it is a known one.
    case notAnImage(format: String?)
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
            "its contents are \(format), not JPEG or PNG; convert it first"
        case .notAnImage(nil):
            "its contents are neither JPEG nor PNG; convert it, or leave it out"
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

/// The name of the format that `bytes` begin like, for telling people what they have in place of a JPEG or PNG.
func knownFormat(of bytes: UnsafeRawBufferPointer) -> String? {
    func begins(_ text: StaticString, at offset: Int = 0) -> Bool {
        bytes.count >= offset + text.utf8CodeUnitCount
            && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }
    if begins("GIF8") { return "GIF" }
    if begins("BM") { return "BMP" }
    if begins("RIFF") && begins("WEBP", at: 8) { return "WebP" }
    if begins("II*\0") || begins("MM\0*") { return "TIFF" }
    if begins("ftypavif", at: 4) { return "AVIF" }
    if begins("ftyphei", at: 4) || begins("ftypmif1", at: 4) { return "HEIC" }
    if begins("%PDF") { return "PDF" }
    if begins("<svg") || begins("<?xml") { return "SVG or XML" }
    if begins("<!DOCTYPE") || begins("<!doctype") || begins("<html") { return "an HTML page" }
    return nil
}
