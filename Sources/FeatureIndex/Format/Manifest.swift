import Files
import SystemPackage

/// Which segments make up an index. The manifest is the one file of an index that changes, and it changes all at once.
///
///     0 "RTRVINDX"   8 version (32 bits)   12 byte order mark 0x01020304   16 length of the rest   24 checksum of the rest,
///       seeded with the version
///     rest: the next segment's identifier (64 bits), the number of collections (32 bits), and for each of them
///       its key, `FeatureKey`; whether pixels are stored (8 bits); the number of segments (32 bits), and for each of them
///         identifier (64 bits), checksum of its header (64 bits), number of dead rows (32 bits) and the rows (32 bits each)
///
/// The first line stays as it is in every version, so that a later one is told from a damaged file. A manifest has the lowest
/// version that can hold its keys: an index of pixels alone stays one that earlier programs read.
struct Manifest: Equatable, Sendable {
    static let magic = Array("RTRVINDX".utf8)
    static let latestVersion: UInt32 = 2
    private static let headerSize = 32
    /// Identifiers count up from 1 and stay below.
    static let identifierLimit: UInt64 = 1 << 62

    /// The features of one kind.
    struct Collection: Equatable, Sendable {
        let key: FeatureKey
        var storesPixels: Bool
        var segments: [SegmentReference] = []
    }

    struct SegmentReference: Equatable, Sendable {
        let identifier: UInt64
        let headerChecksum: UInt64
        /// Rows whose files are gone or have changed.
        var deadRows: Set<Int> = []

        var name: String { "segment-\(identifier)" }
    }

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
    var version: UInt32 { collections.map(\.key.version).max() ?? 1 }

    func write(to path: FilePath) throws(Errno) {
        var body = ByteWriter()
        body.write(nextIdentifier)
        body.write(UInt32(collections.count))
        for collection in collections {
            collection.key.write(to: &body, version: version)
            body.write(UInt8(collection.storesPixels ? 1 : 0))
            body.write(UInt32(collection.segments.count))
            for segment in collection.segments {
                body.write(segment.identifier)
                body.write(segment.headerChecksum)
                body.write(UInt32(segment.deadRows.count))
                for row in segment.deadRows.sorted() { body.write(UInt32(row)) }
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
        var collection = Collection(
            key: try FeatureKey(from: &reader, version: version), storesPixels: try reader.read(UInt8.self) == 1)
        for _ in 0..<(try reader.read(UInt32.self)) {
            var segment = SegmentReference(identifier: try reader.read(), headerChecksum: try reader.read())
            for _ in 0..<(try reader.read(UInt32.self)) { segment.deadRows.insert(Int(try reader.read(UInt32.self))) }
            collection.segments.append(segment)
        }
        return collection
    }
}
