import Files
import Gallery
import SystemPackage

/// The list of the segments that make up an index. The manifest is the one file of an index that changes, and it changes all at
/// once.
///
///     0 "RTRVINDX"   8 version (32 bits)   12 byte order mark 0x01020304   16 length of the rest   24 checksum of the rest,
///       seeded with the version
///     rest: the next segment's identifier (64 bits), the number of collections (32 bits), and for each of them
///       its key, `FeatureKey`; whether pixels are stored (8 bits); the number of segments (32 bits), and for each of them
///         identifier (64 bits), checksum of its header (64 bits), number of dead rows (32 bits) and the rows (32 bits each)
///     Version 3 has more: after the key the shard's number and how many shards there are (32 bits each, zero for the whole
///       gallery), and at the end of each segment what computed it, a string
///
/// The first line stays as it is in every version, so that a later one is told from a damaged file. A manifest has the lowest
/// version that can hold its contents: an index of pixels alone stays one that earlier programs read.
struct Manifest: Equatable, Sendable {
    static let magic = Array("RTRVINDX".utf8)
    static let latestVersion: UInt32 = 3
    /// The first that tells shards and what computed a segment.
    private static let firstVersionWithOrigins: UInt32 = 3
    private static let headerSize = 32
    /// Identifiers count up from 1 and stay below.
    static let identifierLimit: UInt64 = 1 << 62
    private static let longestProcessorName = 80

    /// The features of one kind.
    struct Collection: Equatable, Sendable {
        let key: FeatureKey
        var storesPixels: Bool
        /// The part of the gallery that it is made of; nil for the whole.
        var shard: GalleryShard?
        var segments: [SegmentReference] = []
    }

    struct SegmentReference: Equatable, Sendable {
        let identifier: UInt64
        let headerChecksum: UInt64
        /// Rows whose files are gone or have changed.
        var deadRows: Set<Int> = []
        /// The library and instruction sets that computed the features, where they depend on them (`EmbeddingSpace.processor`);
        /// empty where unknown.
        var processor = ""

        var name: String { "segment-\(identifier)" }
    }

    /// The first identifier of a segment of `shard`: no two shards of a gallery have one in common, so that parts are joined without
    /// writing any anew.
    static func firstIdentifier(of shard: GalleryShard?) -> UInt64 { UInt64(shard?.number ?? 0) << 40 + 1 }

    /// The first identifier of a segment that is written where parts were joined: above those of all shards.
    static let firstIdentifierOfMerged: UInt64 = 1 << 61

    var nextIdentifier: UInt64 = 1
    var collections: [Collection] = []

    func collection(_ key: FeatureKey) -> Collection? { collections.first { $0.key == key } }

    /// Puts `collection` in the place of the one with its key.
    mutating func replace(_ collection: Collection) {
        if let place = collections.firstIndex(where: { $0.key == collection.key }) {
            collections[place] = collection
        } else {
            collections.append(collection)
        }
    }

    /// The lowest version that can hold it.
    var version: UInt32 {
        let tellsOrigins = collections.contains { $0.shard != nil || $0.segments.contains { !$0.processor.isEmpty } }
        return tellsOrigins ? Self.firstVersionWithOrigins : collections.map(\.key.version).max() ?? 1
    }

    func write(to path: FilePath) throws(Errno) {
        let version = version
        let tellsOrigins = version >= Self.firstVersionWithOrigins
        var body = ByteWriter()
        body.write(nextIdentifier)
        body.write(UInt32(collections.count))
        for collection in collections {
            collection.key.write(to: &body, version: version)
            if tellsOrigins {
                body.write(UInt32(collection.shard?.number ?? 0))
                body.write(UInt32(collection.shard?.count ?? 0))
            }
            body.write(UInt8(collection.storesPixels ? 1 : 0))
            body.write(UInt32(collection.segments.count))
            for segment in collection.segments {
                body.write(segment.identifier)
                body.write(segment.headerChecksum)
                body.write(UInt32(segment.deadRows.count))
                for row in segment.deadRows.sorted() { body.write(UInt32(row)) }
                if tellsOrigins { body.write(segment.processor.utf8.prefix(Self.longestProcessorName)) }
            }
        }
        var file = ByteWriter()
        for byte in Self.magic { file.write(byte) }
        file.write(version)
        file.write(SegmentLayout.byteOrderMark)
        file.write(UInt64(body.bytes.count))
        file.write(body.bytes.withUnsafeBytes { checksum($0, seed: UInt64(version)) })
        let durable = try DurableFile(path)
        try durable.append(file.bytes)
        try durable.append(body.bytes)
        try durable.commit()
    }

    init() {}

    /// Reads the manifest at `path`.
    init(_ path: FilePath) throws(IndexError) {
        let file: MappedFile
        do {
            file = try MappedFile(path)
        } catch .noSuchFileOrDirectory {
            throw IndexError(.missing, path.removingLastComponent())
        } catch .notDirectory {
            throw IndexError(.missing, path.removingLastComponent())
        } catch {
            throw IndexError(.system(error), path)
        }
        self = try file.withBytes { bytes throws(IndexError) in try Manifest(bytes, path: path) }
    }

    private init(_ bytes: UnsafeRawBufferPointer, path: FilePath) throws(IndexError) {
        guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic) else {
            throw IndexError(.damaged("it does not begin as a manifest does"), path)
        }
        let version: UInt32
        let body = UnsafeRawBufferPointer(rebasing: bytes[Self.headerSize...])
        do throws(ByteReader.EndOfData) {
            var header = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[8...]))
            version = try header.read()
            guard try header.read(UInt32.self) == SegmentLayout.byteOrderMark,
                try header.read(UInt64.self) == UInt64(body.count),
                try header.read(UInt64.self) == checksum(body, seed: UInt64(version))
            else { throw ByteReader.EndOfData() }
        } catch {
            throw IndexError(.damaged("it does not match its checksum"), path)
        }
        guard version <= Self.latestVersion else { throw IndexError(.newer(version: version), path) }
        do throws(ByteReader.EndOfData) {
            var reader = ByteReader(body)
            nextIdentifier = try reader.read()
            guard version > 0, nextIdentifier < Self.identifierLimit else { throw ByteReader.EndOfData() }
            for _ in 0..<(try reader.read(UInt32.self)) { collections.append(try Self.readCollection(&reader, version)) }
        } catch {
            throw IndexError(.damaged("its contents make no sense"), path)
        }
    }

    private static func readCollection(
        _ reader: inout ByteReader, _ version: UInt32
    ) throws(ByteReader.EndOfData) -> Collection {
        let tellsOrigins = version >= Self.firstVersionWithOrigins
        let key = try FeatureKey(from: &reader, version: version)
        let shard = tellsOrigins ? try readShard(&reader) : nil
        var collection = Collection(key: key, storesPixels: try reader.read(UInt8.self) == 1, shard: shard)
        for _ in 0..<(try reader.read(UInt32.self)) {
            var segment = SegmentReference(identifier: try reader.read(), headerChecksum: try reader.read())
            for _ in 0..<(try reader.read(UInt32.self)) { segment.deadRows.insert(Int(try reader.read(UInt32.self))) }
            if tellsOrigins {
                let name = try reader.readBytes()
                guard name.count <= longestProcessorName else { throw ByteReader.EndOfData() }
                segment.processor = String(decoding: name, as: UTF8.self)
            }
            collection.segments.append(segment)
        }
        return collection
    }

    private static func readShard(_ reader: inout ByteReader) throws(ByteReader.EndOfData) -> GalleryShard? {
        let (number, count) = (Int(try reader.read(UInt32.self)), Int(try reader.read(UInt32.self)))
        if number == 0, count == 0 { return nil }
        guard let shard = GalleryShard(number: number, of: count) else { throw ByteReader.EndOfData() }
        return shard
    }
}
