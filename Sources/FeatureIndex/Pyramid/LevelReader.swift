internal import CKernels
import Files
import Imaging
import SystemPackage

/// Reads what a level holds of some images, and checks it; not to be shared between threads.
///
/// The bytes are copied from the file, not looked at where it is mapped. A search looks at most of them once, and mapping a page for that
/// and taking it out again, which one thread does at the end, costs more than the copy; of a page between others fifteen neighbours
/// would be mapped as well. The mapping serves where the file cannot be opened again, having been replaced meanwhile.
package final class LevelReader {
    private let buffer = AlignedBuffer()
    /// The file that was read last, for what is read next is mostly of the same; nil where only the mapping is left.
    private var opened: (segment: Segment, file: FileDescriptor?)?

    package init() {}

    deinit { try? opened?.file?.close() }

    /// The bytes that a level has of the images at `rows`, found to match their checksums; valid until the next call.
    package func read(_ level: Int, of segment: Segment, rows: Range<Int>) throws(IndexError) -> LevelRows {
        let range = segment.levelRange(level, rows: rows)
        let rows = LevelRows(
            segment: segment, level: level, rows: rows,
            bytes: copy(range, of: segment) ?? segment.bytes.baseAddress! + range.lowerBound)  // Not empty.
        try rows.check()
        return rows
    }

    /// A copy of the bytes at `range`; nil where they cannot be read.
    private func copy(_ range: Range<Int>, of segment: Segment) -> UnsafeRawPointer? {
        guard let file = file(of: segment) else { return nil }
        buffer.reserve(range.count)
        let bytes = UnsafeMutableRawBufferPointer(start: buffer.bytes, count: range.count)
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let more = try? file.read(fromAbsoluteOffset: Int64(range.lowerBound + done), into: rest)
            guard let more, more > 0 else { return nil }
            done += more
        }
        return UnsafeRawPointer(buffer.bytes)
    }

    private func file(of segment: Segment) -> FileDescriptor? {
        if let opened, opened.segment === segment { return opened.file }
        try? opened?.file?.close()
        let file = segment.openAgain()
        opened = (segment, file)
        return file
    }
}

/// The bytes that one level of a segment has of some images.
package struct LevelRows {
    fileprivate let segment: Segment
    fileprivate let level: Int
    fileprivate let rows: Range<Int>
    fileprivate let bytes: UnsafeRawPointer

    fileprivate func check() throws(IndexError) { try segment.checkLevel(level, rows: rows, bytes: bytes) }

    /// The best scores that `query` can have with each of the images.
    ///
    /// - Parameter scores: Has room for as many scores as there are images.
    package func bestScores(of query: PyramidQuery, into scores: UnsafeMutablePointer<Double>) {
        query.bestScores(
            level: level,
            of: ck_level_rows(
                bytes: bytes.assumingMemoryBound(to: UInt8.self), stride: segment.levelStrides[level], count: rows.count),
            into: scores
        ) { (segment.remainder(level: level, row: rows.lowerBound + $0), segment.moments(rows.lowerBound + $0)) }
    }
}
