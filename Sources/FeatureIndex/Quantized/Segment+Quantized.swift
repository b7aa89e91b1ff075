import Synchronization

extension SegmentLayout {
    /// Returns the seed of the checksum of a block's codes.
    func codeSeed(segment: UInt64, block: Int) -> UInt64 {
        Self.seed(segment: segment, level: levels.count + 1, row: block * Self.embeddingBlock)
    }
}

/// Codes of quantised embeddings are checked block by block when they are first looked at, as embeddings are.
extension Segment {
    package var isQuantized: Bool { layout.isQuantized }

    /// The mean that its codes are relative to.
    package var quantizationCentre: [Float] {
        withBytes(in: layout.quantizationCentre) { Array($0.assumingMemoryBound(to: Float.self)) }
    }

    /// Calls `body` with the codes of `rows`, `QuantizedQueries.stride` bytes each, and what else is known of them.
    package func withCodes<Result>(
        _ rows: Range<Int>,
        _ body: (_ codes: UnsafePointer<UInt8>, _ facts: UnsafeBufferPointer<QuantizationParameters>) throws(IndexError) ->
            Result
    ) throws(IndexError) -> Result {
        precondition(isQuantized && !rows.isEmpty)
        for block in rows.lowerBound / Self.embeddingBlock...(rows.upperBound - 1) / Self.embeddingBlock {
            try checkCodes(block)
        }
        return try withBytes(in: codes(of: rows)) { codes throws(IndexError) in
            let start = layout.quantizationRows.lowerBound
            return try withBytes(
                in: start + rows.lowerBound * QuantizationParameters.size..<start + rows.upperBound
                    * QuantizationParameters.size
            ) { facts throws(IndexError) in
                // There are rows.
                try body(
                    codes.assumingMemoryBound(to: UInt8.self).baseAddress!,
                    facts.assumingMemoryBound(to: QuantizationParameters.self))
            }
        }
    }

    /// Expects all codes to match their checksums.
    func checkCodes() throws(IndexError) {
        guard isQuantized else { return }
        for block in 0..<layout.embeddingBlockCount { try checkCodes(block) }
    }

    private func checkCodes(_ block: Int) throws(IndexError) {
        if soundCodeBlocks.withLock({ $0[block] }) { return }
        let offset = layout.codeChecksums.lowerBound + block * MemoryLayout<UInt64>.stride
        let expected = withBytes(in: offset..<offset + MemoryLayout<UInt64>.stride, isTouch: false) {
            $0.load(as: UInt64.self)
        }
        let found = withBytes(in: codes(of: layout.embeddingBlock(block)), isTouch: false) {
            checksum($0, seed: layout.codeSeed(segment: identifier, block: block))
        }
        guard found == expected else {
            throw IndexError(.damaged("quantised embeddings do not match their checksum"), path)
        }
        soundCodeBlocks.withLock { $0[block] = true }
    }

    private func codes(of rows: Range<Int>) -> Range<Int> {
        let start = layout.codes.lowerBound
        return start + rows.lowerBound * layout.codeStride..<start + rows.upperBound * layout.codeStride
    }
}
