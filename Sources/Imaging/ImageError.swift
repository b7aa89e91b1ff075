/// An error that says why bytes could not be decoded as an image.
public enum ImageError: Error, Equatable, Sendable {
    case empty
    /// The first bytes are of no format that is decoded; they may be of another that is known by name.
    case notAnImage(format: String?)
    /// Git LFS has left a few lines about the file in its place (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
    case pointer
    /// The library that decodes the format cannot be opened. With the loader's own words.
    case missingLibrary(ImageFormat, detail: String)
    case truncated
    /// The data are damaged; the text is the decoder's own.
    case corrupt(String)
    case unsupported(String)
    case tooLarge(PixelSize, megapixels: Int)
    case outOfMemory
}

/// Returns the error of decoding `bytes`, which begin like no image.
func refusal(ofForeign bytes: UnsafeRawBufferPointer) -> ImageError {
    bytes.hasText("version https://git-lfs.github.com/spec/") ? .pointer : .notAnImage(format: foreignFormat(of: bytes))
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
