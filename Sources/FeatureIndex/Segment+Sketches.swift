import Synchronization

extension SegmentLayout {
    /// What the checksum of a block's codes is seeded with.
    func codeSeed(segment: UInt64, block: Int) -> UInt64 {
        Self.seed(segment: segment, level: levels.count + 1, row: block * Self.embeddingBlock)
    }
}

/// Codes of sketches are checked block by block when they are first looked at, as embeddings are.
extension Segment {
    package var hasSketches: Bool { layout.hasSketches }

    /// What its sketches are relative to.
    package var sketchCentre: [Float] {
        withBytes(in: layout.sketchCentre) { Array($0.assumingMemoryBound(to: Float.self)) }
    }

    /// Calls `body` with the codes of `rows`, `SketchQueries.stride` bytes each, and what else is known of them.
    package func withSketches<Result>(
        _ rows: Range<Int>,
        _ body: (_ codes: UnsafePointer<UInt8>, _ facts: UnsafeBufferPointer<SketchFacts>) throws(IndexError) -> Result
    ) throws(IndexError) -> Result {
        precondition(hasSketches && !rows.isEmpty)
        for block in rows.lowerBound / Self.embeddingBlock...(rows.upperBound - 1) / Self.embeddingBlock {
            try checkCodes(block)
        }
        return try withBytes(in: codes(of: rows)) { codes throws(IndexError) in
            let start = layout.sketchRows.lowerBound
            return try withBytes(
                in: start + rows.lowerBound * SketchFacts.size..<start + rows.upperBound * SketchFacts.size
            ) { facts throws(IndexError) in
                // There are rows.
                try body(
                    codes.assumingMemoryBound(to: UInt8.self).baseAddress!, facts.assumingMemoryBound(to: SketchFacts.self))
            }
        }
    }

    /// Expects all codes to match their checksums.
    func checkCodes() throws(IndexError) {
        guard hasSketches else { return }
        for block in 0..<layout.embeddingBlockCount { try checkCodes(block) }
    }

    private func checkCodes(_ block: Int) throws(IndexError) {
        if soundCodeBlocks.withLock({ $0[block] }) { return }
        let offset = layout.sketchChecksums.lowerBound + block * MemoryLayout<UInt64>.stride
        let expected = withBytes(in: offset..<offset + MemoryLayout<UInt64>.stride, isTouch: false) {
            $0.load(as: UInt64.self)
        }
        let found = withBytes(in: codes(of: layout.embeddingBlock(block)), isTouch: false) {
            checksum($0, seed: layout.codeSeed(segment: identifier, block: block))
        }
        guard found == expected else {
            throw IndexError(.damaged("sketches of embeddings do not match their checksum"), path)
        }
        soundCodeBlocks.withLock { $0[block] = true }
    }

    private func codes(of rows: Range<Int>) -> Range<Int> {
        let start = layout.codes.lowerBound
        return start + rows.lowerBound * layout.codeStride..<start + rows.upperBound * layout.codeStride
    }
}
