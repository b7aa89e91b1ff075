internal import CXXHash
import Files
import Imaging
package import SystemPackage

/// The embeddings that an index has of a gallery, for stores that search them in their own way.
package struct StoredEmbeddings: Sendable {
    /// The index in the gallery of each embedding's image, in the order of their paths.
    package let images: [Int]
    package let places: [IndexedGallery.Place]
    /// Identifies this state of these embeddings, in 16 bytes.
    package let identity: [UInt8]

    package init(_ gallery: IndexedGallery) {
        let known = gallery.places.enumerated().compactMap { image, place in place.map { (image, $0) } }
        images = known.map(\.0)
        places = known.map(\.1)
        // A segment is never changed, and its identifier is never given to another of the same index.
        let state = places.flatMap { [$0.segment.identifier, $0.segment.headerChecksum, UInt64($0.row)] }
        let hash = state.withUnsafeBytes { xxh3_128($0.baseAddress, $0.count) }
        identity = [hash.high64, hash.low64].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
        }
    }

    /// The addresses of the numbers of each embedding. They are not checked, and stay there for as long as the segments live.
    package var addresses: [UnsafePointer<Float>] {
        places.map { place in
            place.segment.withSamples(of: place.row..<place.row + 1) { bytes in
                // A row has numbers.
                bytes.baseAddress!.assumingMemoryBound(to: Float.self)
            }
        }
    }

    /// The record of a file.
    package struct File: Sendable {
        /// The path below the gallery, in bytes, since it need not be UTF-8.
        package let path: [UInt8]
        /// The size in bytes.
        package let size: Int64
        /// The time when the contents were last modified, in nanoseconds since 1970.
        package let modified: Int64
    }

    package func file(_ index: Int) -> File {
        let file = places[index].segment.file(places[index].row)
        return File(path: file.path, size: file.stamp.size, modified: file.stamp.modified)
    }
}

extension IndexFolder {
    /// Returns the settings of the embeddings in the index, in the order in which they were first added; none where it has only
    /// pixels, or embeddings of images that were resized otherwise.
    ///
    /// - Throws: `IndexError` where there is no index, or it is damaged.
    package func embeddingReadings() throws(IndexError) -> [EmbeddingReading] {
        try Manifest(manifestPath).collections.compactMap { collection in
            guard collection.key.resampling == Resampling.revision else { return nil }
            return if case .embeddings(let reading) = collection.key.kind { reading } else { nil }
        }
    }

    private static let graphPrefix = "neighbours-"

    /// Returns the path of the graph of nearest neighbours over the embeddings of `key`.
    package func graphPath(_ key: FeatureKey) -> FilePath {
        var writer = ByteWriter()
        key.write(to: &writer, version: key.version)
        let hash = writer.bytes.withUnsafeBytes { checksum($0) }
        let digits = String(hash, radix: 16)
        return path.appending(Self.graphPrefix + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    static func isGraphName(_ name: String) -> Bool {
        let digits = name.dropFirst(graphPrefix.count)
        return name.hasPrefix(graphPrefix) && digits.utf8.count == 16 && digits.allSatisfy(\.isHexDigit)
    }
}
