@testable import FeatureIndex
import Files
import Imaging
import Metrics
import SystemPackage
import Testing

/// Indexes as earlier versions of the format had them.
extension IndexedFolder {
    /// Writes the segments of `key` again as `version` had them. The images must be those that were indexed.
    func rewrite(_ key: FeatureKey, as version: UInt32) throws {
        let folder = IndexFolder(index)
        var manifest = try Manifest(self.manifest)
        var collection = try #require(manifest.collection(key))
        collection.segments = try collection.segments.map { reference in
            let segment = try folder.open(reference, key: key).segment
            var writer = SegmentWriter(key: key, storesPixels: segment.storesPixels, version: version)
            for row in 0..<segment.imageCount {
                // What no longer counts may be gone, and only has to be there.
                let features = reference.deadRows.contains(row) ? nil : try features(of: segment, row, as: version)
                writer.append(segment.file(row), try features ?? emptyFeatures(segment, as: version))
            }
            for row in segment.imageCount..<segment.rowCount { writer.append(failure: segment.file(row)) }
            let checksum = try writer.write(to: segment.path, identifier: segment.identifier).checksum
            return Manifest.SegmentReference(
                identifier: reference.identifier, headerChecksum: checksum, deadRows: reference.deadRows,
                processor: reference.processor)
        }
        manifest.replace(collection)
        try manifest.write(to: self.manifest)
        let segments = try #require(try folder.open(key))
        #expect(segments.allSatisfy { $0.segment.layout.version == version })
    }

    private func features(of segment: Segment, _ row: Int, as version: UInt32) throws -> ImageFeatures {
        if case .embedding = try segment.features(row) { return try segment.features(row) }
        let samples = AlignedBuffer(byteCount: size.sampleCount)
        let path = gallery.appending(String(decoding: segment.path(row), as: UTF8.self))
        try FileReader().withContents(of: path, limit: .max) { bytes in
            try PixelReader(options: reading, kernels: Self.kernels).read(bytes, into: samples.bytes)
        }
        return pyramid(samples, storesPixels: segment.storesPixels, as: version)
    }

    private func emptyFeatures(_ segment: Segment, as version: UInt32) throws -> ImageFeatures {
        guard segment.pyramidShape != nil else { return try segment.features(0) }
        let samples = AlignedBuffer(byteCount: size.sampleCount)
        samples.bytes.update(repeating: 0, count: size.sampleCount)
        return pyramid(samples, storesPixels: segment.storesPixels, as: version)
    }

    private func pyramid(_ samples: AlignedBuffer, storesPixels: Bool, as version: UInt32) -> ImageFeatures {
        let shape = PyramidShape(size: size, version: version)
        let buffer = UnsafeBufferPointer(start: samples.bytes, count: size.sampleCount)
        var features = PyramidFeatures(
            moments: Moments(of: buffer, kernels: Self.kernels), remainders: shape.levels.map { _ in LevelRemainder() },
            levels: shape.levels.map { _ in [] }, pixels: storesPixels ? Array(buffer) : nil)
        PyramidBuilder(shape: shape, kernels: Self.kernels).build(samples.bytes) { level, _, bytes, remainder in
            features.remainders[level] = remainder
            features.levels[level] = Array(bytes)
        }
        return .pyramid(features)
    }
}
