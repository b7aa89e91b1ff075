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
        let start = bytes.baseAddress! + levelRange(level, rows: row..<row + 1).lowerBound  // Not empty.
        try checkLevel(level, rows: row..<row + 1, bytes: start)
        return body(start.assumingMemoryBound(to: UInt8.self))
    }

    /// The place in the file of what a level has of some images.
    func levelRange(_ level: Int, rows: Range<Int>) -> Range<Int> {
        let (stride, first) = (levelStrides[level], levelStarts[level])
        return first + rows.lowerBound * stride..<first + rows.upperBound * stride
    }

    /// Expects `bytes`, which a level has of some images, to match their checksums.
    func checkLevel(_ level: Int, rows: Range<Int>, bytes: UnsafeRawPointer) throws(IndexError) {
        let stride = levelStrides[level]
        touch(rows.count * stride)
        var next = bytes
        for row in rows {
            let expected: UInt64 = integer(at: levelRow(level, row) + 32)
            let data = UnsafeRawBufferPointer(start: next, count: stride)
            guard checksum(data, seed: SegmentLayout.seed(segment: identifier, level: level, row: row)) == expected else {
                throw damagedFeatures
            }
            next += stride
        }
    }
}
