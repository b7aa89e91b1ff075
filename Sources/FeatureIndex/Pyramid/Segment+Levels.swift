internal import CKernels
import Metrics

/// Levels lie one after the other, image by image. So a run of images is checked and bounded at once.
extension Segment {
    func remainder(level: Int, row: Int) -> LevelRemainder {
        let start = levelRow(level, row)
        return LevelRemainder(
            absoluteError: integer(at: start), represented: integer(at: start + 8),
            meanErrorNorm: Double(bitPattern: integer(at: start + 16)), normScale: Double(bitPattern: integer(at: start + 24)))
    }

    /// Calls `body` with the bytes of a level of an image.
    func withLevel<Result>(
        _ level: Int, row: Int, _ body: (UnsafePointer<UInt8>) -> Result
    ) throws(IndexError) -> Result {
        try checkLevel(level, rows: row..<row + 1)
        return body(levelBytes(level, row: row))
    }

    /// Expects the bytes that a level has of some images to match their checksums.
    package func checkLevel(_ level: Int, rows: Range<Int>) throws(IndexError) {
        let (stride, first) = (levelStrides[level], levelStarts[level])
        touch(rows.count * stride)
        for row in rows {
            let data = UnsafeRawBufferPointer(start: bytes.baseAddress! + first + row * stride, count: stride)  // Not empty.
            let expected: UInt64 = integer(at: levelRow(level, row) + 32)
            guard checksum(data, seed: SegmentLayout.seed(segment: identifier, level: level, row: row)) == expected else {
                throw damagedFeatures
            }
        }
    }

    /// The best scores that `query` can have with each of some images, by one of their levels, whose bytes have been checked.
    ///
    /// - Parameter scores: Has room for as many scores as there are rows.
    package func bestScores(
        of query: PyramidQuery, level: Int, rows: Range<Int>, into scores: UnsafeMutablePointer<Double>
    ) {
        query.bestScores(
            level: level,
            of: ck_level_rows(
                bytes: levelBytes(level, row: rows.lowerBound), stride: levelStrides[level], count: rows.count),
            into: scores
        ) { (remainder(level: level, row: rows.lowerBound + $0), moments(rows.lowerBound + $0)) }
    }

    /// The bytes of a level of an image, and after them those of the images after it.
    private func levelBytes(_ level: Int, row: Int) -> UnsafePointer<UInt8> {
        // Not empty.
        (bytes.baseAddress! + levelStarts[level] + row * levelStrides[level]).assumingMemoryBound(to: UInt8.self)
    }
}
