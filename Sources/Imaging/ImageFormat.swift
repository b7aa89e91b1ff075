internal import CImageCodecs

/// A file format that is decoded, with all that is known of it.
///
/// A format is told by the first bytes of a file. Names matter to a gallery walk only, which takes the extensions of all formats.
public enum ImageFormat: CaseIterable, Sendable {
    case jpeg, png, webp, gif, bmp, tiff, avif, heic, jxl

    /// The properties of the format.
    private var facts: Facts {
        switch self {
        case .jpeg:
            Facts(name: "JPEG", extensions: ["jpg", "jpeg"], codec: CIC_JPEG) {
                $0.starts(with: [0xff, 0xd8, 0xff])
            }
        case .png:
            Facts(name: "PNG", extensions: ["png"], codec: CIC_PNG) {
                $0.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
            }
        case .webp:
            Facts(
                name: "WebP", extensions: ["webp"], codec: CIC_WEBP,
                library: Library(name: "libwebpdemux", debianPackage: "libwebpdemux2", homebrewPackage: "webp")
            ) { $0.hasText("RIFF") && $0.hasText("WEBPVP8", at: 8) }
        case .gif:
            Facts(
                name: "GIF", extensions: ["gif"], codec: CIC_GIF,
                library: Library(name: "libgif", debianPackage: "libgif7", homebrewPackage: "giflib")
            ) { $0.hasText("GIF87a") || $0.hasText("GIF89a") }
        case .bmp:
            Facts(name: "BMP", extensions: ["bmp", "dib"], codec: CIC_BMP) {
                // The size of the header that follows is a small number.
                $0.hasText("BM") && $0.count >= 18 && $0[15...17].allSatisfy { $0 == 0 }
            }
        case .tiff:
            Facts(
                name: "TIFF", extensions: ["tif", "tiff"], codec: CIC_TIFF, isShownByBrowsers: false,
                library: Library(name: "libtiff", debianPackage: "libtiff6", homebrewPackage: "libtiff")
            ) { bytes in ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains { bytes.hasText($0) } }
        case .avif:
            Facts(
                name: "AVIF", extensions: ["avif"], codec: CIC_AVIF,
                library: Library(name: "libavif", debianPackage: "libavif15 or libavif16", homebrewPackage: "libavif")
            ) { $0.hasBrand(in: ["avif", "avis"]) }
        case .heic:
            Facts(
                name: "HEIC", extensions: ["heic", "heif"], codec: CIC_HEIC, isShownByBrowsers: false,
                library: Library(name: "libheif", debianPackage: "libheif1", homebrewPackage: "libheif")
            ) { bytes in
                bytes.hasBrand(in: ["heic", "heix", "heim", "heis", "hevc", "hevx"])
                    || (["mif1", "msf1"].contains { bytes.hasText("ftyp", at: 4) && bytes.hasText($0, at: 8) }
                        && !bytes.hasBrand(in: ["avif", "avis"]))
            }
        case .jxl:
            Facts(
                name: "JPEG XL", extensions: ["jxl"], codec: CIC_JXL, isShownByBrowsers: false,
                library: Library(name: "libjxl", debianPackage: "libjxl0.7 or libjxl0.11", homebrewPackage: "jpeg-xl")
            ) {
                $0.starts(with: [0xff, 0x0a]) || $0.hasText("\0\0\0\u{c}JXL \r\n") && $0.count > 11 && $0[10] == 0x87
            }
        }
    }

    /// The name of the format.
    public var name: String { facts.name }

    /// The extensions of the format's files, in lower case and without the dot.
    public var extensions: [String] { facts.extensions }

    /// The library that is opened when the first file of the format is met; nil where it is part of the program.
    public var library: Library? { facts.library }

    /// Whether every usual browser shows pictures of the format.
    public var isShownByBrowsers: Bool { facts.isShownByBrowsers }

    /// The decoder of the format.
    var codec: cic_format { facts.codec }

    private struct Facts {
        let name: String
        let extensions: [String]
        let codec: cic_format
        var isShownByBrowsers = true
        var library: Library?
        /// Whether a file that begins with these bytes is of the format.
        let isSigned: (UnsafeRawBufferPointer) -> Bool
    }
}

extension ImageFormat {
    /// A library of the system, and the packages that hold it.
    public struct Library: Equatable, Sendable {
        public let name: String
        public let debianPackage: String
        public let homebrewPackage: String
    }

    /// The format of a file that begins with `bytes`, of which the first 64 are enough.
    public init?(of bytes: UnsafeRawBufferPointer) {
        guard let format = Self.allCases.first(where: { $0.facts.isSigned(bytes) }) else { return nil }
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
