import Kernels
import SystemPackage

@testable import FeatureIndex

/// A manifest whose checksum is right.
func readManifest(_ input: [UInt8]) {
    guard input.count >= 32 else { return }
    var bytes = input
    bytes.replaceSubrange(0..<8, with: Manifest.magic)
    bytes.put(SegmentLayout.byteOrderMark, at: 12)
    bytes.put(UInt64(bytes.count - 32), at: 16)
    bytes.put(sum(bytes, 32..<bytes.count, seed: UInt64(bytes.number(at: 8, as: UInt32.self))), at: 24)
    guard let manifest = try? Manifest(Scratch.file("manifest", bytes)) else { return }
    for collection in manifest.collections { _ = manifest.collection(collection.key) }
}

/// A segment whose length and checksums are right, as far as its header tells where they are.
func readSegment(_ input: [UInt8]) {
    guard input.count >= SegmentLayout.headerSize else { return }
    var bytes = input
    bytes.replaceSubrange(0..<8, with: SegmentLayout.magic)
    bytes.put(SegmentLayout.byteOrderMark, at: 12)
    bytes.put(UInt64(bytes.count), at: 40)
    if let layout = layout(of: bytes) { seal(&bytes, layout) }
    bytes.put(sum(bytes, 0..<SegmentLayout.headerChecksumOffset), at: SegmentLayout.headerChecksumOffset)
    guard let segment = try? Segment(Scratch.file("segment", bytes)) else { return }
    let kernels = Kernels(.scalar)
    for row in 0..<segment.rowCount { _ = segment.file(row) }
    for row in 0..<segment.imageCount {
        _ = try? segment.features(row)
        if case .embeddings = segment.layout.contents, let kernels {
            _ = try? segment.withEmbeddings(row..<row + 1, kernels: kernels) { numbers, norms in numbers.count + norms.count }
            if segment.isQuantized { _ = try? segment.withCodes(row..<row + 1) { _, facts in facts.count } }
        }
    }
}

/// Where sections are, if the file is long enough for them.
private func layout(of bytes: [UInt8]) -> SegmentLayout? {
    bytes.withUnsafeBytes { whole -> SegmentLayout? in
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: whole[64...]))
        let version: UInt32 = bytes.number(at: 8)
        guard version > 0, version <= SegmentLayout.latestVersion, let key = try? FeatureKey(from: &reader, version: version),
            let contents = SegmentLayout.Contents(
                key, storesPixels: bytes.number(at: 32, as: UInt32.self) == 1, version: version)
        else { return nil }
        let (images, failures, strings): (UInt32, UInt32, UInt64) = (
            bytes.number(at: 16), bytes.number(at: 20), bytes.number(at: 24)
        )
        guard images < 1000, failures < 1000, strings < 1 << 20 else { return nil }
        let layout = SegmentLayout(
            version: version, contents: contents, imageCount: Int(images), failureCount: Int(failures),
            stringsLength: Int(strings))
        let (samples, overflows) = layout.sampleStride.multipliedReportingOverflow(by: layout.imageCount)
        return overflows || samples > bytes.count || layout.fileLength > bytes.count ? nil : layout
    }
}

private func seal(_ bytes: inout [UInt8], _ layout: SegmentLayout) {
    let identifier: UInt64 = bytes.number(at: 56)
    func seed(_ level: Int, _ row: Int) -> UInt64 { SegmentLayout.seed(segment: identifier, level: level, row: row) }
    for row in 0..<layout.imageCount {
        for (number, level) in layout.levels.enumerated() {
            let start = layout.level(number).lowerBound + row * level.stride
            bytes.put(
                sum(bytes, start..<start + level.stride, seed: seed(number, row)),
                at: layout.levelRows.lowerBound + (number * layout.imageCount + row) * SegmentLayout.levelRowSize + 32)
        }
        let start = layout.samples.lowerBound + row * layout.sampleStride
        bytes.put(
            sum(bytes, start..<start + layout.sampleSize, seed: seed(layout.levels.count, row)),
            at: layout.rows.lowerBound + row * layout.rowSize + SegmentRow.sampleChecksum)
    }
    for block in 0..<(layout.isQuantized ? layout.embeddingBlockCount : 0) {
        let rows = layout.embeddingBlock(block)
        let start = layout.codes.lowerBound
        bytes.put(
            sum(
                bytes, start + rows.lowerBound * layout.codeStride..<start + rows.upperBound * layout.codeStride,
                seed: layout.codeSeed(segment: identifier, block: block)),
            at: layout.codeChecksums.lowerBound + 8 * block)
    }
    bytes.put(sum(bytes, SegmentLayout.headerSize..<layout.strings.upperBound), at: 48)
}

private func sum(_ bytes: [UInt8], _ range: Range<Int>, seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0[range]), seed: seed) }
}
