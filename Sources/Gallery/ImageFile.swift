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

extension ImageFile {
    /// The same; nil for an image that is not in `root`, as its path says.
    package func relativePath(ifBelow root: FilePath) -> [UInt8]? {
        path != root && path.starts(with: root) ? relativePath(to: root) : nil
    }
}

extension FilePath {
    /// Whether `self` comes before `other` when their bytes are compared.
    public func precedesBytewise(_ other: FilePath) -> Bool {
        withPlatformString { own in other.withPlatformString { strcmp(own, $0) < 0 } }
    }

    /// Returns this folder's path with `relativePath` appended.
    package func joined(_ relativePath: UnsafeRawBufferPointer) -> FilePath {
        guard !relativePath.isEmpty else { return self }
        var characters = withPlatformString { Array(UnsafeBufferPointer(start: $0, count: length)) }
        let slash = CInterop.PlatformChar(UInt8(ascii: "/"))
        if let last = characters.last, last != slash { characters.append(slash) }
        characters.append(contentsOf: relativePath.lazy.map { CInterop.PlatformChar(truncatingIfNeeded: $0) })
        characters.append(0)
        return characters.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) }  // Ends in a zero.
    }
}

extension ImageFile {
    /// The file at `relativePath` below `root`.
    package init(_ relativePath: UnsafeRawBufferPointer, below root: FilePath) {
        let slash = UInt8(ascii: "/")
        let label = relativePath.firstIndex(of: slash).map { String(decoding: relativePath[..<$0], as: UTF8.self) }
        self.init(path: root.joined(relativePath), label: label)
    }
}
