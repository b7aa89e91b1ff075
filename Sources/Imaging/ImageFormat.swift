internal import CImageCodecs

/// A file format that is decoded, with all that is known of it.
///
/// A format is told by the first bytes of a file. Names matter to a gallery walk only, which takes the extensions of all formats.
public enum ImageFormat: CaseIterable, Sendable {
    case jpeg, png, webp, gif, bmp, tiff, avif, heic, jxl

    /// As people call it.
    public var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .gif: "GIF"
        case .bmp: "BMP"
        case .tiff: "TIFF"
        case .avif: "AVIF"
        case .heic: "HEIC"
        case .jxl: "JPEG XL"
        }
    }

    /// How names of its files end, in lower case and without the dot.
    public var extensions: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg"]
        case .png: ["png"]
        case .webp: ["webp"]
        case .gif: ["gif"]
        case .bmp: ["bmp", "dib"]
        case .tiff: ["tif", "tiff"]
        case .avif: ["avif"]
        case .heic: ["heic", "heif"]
        case .jxl: ["jxl"]
        }
    }

    /// Where the orientation of a picture stands in its file.
    public var orientationSource: OrientationSource {
        switch self {
        case .jpeg, .png, .webp: .exif
        case .tiff: .tag
        case .avif: .boxes
        case .gif, .bmp: .none
        // Their libraries give the picture as it is to be seen.
        case .heic, .jxl: .none
        }
    }

    /// The library that is opened when the first file of the format is met; nil where it is part of the program.
    public var library: Library? {
        switch self {
        case .jpeg, .png, .bmp: nil
        case .webp: Library(name: "libwebpdemux", debianPackage: "libwebpdemux2", homebrewPackage: "webp")
        case .gif: Library(name: "libgif", debianPackage: "libgif7", homebrewPackage: "giflib")
        case .tiff: Library(name: "libtiff", debianPackage: "libtiff6", homebrewPackage: "libtiff")
        case .avif: Library(name: "libavif", debianPackage: "libavif15 or libavif16", homebrewPackage: "libavif")
        case .heic: Library(name: "libheif", debianPackage: "libheif1", homebrewPackage: "libheif")
        case .jxl: Library(name: "libjxl", debianPackage: "libjxl0.7 or libjxl0.11", homebrewPackage: "jpeg-xl")
        }
    }

    /// Whether a file that begins with `bytes` is of this format.
    private func isSigned(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .jpeg: bytes.starts(with: [0xff, 0xd8, 0xff])
        case .png: bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
        case .webp: bytes.hasText("RIFF") && bytes.hasText("WEBPVP8", at: 8)
        case .gif: bytes.hasText("GIF87a") || bytes.hasText("GIF89a")
        case .tiff: ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains { bytes.hasText($0) }
        case .avif: bytes.hasBrand(in: ["avif", "avis"])
        case .heic:
            bytes.hasBrand(in: ["heic", "heix", "heim", "heis", "hevc", "hevx"])
                || (["mif1", "msf1"].contains { bytes.hasText("ftyp", at: 4) && bytes.hasText($0, at: 8) }
                    && !bytes.hasBrand(in: ["avif", "avis"]))
        case .jxl:
            bytes.starts(with: [0xff, 0x0a]) || bytes.hasText("\0\0\0\u{c}JXL \r\n") && bytes.count > 11 && bytes[10] == 0x87
        // The size of the header that follows is a small number.
        case .bmp: bytes.hasText("BM") && bytes.count >= 18 && bytes[15...17].allSatisfy { $0 == 0 }
        }
    }

    /// Its decoder.
    var codec: cic_format {
        switch self {
        case .jpeg: CIC_JPEG
        case .png: CIC_PNG
        case .webp: CIC_WEBP
        case .gif: CIC_GIF
        case .bmp: CIC_BMP
        case .tiff: CIC_TIFF
        case .avif: CIC_AVIF
        case .heic: CIC_HEIC
        case .jxl: CIC_JXL
        }
    }
}

extension ImageFormat {
    /// A library of the system, and the packages that hold it.
    public struct Library: Equatable, Sendable {
        public let name: String
        public let debianPackage: String
        public let homebrewPackage: String
    }

    public enum OrientationSource: Equatable, Sendable {
        case none
        /// The EXIF tag Orientation.
        case exif
        /// The same tag, of the file itself.
        case tag
        /// Boxes that tell of turns and mirrorings (ISO/IEC 23008-12).
        case boxes
    }

    /// The format of a file that begins with `bytes`, of which the first 64 are enough.
    public init?(of bytes: UnsafeRawBufferPointer) {
        guard let format = Self.allCases.first(where: { $0.isSigned(bytes) }) else { return nil }
        self = format
    }

    /// Whether the names of a format's files end in `fileExtension`, in any letter case.
    public static func hasExtension(_ fileExtension: String) -> Bool {
        let lowercase = fileExtension.lowercased()
        return allCases.contains { $0.extensions.contains(lowercase) }
    }

    /// The packages to install where the library is missing.
    public var packages: String {
        guard let library else { return name }
        return "the package \(library.debianPackage) (Debian, Ubuntu) or \(library.homebrewPackage) (Homebrew)"
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the file type box that a file of the ISO base media format begins with names one of `brands`, as the major or a
    /// compatible one (ISO/IEC 14496-12, 4.3).
    fileprivate func hasBrand(in brands: [StaticString]) -> Bool {
        guard hasText("ftyp", at: 4) else { return false }
        let size = self[0..<4].reduce(0) { $0 << 8 | Int($1) }
        // The number after the major brand is no brand.
        let places = [8] + Array(stride(from: 16, to: Swift.min(size, count, 64) - 3, by: 4))
        return places.contains { place in brands.contains { hasText($0, at: place) } }
    }

    /// Whether `text` stands at `offset`.
    func hasText(_ text: StaticString, at offset: Int = 0) -> Bool {
        guard count >= offset + text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { self[offset + $0] == text.utf8Start[$0] }
    }
}
