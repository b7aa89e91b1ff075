@testable import FeatureIndex
import SystemPackage
import TestSupport

/// Index files changed on purpose, with checksums that are right.
struct CraftedFile {
    var bytes: [UInt8]

    init(_ path: FilePath) throws { bytes = try contents(of: path) }

    mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }

    func integer<Value: FixedWidthInteger>(at offset: Int, _: Value.Type = Value.self) -> Value {
        bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
    }

    /// Makes the checksums of a segment right. The list of files ends where `layout` says.
    mutating func sealSegment(_ layout: SegmentLayout) {
        put(sum(SegmentLayout.headerSize..<layout.strings.upperBound), at: 48)
        sealSegmentHeader()
    }

    mutating func sealSegmentHeader() {
        put(sum(0..<SegmentLayout.headerChecksumOffset), at: SegmentLayout.headerChecksumOffset)
    }

    mutating func sealManifest() {
        put(UInt64(bytes.count - 32), at: 16)
        put(sum(32..<bytes.count, seed: UInt64(integer(at: 8, UInt32.self))), at: 24)
    }

    func sum(_ range: Range<Int>, seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0[range]), seed: seed) }
    }
}
