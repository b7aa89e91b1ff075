import SystemPackage

/// The name of an image in a list of queries: a path or an address.
struct QueryName {
    /// A path's bytes need not be UTF-8.
    private let bytes: [UInt8]

    init(bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

    /// The name as text, with replacement characters for what is not UTF-8.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the name begins with a scheme, as addresses do (RFC 3986, 3.1).
    var isAddress: Bool { text.prefixMatch(of: #/[A-Za-z][A-Za-z0-9+.\-]*:\/\//#) != nil }

    /// The name as the path of a file.
    var path: FilePath {
        let terminated = bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
        return terminated.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) }  // Ends in a zero.
    }
}
