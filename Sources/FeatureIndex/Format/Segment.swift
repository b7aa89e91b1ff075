import Files
import Imaging
package import Metrics
import SystemPackage
import Synchronization

/// A segment file, mapped and checked as far as it has been looked at.
///
/// Opening checks the header and everything but image data, so that every count and offset can be trusted from then on. The
/// bytes of an image are checked each time they are asked for, which costs a little and makes a wrong hit from a damaged
/// file impossible.
package final class Segment: Sendable {
    let path: FilePath
    let key: FeatureKey
    let identifier: UInt64
    let layout: SegmentLayout
    /// The checksum of the header, which stands for the whole segment in a manifest.
    let headerChecksum: UInt64
    private let file: MappedFile
    /// The bytes of `file`, which stay where they are for as long as the segment lives.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    /// The offsets of the rows of images and of each level, as `layout` says.
    private let rowsStart: Int
    private let rowSize: Int
    private let levelRowsStart: Int
    private let stringsStart: Int
    let levelStarts: [Int]
    let levelStrides: [Int]
    private let touched = Atomic<Int>(0)
    /// Whether each block of embeddings was found intact, and the same for the codes of its quantised embeddings.
    let soundBlocks: Mutex<[Bool]>
    let soundCodeBlocks: Mutex<[Bool]>

    /// Opens the segment at `path`.
    init(_ path: FilePath) throws(IndexError) {
        self.path = path
        do {
            file = try MappedFile(path)
        } catch .noSuchFileOrDirectory {
            throw IndexError(.damaged("it is missing"), path)
        } catch {
            throw IndexError(.system(error), path)
        }
        let bytes = file.withBytes { $0 }
        self.bytes = bytes
        let header = try SegmentHeader(bytes, path: path)
        key = header.key
        identifier = header.identifier
        layout = header.layout
        headerChecksum = header.checksum
        soundBlocks = Mutex([Bool](repeating: false, count: header.layout.embeddingBlockCount))
        soundCodeBlocks = Mutex([Bool](repeating: false, count: header.layout.embeddingBlockCount))
        rowsStart = layout.rows.lowerBound
        rowSize = layout.rowSize
        levelRowsStart = layout.levelRows.lowerBound
        stringsStart = layout.strings.lowerBound
        levelStarts = layout.levels.indices.map { [layout] in layout.level($0).lowerBound }
        levelStrides = layout.levels.map(\.stride)
        guard SegmentValidation(bytes, layout).isPassed else {
            throw IndexError(.damaged("its list of files makes no sense"), path)
        }
    }

    /// Images that could be read; rows after them are files that could not.
    package var imageCount: Int { layout.imageCount }
    var rowCount: Int { layout.rowCount }
    var byteCount: Int { layout.fileLength }

    /// The number of bytes of image data handed out so far.
    package var touchedByteCount: Int { touched.load(ordering: .relaxed) }

    func file(_ row: Int) -> IndexedFile {
        IndexedFile(
            path: Array(path(row)), stamp: stamp(row), hash: contentHash(row), failure: failure(row), isClosed: isClosed(row))
    }

    /// The bytes of a file's path below the gallery, which stay where they are for as long as the segment lives.
    func path(_ row: Int) -> UnsafeRawBufferPointer { string(at: start(row) + SegmentRow.path) }

    func stamp(_ row: Int) -> FileStamp {
        let start = start(row)
        let knowsMore = layout.version >= 4
        return FileStamp(
            size: integer(at: start + SegmentRow.fileSize), modified: integer(at: start + SegmentRow.modified),
            changed: knowsMore ? integer(at: start + SegmentRow.changed) : 0,
            node: knowsMore ? integer(at: start + SegmentRow.node) : 0)
    }

    func contentHash(_ row: Int) -> ContentHash {
        let start = start(row) + SegmentRow.contentHash
        return ContentHash(low: integer(at: start), high: integer(at: start + 8))
    }

    /// The reason why the file could not be read as an image; nil for files that could.
    func failure(_ row: Int) -> String? {
        row < imageCount ? nil : String(decoding: string(at: start(row) + SegmentRow.reason), as: UTF8.self)
    }

    /// Whether it is the file itself that could not be read.
    func isClosed(_ row: Int) -> Bool {
        layout.version >= 4 && integer(at: start(row) + SegmentRow.isClosed) == 1 as UInt32
    }

    package func moments(_ row: Int) -> Moments {
        let start = start(row)
        return Moments(sum: integer(at: start + SegmentRow.sum), sumOfSquares: integer(at: start + SegmentRow.sumOfSquares))
    }

    /// Calls `body` with the stored samples of an image.
    package func withPixels<Result>(_ row: Int, _ body: (UnsafePointer<UInt8>) -> Result) throws(IndexError) -> Result {
        precondition(layout.storesPixels)
        return try withImageData(
            at: layout.samples.lowerBound + row * layout.sampleStride, count: layout.sampleSize,
            expected: sampleChecksum(row), level: layout.levels.count, row: row, body)
    }

    package var storesPixels: Bool { layout.storesPixels }

    /// Calls `body` with the least that is stored of what an image looks like: its coarsest level, or its samples where it has no levels.
    /// In segments of one shape images of equal samples have equal ones.
    package func withCoarsest<Result>(
        _ row: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(IndexError) -> Result {
        guard let level = layout.levels.first else {
            return try withPixels(row) { body(UnsafeRawBufferPointer(start: $0, count: layout.sampleSize)) }
        }
        return try withLevel(0, row: row) { body(UnsafeRawBufferPointer(start: $0, count: level.stride)) }
    }

    /// The grids of its levels; nil of embeddings.
    package var pyramidShape: PyramidShape? {
        if case .pyramids(let shape, _) = layout.contents { shape } else { nil }
    }

    /// Whether its levels are those of segments that are written now: all segments of one key have the same.
    var hasLatestLevels: Bool {
        pyramidShape.map { $0 == .shared(size: $0.size, version: SegmentLayout.latestVersion) } ?? true
    }

    /// Everything that is stored of an image, for writing it again.
    func features(_ row: Int) throws(IndexError) -> ImageFeatures {
        if case .embeddings = layout.contents { return .embedding(try embedding(row)) }
        let levels = levelStarts.indices
        var bytes: [[UInt8]] = []
        for level in levels {
            let stride = levelStrides[level]
            bytes.append(try withLevel(level, row: row) { Array(UnsafeBufferPointer(start: $0, count: stride)) })
        }
        let samples = layout.sampleSize
        return .pyramid(
            PyramidFeatures(
                moments: moments(row), remainders: levels.map { remainder(level: $0, row: row) }, levels: bytes,
                pixels: storesPixels ? try withPixels(row) { Array(UnsafeBufferPointer(start: $0, count: samples)) } : nil))
    }

    func sampleChecksum(_ row: Int) -> UInt64 {
        integer(at: start(row) + SegmentRow.sampleChecksum)
    }

    /// √Σb² of an embedding.
    func norm(_ row: Int) -> Double {
        Double(bitPattern: integer(at: start(row)))
    }

    /// Calls `body` with the bytes in `range`, which are not checked here.
    ///
    /// - Parameter isTouch: Whether they count as handed out.
    func withBytes<Result, Failure: Error>(
        in range: Range<Int>, isTouch: Bool = true, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if isTouch { touched.add(range.count, ordering: .relaxed) }
        return try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    /// Calls `body` with the bytes of some rows' samples, which are not checked here.
    func withSamples<Result, Failure: Error>(
        of rows: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = layout.samples.lowerBound
        return try withBytes(
            in: start + rows.lowerBound * layout.sampleStride..<start + rows.upperBound * layout.sampleStride, body)
    }

    private func withImageData<Result>(
        at offset: Int, count: Int, expected: UInt64, level: Int, row: Int, _ body: (UnsafePointer<UInt8>) -> Result
    ) throws(IndexError) -> Result {
        touched.add(count, ordering: .relaxed)
        let data = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        guard checksum(data, seed: SegmentLayout.seed(segment: identifier, level: level, row: row)) == expected else {
            throw damagedFeatures
        }
        return body(data.baseAddress!.assumingMemoryBound(to: UInt8.self))  // Not empty.
    }

    /// The file once more; nil where another one has its name by now, or none.
    func openAgain() -> FileDescriptor? {
        guard let again = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else { return nil }
        if let status = try? FileStatus(of: again), status.identity == file.status.identity { return again }
        try? again.close()
        return nil
    }

    var damagedFeatures: IndexError {
        IndexError(.damaged("the features of an image do not match their checksum"), path)
    }

    /// Counts bytes of image data as handed out.
    func touch(_ count: Int) { touched.add(count, ordering: .relaxed) }

    func levelRow(_ level: Int, _ row: Int) -> Int {
        levelRowsStart + (level * imageCount + row) * SegmentLayout.levelRowSize
    }

    private func start(_ row: Int) -> Int { rowsStart + row * rowSize }

    private func string(at reference: Int) -> UnsafeRawBufferPointer {
        let offset: UInt32 = integer(at: reference)
        let count: UInt32 = integer(at: reference + 4)
        let start = stringsStart + Int(offset)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(count)])
    }

    func integer<Value: FixedWidthInteger>(at offset: Int) -> Value {
        Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}

/// The values in the first bytes of a segment, once everything but image data was found intact.
private struct SegmentHeader {
    let key: FeatureKey
    let identifier: UInt64
    let layout: SegmentLayout
    let checksum: UInt64

    init(_ bytes: UnsafeRawBufferPointer, path: FilePath) throws(IndexError) {
        func damaged(_ detail: String) -> IndexError { IndexError(.damaged(detail), path) }
        guard bytes.count >= SegmentLayout.headerSize else { throw damaged("it is too short") }
        guard bytes.starts(with: SegmentLayout.magic) else { throw damaged("it does not begin as a segment does") }
        let header = UnsafeRawBufferPointer(rebasing: bytes[..<SegmentLayout.headerSize])
        let summed = UnsafeRawBufferPointer(rebasing: header[..<SegmentLayout.headerChecksumOffset])
        let stored = header.loadUnaligned(fromByteOffset: SegmentLayout.headerChecksumOffset, as: UInt64.self)
        guard UInt64(littleEndian: stored) == FeatureIndex.checksum(summed) else {
            throw damaged("its header does not match its checksum")
        }
        let version = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard version <= SegmentLayout.latestVersion else { throw IndexError(.newer(version: version), path) }
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: header[12...]))
        do throws(ByteReader.EndOfData) {
            guard version > 0, try reader.read(UInt32.self) == SegmentLayout.byteOrderMark else {
                throw ByteReader.EndOfData()
            }
            let imageCount = Int(try reader.read(UInt32.self))
            let failureCount = Int(try reader.read(UInt32.self))
            let stringsLength = try reader.read(UInt64.self)
            let storesPixels = try reader.read(UInt32.self) == 1
            _ = try reader.read(UInt32.self)
            declaredLength = try reader.read()
            bodyChecksum = try reader.read()
            identifier = try reader.read()
            key = try FeatureKey(from: &reader, version: version)
            guard stringsLength <= UInt64(bytes.count), imageCount + failureCount <= bytes.count,
                let contents = SegmentLayout.Contents(key, storesPixels: storesPixels, version: version)
            else { throw ByteReader.EndOfData() }
            layout = SegmentLayout(
                version: version, contents: contents, imageCount: imageCount, failureCount: failureCount,
                stringsLength: Int(stringsLength))
            let (sampleBytes, overflows) = layout.sampleStride.multipliedReportingOverflow(by: imageCount)
            guard !overflows, sampleBytes <= bytes.count else { throw ByteReader.EndOfData() }
        } catch {
            throw damaged("its header makes no sense")
        }
        guard declaredLength == UInt64(bytes.count), layout.fileLength == bytes.count else {
            throw damaged("it has \(bytes.count) bytes in place of \(declaredLength)")
        }
        let body = UnsafeRawBufferPointer(rebasing: bytes[SegmentLayout.headerSize..<layout.strings.upperBound])
        guard FeatureIndex.checksum(body) == bodyChecksum else {
            throw damaged("its list of files does not match its checksum")
        }
        checksum = FeatureIndex.checksum(header)
    }

    private let bodyChecksum: UInt64
    private let declaredLength: UInt64
}
