package import Kernels
import Metrics
import Synchronization

#if _endian(big)
#error("embeddings are used as they are stored, which is little-endian")
#endif

extension SegmentLayout {
    /// Embeddings that are checked together.
    static let embeddingBlock = 64

    var embeddingBlockCount: Int {
        guard case .embeddings = contents else { return 0 }
        return (imageCount + Self.embeddingBlock - 1) / Self.embeddingBlock
    }

    /// The rows of a block.
    func embeddingBlock(_ number: Int) -> Range<Int> {
        number * Self.embeddingBlock..<min((number + 1) * Self.embeddingBlock, imageCount)
    }
}

/// Embeddings are looked at by every search, all of them. So they are checked block by block when they are first looked at,
/// and trusted for as long as the segment is open.
extension Segment {
    /// Embeddings that are checked together: rows from one multiple of this up to the next.
    package static var embeddingBlock: Int { SegmentLayout.embeddingBlock }

    /// Calls `body` with the embeddings of `rows`, one after the other, and their norms.
    package func withEmbeddings<Result>(
        _ rows: Range<Int>, kernels: Kernels,
        _ body: (_ numbers: UnsafeBufferPointer<Float>, _ norms: UnsafeBufferPointer<Double>) -> Result
    ) throws(IndexError) -> Result {
        precondition(!rows.isEmpty)
        try checkBlocks(of: rows, kernels: kernels)
        return withSamples(of: rows) { bytes in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.count) { norms in
                for (place, row) in rows.enumerated() { norms.initializeElement(at: place, to: norm(row)) }
                return body(bytes.assumingMemoryBound(to: Float.self), UnsafeBufferPointer(norms))
            }
        }
    }

    /// Calls `body` with the embedding of one row, and its norm. Others beside it are not looked at.
    package func withEmbedding<Result>(
        _ row: Int, kernels: Kernels, _ body: (_ numbers: UnsafeBufferPointer<Float>, _ norm: Double) -> Result
    ) throws(IndexError) -> Result {
        let isKnown = soundBlocks.withLock { $0[row / Self.embeddingBlock] }
        return try withSamples(of: row..<row + 1) { bytes throws(IndexError) in
            let numbers = bytes.assumingMemoryBound(to: Float.self)
            if !isKnown {
                try check(row, bytes)
                try check(row..<row + 1, norms: embeddingNorms(of: numbers, dimension: numbers.count, kernels: kernels))
            }
            return body(numbers, norm(row))
        }
    }

    /// Everything that is stored of an embedding.
    func embedding(_ row: Int) throws(IndexError) -> StoredEmbedding {
        try withEmbedding(row, kernels: .scalar) { StoredEmbedding(numbers: Array($0), norm: $1) }
    }

    private func checkBlocks(of rows: Range<Int>, kernels: Kernels) throws(IndexError) {
        for block in rows.lowerBound / Self.embeddingBlock...(rows.upperBound - 1) / Self.embeddingBlock {
            if soundBlocks.withLock({ $0[block] }) { continue }
            try checkBlock(block, kernels: kernels)
            soundBlocks.withLock { $0[block] = true }
        }
    }

    /// Expects every embedding of a block to match its checksum, and to have the norm that is stored, which is a number.
    private func checkBlock(_ block: Int, kernels: Kernels) throws(IndexError) {
        let rows = layout.embeddingBlock(block)
        try withSamples(of: rows) { bytes throws(IndexError) in
            for row in rows {
                let start = (row - rows.lowerBound) * layout.sampleStride
                try check(row, UnsafeRawBufferPointer(rebasing: bytes[start..<start + layout.sampleStride]))
            }
            let numbers = bytes.assumingMemoryBound(to: Float.self)
            try check(rows, norms: embeddingNorms(of: numbers, dimension: numbers.count / rows.count, kernels: kernels))
        }
    }

    private func check(_ rows: Range<Int>, norms: [Double]) throws(IndexError) {
        guard zip(rows, norms).allSatisfy({ norm($0) == $1 }) else {
            throw IndexError(.damaged("an embedding does not have the norm that is stored"), path)
        }
    }

    private func check(_ row: Int, _ bytes: UnsafeRawBufferPointer) throws(IndexError) {
        guard checksum(bytes, seed: SegmentLayout.seed(segment: identifier, level: 0, row: row)) == sampleChecksum(row) else {
            throw IndexError(.damaged("an embedding does not match its checksum"), path)
        }
    }
}
