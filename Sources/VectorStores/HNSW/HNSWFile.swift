internal import CHNSW
internal import CXXHash
import Files
import SystemPackage

/// A graph of nearest neighbours on disk. Numbers are little-endian; sections begin at multiples of 64 bytes.
///
///     0    "RTRVHNSW"                           8   version (4)
///     12   space (4)                            16  m (4)                20  efConstruction (4)
///     24   dimension (8)                        32  rows (8)             40  nodes n (8)
///     48   entry (4)                            52  top level (4)        56  lists on upper levels u (8)
///     64   whether all vectors are of length 1 (8)
///     72   identity of the embeddings (16)
///     88   checksum of the links (8)            96  checksum of the fingerprints (8)
///     104  members c (8)       112 zero (8)     120 checksum of the 120 bytes before
///     128  nodes: n times links of level 0 and row, 4 · (2m + 1) + 8 bytes
///          levels: n times the highest level, 1 byte
///          upper: u times links of a level, 4 · (m + 1) bytes
///          members: c times a row that is no node (4), and the row of the node that stands for it (4)
///          fingerprints: n times XXH3 of a node's numbers, then c times that of a member's, 8 bytes
///
/// In version 1 every row is a node, and there are no members.
///
/// A list of links is its count (2), zero (2), and the numbers of nodes (4 each). Checksums are XXH3 of 64 bits. Vectors are not
/// in it: they are in the index of embeddings, and `identity` tells which state of it this belongs to.
final class HNSWFile: Sendable {
    static let magic: [UInt8] = Array("RTRVHNSW".utf8)
    static let version: UInt32 = 2
    static let headerSize = 128
    static let identitySize = 16

    let path: FilePath
    let space: HNSWSpace
    let settings: HNSWSettings
    let dimension: Int
    let version: UInt32
    let rowCount: Int
    let nodeCount: Int
    let areUnit: Bool
    let identity: [UInt8]
    /// Rows that are no nodes, each with the row of the node that stands for it.
    let members: [(row: Int, node: Int)]
    private let entry: UInt32
    private let topLevel: UInt32
    private let upperCount: Int
    private let fingerprintChecksum: UInt64
    private let layout: HNSWLayout
    private let file: MappedFile

    /// Maps the file at `path`, and checks all that a search needs.
    init(_ path: FilePath) throws(StoreError) {
        self.path = path
        do throws(Errno) { file = try MappedFile(path) } catch {
            throw error == .noSuchFileOrDirectory ? .noGraph(path) : .system(path, error)
        }
        func damaged(_ detail: String) -> StoreError { .damagedGraph(path, detail: detail) }
        guard file.count >= Self.headerSize else { throw damaged("it is too short") }
        let header = file.withBytes { Array($0[..<Self.headerSize]) }
        guard header.starts(with: Self.magic) else { throw damaged("it does not begin as such a file does") }
        func number<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
            header.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
        }
        let version = number(8, UInt32.self)
        guard version <= Self.version else { throw .newerGraph(path, version: Int(version)) }
        guard version > 0, number(120, UInt64.self) == header.withUnsafeBytes({ checksum($0[..<120]) })
        else { throw damaged("its header's checksum is wrong") }
        guard let space = HNSWSpace(rawValue: number(12, UInt32.self)), let dimension = Int(exactly: number(24, UInt64.self)),
            let rowCount = Int(exactly: number(32, UInt64.self)), let nodeCount = Int(exactly: number(40, UInt64.self)),
            let upperCount = Int(exactly: number(56, UInt64.self)),
            let memberCount = Int(exactly: number(104, UInt64.self)), version > 1 || memberCount == 0,
            let layout = HNSWLayout(
                m: Int(number(16, UInt32.self)), nodes: nodeCount, upper: upperCount, members: memberCount)
        else { throw damaged("its header makes no sense") }
        guard layout.end == file.count else { throw damaged("it has another size than its header says") }
        self.version = version
        self.space = space
        self.dimension = dimension
        self.rowCount = rowCount
        self.nodeCount = nodeCount
        self.upperCount = upperCount
        self.layout = layout
        settings = HNSWSettings(m: Int(number(16, UInt32.self)), efConstruction: Int(number(20, UInt32.self)))
        entry = number(48, UInt32.self)
        topLevel = number(52, UInt32.self)
        areUnit = number(64, UInt64.self) != 0
        identity = Array(header[72..<88])
        fingerprintChecksum = number(96, UInt64.self)
        guard number(88, UInt64.self) == file.withBytes({ checksum($0[Self.headerSize..<layout.fingerprints]) }) else {
            throw damaged("its checksum is wrong")
        }
        let members = file.withBytes { bytes in
            (0..<memberCount).map { member in
                func row(_ offset: Int) -> Int {
                    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                }
                return (row: row(layout.members + 8 * member), node: row(layout.members + 8 * member + 4))
            }
        }
        guard rowCount == nodeCount + memberCount, members.allSatisfy({ $0.row < rowCount && $0.node < rowCount }) else {
            throw damaged("a row is none of its rows")
        }
        self.members = members
    }

    /// Calls `body` with the links.
    func withParts<Result>(_ body: (inout chnsw_parts) -> Result) -> Result {
        file.withBytes { bytes in
            func address(_ offset: Int) -> UnsafePointer<UInt8> {
                // The file is mapped, and longer than its header.
                bytes.baseAddress!.advanced(by: offset).assumingMemoryBound(to: UInt8.self)
            }
            var parts = chnsw_parts(
                m: UInt32(settings.m), ef_construction: UInt32(settings.efConstruction), count: nodeCount, entry: entry,
                top_level: topLevel, nodes: address(Self.headerSize), levels: address(layout.levels),
                upper: address(layout.upper), upper_count: upperCount)
            return body(&parts)
        }
    }

    /// Returns the fingerprints of the row of each node, then of each member.
    func fingerprints() throws(StoreError) -> [UInt64] {
        let section = file.withBytes { bytes -> [UInt64]? in
            let section = bytes[layout.fingerprints...]
            guard checksum(section) == fingerprintChecksum else { return nil }
            return (0..<rowCount).map { index in
                let offset = section.startIndex + 8 * index
                return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
        }
        guard let section else { throw .damagedGraph(path, detail: "its checksum is wrong") }
        return section
    }
}

/// The places of the sections of a file.
struct HNSWLayout {
    let levels: Int
    let upper: Int
    let members: Int
    let fingerprints: Int
    let end: Int

    /// Creates the layout of a file with these numbers; nil where they are larger than a file can be.
    init?(m: Int, nodes: Int, upper upperCount: Int, members memberCount: Int) {
        guard (2...10_000).contains(m), (1..<Int(UInt32.max)).contains(nodes), (0..<64 * nodes).contains(upperCount),
            (0..<Int(UInt32.max)).contains(memberCount)
        else {
            return nil
        }
        levels = Self.aligned(HNSWFile.headerSize + nodes * chnsw_node_size(UInt32(m)))
        upper = Self.aligned(levels + nodes)
        members = Self.aligned(upper + upperCount * chnsw_upper_size(UInt32(m)))
        fingerprints = Self.aligned(members + 8 * memberCount)
        end = fingerprints + 8 * (nodes + memberCount)
    }

    private static func aligned(_ offset: Int) -> Int { (offset + 63) / 64 * 64 }
}

func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 { checksum(UnsafeRawBufferPointer(rebasing: bytes)) }

func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 { xxh3_64(bytes.baseAddress, bytes.count, 0) }

/// Identifies the numbers of a row.
func fingerprint(_ row: UnsafeBufferPointer<Float>) -> UInt64 { checksum(UnsafeRawBufferPointer(row)) }
