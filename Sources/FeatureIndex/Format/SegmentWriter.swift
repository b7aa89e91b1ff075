import Imaging
import Files
import Metrics
import SystemPackage

/// Gathers images in memory and writes them as one segment.
struct SegmentWriter {
    private let key: FeatureKey
    private let version: UInt32
    private let contents: SegmentLayout.Contents
    private var images: [(file: IndexedFile, features: ImageFeatures)] = []
    private var failures: [IndexedFile] = []

    /// - Parameter version: Of the format. The program writes the latest; tests also write those that are opened for ever.
    init(key: FeatureKey, storesPixels: Bool, version: UInt32 = SegmentLayout.latestVersion) {
        self.key = key
        self.version = version
        guard let contents = SegmentLayout.Contents(key, storesPixels: storesPixels, version: version) else {
            preconditionFailure("version \(version) of the format has no such features")
        }
        self.contents = contents
    }

    var isEmpty: Bool { images.isEmpty && failures.isEmpty }

    mutating func append(_ file: IndexedFile, _ features: ImageFeatures) { images.append((file, features)) }

    mutating func append(failure file: IndexedFile) { failures.append(file) }

    /// Writes the segment to `path` and answers its layout and the checksum of its header.
    func write(to path: FilePath, identifier: UInt64) throws(Errno) -> (layout: SegmentLayout, checksum: UInt64) {
        let files = images.map(\.file) + failures
        let layout = SegmentLayout(
            version: version, contents: contents, imageCount: images.count, failureCount: failures.count,
            stringsLength: files.reduce(0) { $0 + $1.path.count + ($1.failure?.utf8.count ?? 0) })
        var body = [UInt8](repeating: 0, count: layout.strings.upperBound - SegmentLayout.headerSize)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            let start = offset - SegmentLayout.headerSize
            body.replaceSubrange(start..<start + bytes.count, with: bytes)
        }

        var stringOffset = 0
        for (row, file) in files.enumerated() {
            let features = row < images.count ? images[row].features : nil
            put(
                rowBytes(
                    file, features, stringOffset,
                    seed: SegmentLayout.seed(segment: identifier, level: layout.levels.count, row: row)),
                at: layout.rows.lowerBound + row * layout.rowSize)
            for string in [file.path, Array((file.failure ?? "").utf8)] {
                put(string, at: layout.strings.lowerBound + stringOffset)
                stringOffset += string.count
            }
        }
        for level in layout.levels.indices {
            for (row, image) in images.enumerated() {
                put(
                    levelRowBytes(
                        image.features.pyramid, level: level,
                        seed: SegmentLayout.seed(segment: identifier, level: level, row: row)),
                    at: layout.levelRows.lowerBound + (level * images.count + row) * SegmentLayout.levelRowSize)
            }
        }

        let quantizedRows = layout.isQuantized ? QuantizedEmbeddings(images.map(\.features.embedding)) : nil
        if let quantizedRows {
            put(quantizedRows.facts.flatMap(\.bytes), at: layout.quantizationRows.lowerBound)
            put(quantizedRows.centre.flatMap(\.littleEndianBytes), at: layout.quantizationCentre.lowerBound)
            let checksums = quantizedRows.checksums(layout, segment: identifier)
            put(checksums.flatMap(\.littleEndianBytes), at: layout.codeChecksums.lowerBound)
        }

        let header = headerBytes(layout, identifier: identifier, bodyChecksum: body.withUnsafeBytes { checksum($0) })
        try write(layout, header: header, body: body, codes: quantizedRows?.codes ?? [], to: path)
        return (layout, header.withUnsafeBytes { checksum($0) })
    }

    private func headerBytes(_ layout: SegmentLayout, identifier: UInt64, bodyChecksum: UInt64) -> [UInt8] {
        var keyWriter = ByteWriter()
        key.write(to: &keyWriter, version: layout.version)
        var writer = ByteWriter()
        for byte in SegmentLayout.magic { writer.write(byte) }
        writer.write(layout.version)
        writer.write(SegmentLayout.byteOrderMark)
        writer.write(UInt32(layout.imageCount))
        writer.write(UInt32(layout.failureCount))
        writer.write(UInt64(layout.stringsLength))
        writer.write(UInt32(layout.storesPixels ? 1 : 0))
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
        _ file: IndexedFile, _ features: ImageFeatures?, _ stringOffset: Int, seed: UInt64
    ) -> [UInt8] {
        var writer = ByteWriter()
        let (first, second) = features?.rowNumbers ?? (0, 0)
        writer.write(first)
        writer.write(second)
        writer.write(file.stamp.size)
        writer.write(file.stamp.modified)
        writer.write(file.hash.low)
        writer.write(file.hash.high)
        writer.write(
            features?.samples.map { $0.withUnsafeBytes { checksum($0, seed: seed) } } ?? 0)
        writer.write(UInt32(stringOffset))
        writer.write(UInt32(file.path.count))
        writer.write(UInt32(stringOffset + file.path.count))
        writer.write(UInt32(file.failure?.utf8.count ?? 0))
        if version >= 4 {
            writer.write(file.stamp.changed)
            writer.write(file.stamp.node)
            writer.write(UInt32(file.isClosed ? 1 : 0))
        }
        writer.pad(to: SegmentRow.size(version: version))
        return writer.bytes
    }

    private func levelRowBytes(_ features: PyramidFeatures, level: Int, seed: UInt64) -> [UInt8] {
        let remainder = features.remainders[level]
        var writer = ByteWriter()
        writer.write(remainder.absoluteError)
        writer.write(remainder.represented)
        writer.write(remainder.meanErrorNorm)
        writer.write(remainder.normScale)
        writer.write(
            features.levels[level].withUnsafeBytes { checksum($0, seed: seed) })
        return writer.bytes
    }

    private func write(
        _ layout: SegmentLayout, header: [UInt8], body: [UInt8], codes: [UInt8], to path: FilePath
    ) throws(Errno) {
        let file = try DurableFile(path)
        try file.append(header)
        try file.append(body)
        for level in layout.levels.indices {
            try file.pad(to: layout.level(level).lowerBound)
            for image in images { try file.append(image.features.pyramid.levels[level]) }
        }
        try file.pad(to: layout.samples.lowerBound)
        if layout.sampleStride > 0 {
            for (row, image) in images.enumerated() {
                try file.append(image.features.samples ?? [])
                try file.pad(to: layout.samples.lowerBound + (row + 1) * layout.sampleStride)
            }
        }
        if layout.isQuantized {
            try file.pad(to: layout.codes.lowerBound)
            try file.append(codes)
        }
        try file.commit()
    }
}

extension ImageFeatures {
    /// The features of an image in a segment of pyramids.
    fileprivate var pyramid: PyramidFeatures {
        guard case .pyramid(let pyramid) = self else { preconditionFailure("a segment holds features of one kind") }
        return pyramid
    }

    /// The features of an image in a segment of embeddings.
    fileprivate var embedding: StoredEmbedding {
        guard case .embedding(let embedding) = self else { preconditionFailure("a segment holds features of one kind") }
        return embedding
    }

    /// The first two numbers of a row.
    fileprivate var rowNumbers: (UInt64, UInt64) {
        switch self {
        case .pyramid(let pyramid): (pyramid.moments.sum, pyramid.moments.sumOfSquares)
        case .embedding(let embedding): (embedding.norm.bitPattern, 0)
        }
    }

    /// The bytes of its samples; nil where they are not stored.
    fileprivate var samples: [UInt8]? {
        switch self {
        case .pyramid(let pyramid): pyramid.pixels
        case .embedding(let embedding): embedding.numbers.withUnsafeBytes { Array($0) }
        }
    }
}
