internal import CImageCodecs

/// A file format that is decoded, with all that is known of it.
///
/// A format is told by the first bytes of a file. Names matter to a gallery walk only, which takes the extensions of all formats.
public enum ImageFormat: CaseIterable, Sendable {
    case jpeg, png, webp, gif, bmp

    /// As people call it.
    public var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .gif: "GIF"
        case .bmp: "BMP"
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
        }
    }

    /// Where the orientation of a picture stands in its file.
    public var orientationSource: OrientationSource {
        switch self {
        case .jpeg, .png, .webp: .exif
        case .gif, .bmp: .none
        }
    }

    /// The library that is opened when the first file of the format is met; nil where it is part of the program.
    public var library: Library? {
        switch self {
        case .jpeg, .png, .bmp: nil
        case .webp: Library(name: "libwebpdemux", debianPackage: "libwebpdemux2", homebrewPackage: "webp")
        case .gif: Library(name: "libgif", debianPackage: "libgif7", homebrewPackage: "giflib")
        }
    }

    /// Whether a file that begins with `bytes` is of this format.
    private func isSigned(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .jpeg: bytes.starts(with: [0xff, 0xd8, 0xff])
        case .png: bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
        case .webp: bytes.hasText("RIFF") && bytes.hasText("WEBPVP8", at: 8)
        case .gif: bytes.hasText("GIF87a") || bytes.hasText("GIF89a")
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
    var packages: String {
        guard let library else { return name }
        return "the package \(library.debianPackage) (Debian, Ubuntu) or \(library.homebrewPackage) (Homebrew)"
    }
}

extension UnsafeRawBufferPointer {
    /// Whether `text` stands at `offset`.
    func hasText(_ text: StaticString, at offset: Int = 0) -> Bool {
        guard count >= offset + text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { self[offset + $0] == text.utf8Start[$0] }
    }
}
