#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Imaging
public import SystemPackage

/// An image file found in a folder.
public struct ImageFile: Sendable, Equatable {
    /// The folder as it was given, joined with the path below it.
    public let path: FilePath
    /// The first folder below the one that was walked; nil for a file directly in it.
    public let label: String?

    public init(path: FilePath, label: String?) {
        self.path = path
        self.label = label
    }
}

extension ImageFile {
    /// The bytes of the path below `root`, the folder it was found in.
    public func relativePath(to root: FilePath) -> [UInt8] {
        path.withPlatformString { whole in
            let bytes = UnsafeRawBufferPointer(start: whole, count: path.length)
            var start = root.length
            if start < bytes.count, start > 0, bytes[start] == UInt8(ascii: "/") { start += 1 }
            return Array(bytes[start...])
        }
    }
}

/// Something in a folder that was passed over, and why.
public struct SkippedFile: Sendable, Equatable {
    public let path: FilePath
    /// Continues a sentence that names the path.
    public let reason: String

    public init(path: FilePath, reason: String) {
        self.path = path
        self.reason = reason
    }
}

extension FilePath {
    /// Whether `self` comes before `other` when their bytes are compared.
    public func precedesBytewise(_ other: FilePath) -> Bool {
        withPlatformString { own in other.withPlatformString { strcmp(own, $0) < 0 } }
    }

    /// Whether the name ends as those of image files do.
    package var hasImageExtension: Bool { self.extension.map(ImageFormat.hasExtension) ?? false }
}
