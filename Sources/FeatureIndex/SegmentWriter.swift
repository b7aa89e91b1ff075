import Imaging
import Files
import Metrics
import SystemPackage

/// Gathers images in memory and writes them as one segment.
struct SegmentWriter {
    let key: FeatureKey
    let shape: PyramidShape
    let storesPixels: Bool
    private var images: [(file: IndexedFile, features: ImageFeatures)] = []
    private var failures: [IndexedFile] = []

    init(key: FeatureKey, storesPixels: Bool) {
        self.key = key
        self.storesPixels = storesPixels
        shape = PyramidShape(size: key.reading.size)
    }

    var isEmpty: Bool { images.isEmpty && failures.isEmpty }

    mutating func append(_ file: IndexedFile, _ features: ImageFeatures) { images.append((file, features)) }

    mutating func append(failure file: IndexedFile) { failures.append(file) }

    /// Writes the segment to `path` and answers its layout and the checksum of its header.
    func write(to path: FilePath, identifier: UInt64) throws(Errno) -> (layout: SegmentLayout, checksum: UInt64) {
        let files = images.map(\.file) + failures
        let layout = SegmentLayout(
            shape: shape, imageCount: images.count, failureCount: failures.count,
            stringsLength: files.reduce(0) { $0 + $1.path.count + ($1.failure?.utf8.count ?? 0) }, storesPixels: storesPixels)
        var body = [UInt8](repeating: 0, count: layout.strings.upperBound - SegmentLayout.headerSize)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            let start = offset - SegmentLayout.headerSize
            body.replaceSubrange(start..<start + bytes.count, with: bytes)
        }

        var stringOffset = 0
        for (row, file) in files.enumerated() {
            let features = row < images.count ? images[row].features : nil
            put(
                rowBytes(file, features, stringOffset, identifier, row),
                at: layout.rows.lowerBound + row * SegmentLayout.rowSize)
            for string in [file.path, Array((file.failure ?? "").utf8)] {
                put(string, at: layout.strings.lowerBound + stringOffset)
                stringOffset += string.count
            }
        }
        for level in shape.levels.indices {
            for (row, image) in images.enumerated() {
                put(
                    levelRowBytes(image.features, level: level, identifier, row),
                    at: layout.levelRows.lowerBound + (level * images.count + row) * SegmentLayout.levelRowSize)
            }
        }

        let header = headerBytes(layout, identifier: identifier, bodyChecksum: body.withUnsafeBytes { checksum($0) })
        try write(layout, header: header, body: body, to: path)
        return (layout, header.withUnsafeBytes { checksum($0) })
    }

    private func headerBytes(_ layout: SegmentLayout, identifier: UInt64, bodyChecksum: UInt64) -> [UInt8] {
        var keyWriter = ByteWriter()
        key.write(to: &keyWriter)
        var writer = ByteWriter()
        for byte in SegmentLayout.magic { writer.write(byte) }
        writer.write(SegmentLayout.version)
        writer.write(SegmentLayout.byteOrderMark)
        writer.write(UInt32(layout.imageCount))
        writer.write(UInt32(layout.failureCount))
        writer.write(UInt64(layout.stringsLength))
        writer.write(UInt32(storesPixels ? 1 : 0))
        writer.write(UInt32(keyWriter.bytes.count))
        writer.write(UInt64(layout.fileLength))
        writer.write(bodyChecksum)
        writer.write(identifier)
        for byte in keyWriter.bytes { writer.write(byte) }
        writer.pad(to: SegmentLayout.headerChecksumOffset)
        writer.write(writer.bytes.withUnsafeBytes { checksum($0) })
        return writer.bytes
    }

    private func rowBytes(
        _ file: IndexedFile, _ features: ImageFeatures?, _ stringOffset: Int, _ identifier: UInt64, _ row: Int
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(features?.moments.sum ?? 0)
        writer.write(features?.moments.sumOfSquares ?? 0)
        writer.write(file.stamp.size)
        writer.write(file.stamp.modified)
        writer.write(file.hash.low)
        writer.write(file.hash.high)
        writer.write(
            features?.pixels?.withUnsafeBytes {
                checksum($0, seed: SegmentLayout.seed(segment: identifier, level: shape.levels.count, row: row))
            } ?? 0)
        writer.write(UInt32(stringOffset))
        writer.write(UInt32(file.path.count))
        writer.write(UInt32(stringOffset + file.path.count))
        writer.write(UInt32(file.failure?.utf8.count ?? 0))
        writer.pad(to: SegmentLayout.rowSize)
        return writer.bytes
    }

    private func levelRowBytes(_ features: ImageFeatures, level: Int, _ identifier: UInt64, _ row: Int) -> [UInt8] {
        let remainder = features.remainders[level]
        var writer = ByteWriter()
        writer.write(remainder.absoluteError)
        writer.write(remainder.represented)
        writer.write(remainder.meanErrorNorm)
        writer.write(remainder.normScale)
        writer.write(
            features.levels[level].withUnsafeBytes {
                checksum($0, seed: SegmentLayout.seed(segment: identifier, level: level, row: row))
            })
        return writer.bytes
    }

    private func write(_ layout: SegmentLayout, header: [UInt8], body: [UInt8], to path: FilePath) throws(Errno) {
        let file = try DurableFile(path)
        try file.append(header)
        try file.append(body)
        for level in shape.levels.indices {
            try file.pad(to: layout.level(level).lowerBound)
            for image in images { try file.append(image.features.levels[level]) }
        }
        if storesPixels {
            try file.pad(to: layout.pixels.lowerBound)
            for (row, image) in images.enumerated() {
                try file.append(image.features.pixels ?? [])
                try file.pad(to: layout.pixels.lowerBound + (row + 1) * layout.pixelStride)
            }
        }
        try file.commit()
    }
}
