#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
internal import CXXHash
import Embeddings
import SystemPackage

/// The metadata that a server stores with an embedding.
struct ChromaRecord: Equatable, Sendable {
    /// The size and time that tell whether a file is unchanged.
    struct Stamp: Equatable, Sendable {
        /// The size in bytes.
        let size: Int64
        /// The time when the contents were last modified, in nanoseconds since 1970.
        let modified: Int64
    }

    /// The path below the gallery, in bytes, since it need not be UTF-8.
    let path: [UInt8]
    let label: String?
    let stamp: Stamp

    /// The same for a path in every run, and of a form that every server takes.
    var id: String { digits(of: xxh3_128(path, path.count)) }

    /// The form of a path that is not UTF-8 which a server stores beside a readable one.
    var pathInBase64: String? {
        String(validating: path, as: UTF8.self) == nil ? Data(path).base64EncodedString() : nil
    }

    /// Returns a digest of a list of files in the order of their paths, by which changes are detected.
    static func state(of files: some Sequence<(path: [UInt8], stamp: Stamp)>) -> String {
        var bytes: [UInt8] = []
        for (path, stamp) in files {
            bytes += path
            bytes.append(0)
            for number in [stamp.size, stamp.modified] { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
        }
        return digits(of: xxh3_128(bytes, bytes.count))
    }
}

/// An untrusted path below a gallery, as a server gave it.
struct ChromaPath {
    /// The path below `root`.
    let path: FilePath

    /// Creates the path of a record; nil where it leads out of `root`, or nowhere: empty, absolute, or with empty components or
    /// "..".
    init?(_ bytes: [UInt8], below root: FilePath) {
        let components = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !bytes.contains(0), components.allSatisfy({ !$0.isEmpty && !$0.elementsEqual("..".utf8) }) else { return nil }
        let terminated = bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
        path = root.pushing(terminated.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) })  // Not empty.
    }
}

extension ChromaMetadata {
    /// The path of a record's image, below the gallery.
    var path: [UInt8]? {
        if let text = self[ChromaKey.pathBytes], let bytes = Data(base64Encoded: text) { return Array(bytes) }
        return self[ChromaKey.path].map { Array($0.utf8) }
    }

    /// The stamp of a record's image when it was added.
    var stamp: ChromaRecord.Stamp? {
        guard let size = number(ChromaKey.size), let modified = number(ChromaKey.modified) else { return nil }
        return ChromaRecord.Stamp(size: size, modified: modified)
    }
}

extension ChromaClient {
    /// Calls `body` with the name of every record of `collection`, and what is kept with it.
    func forEachRecord(
        of collection: ChromaCollection, pageSize: Int, _ body: (String, ChromaMetadata) throws(StoreError) -> Void
    ) throws(StoreError) {
        var offset = 0
        while true {
            let page = GetRequest(limit: pageSize, offset: offset)
            let answer = try decode(GetAnswer.self, post(page, to: "get", of: collection.id).checked(self))
            guard answer.ids.count == answer.metadatas.count else { throw notChroma("it lists records in part") }
            for (id, metadata) in zip(answer.ids, answer.metadatas) {
                if let metadata { try body(id, metadata) }
            }
            offset += answer.ids.count
            if answer.ids.count < pageSize { return }
        }
    }
}

private func digits(of hash: XXH128_hash_t) -> String {
    hexadecimal([hash.high64, hash.low64].flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } })
}

// Names are those of Chroma's interface.

private struct GetRequest: Encodable {
    let limit: Int
    let offset: Int
    let include = ["metadatas"]
}

private struct GetAnswer: Decodable {
    let ids: [String]
    let metadatas: [ChromaMetadata?]
}
