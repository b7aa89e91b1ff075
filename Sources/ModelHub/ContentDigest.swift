internal import CDigest
import ModelCache

/// The name that a hub gives to a file's contents.
enum ContentName: Equatable {
    /// SHA-256 of the file: of large files.
    case sha256(String)
    /// SHA-1 as Git computes it, over the word "blob", the size and the file: of small files.
    case gitBlob(String)
    /// An opaque entity tag, by which contents cannot be verified.
    case opaque(String)

    /// Creates a name from the value of an `ETag`; nil where that cannot be the name of a file.
    init?(etag: String) {
        let weak = etag.hasPrefix("W/") ? etag.dropFirst(2) : etag[...]
        let name = weak.hasPrefix("\"") && weak.hasSuffix("\"") && weak.count > 1 ? weak.dropFirst().dropLast() : weak
        guard !name.isEmpty, name.utf8.count <= 200, !name.hasPrefix("."), name.utf8.allSatisfy(isPlain) else { return nil }
        let isHexadecimal = name.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        switch name.utf8.count {
        case 64 where isHexadecimal: self = .sha256(name.lowercased())
        case 40 where isHexadecimal: self = .gitBlob(name.lowercased())
        default: self = .opaque(String(name))
        }
    }

    /// The file in the cache that holds these contents.
    var fileName: String {
        switch self {
        case .sha256(let name), .gitBlob(let name), .opaque(let name): name
        }
    }
}

/// Computes the name of contents as they come.
final class ContentDigest {
    private let digest: OpaquePointer?
    private let expected: String

    /// - Parameter size: Of the contents, in bytes.
    /// - Throws: `HubError` when there is no library to compute it with.
    init(of name: ContentName, size: Int) throws(HubError) {
        expected = name.fileName
        switch name {
        case .opaque: digest = nil
        case .sha256: digest = try Self.create(CDIGEST_SHA256)
        case .gitBlob:
            digest = try Self.create(CDIGEST_SHA1)
            let header = Array("blob \(size)\0".utf8)
            header.withUnsafeBytes { update($0) }
        }
    }

    deinit { cdigest_destroy(digest) }

    private static func create(_ algorithm: cdigest_algorithm) throws(HubError) -> OpaquePointer {
        guard let digest = cdigest_create(algorithm) else { throw HubError.noDigestLibrary }
        return digest
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        guard let digest else { return }
        let status = cdigest_update(digest, bytes.baseAddress, bytes.count)
        precondition(status == 0, "libcrypto refuses bytes to digest")
    }

    /// Whether the contents are what they were said to be; to be asked once, at the end.
    func matches() -> Bool {
        guard let digest else { return true }
        var bytes = [UInt8](repeating: 0, count: Int(CDIGEST_MAXIMUM_SIZE))
        let count = cdigest_finish(digest, &bytes)
        let digits = bytes.prefix(count).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return digits.joined() == expected
    }
}
