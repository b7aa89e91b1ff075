internal import CXXHash
import Workers

extension CLIPModelFolder {
    /// Tells this model from every other: XXH3 of 128 bits over the configuration and all the weights.
    ///
    /// All of them, as a part would not do: models are fine-tuned in one layer alone, and share the rest. On several threads
    /// that takes a fraction of the time in which the weights are read. The pieces that threads take are hashed by
    /// themselves, and then their hashes; so the result does not depend on `threads`.
    package func digest(threads: Int) -> [UInt8] {
        let pieces = tensors.files.flatMap { file in file.pieces(of: 16 << 20).map { (file, $0) } }
        let queue = WorkQueue(count: pieces.count)
        let found = withWorkers(min(threads, max(1, pieces.count))) { _ in
            var hashes: [(piece: Int, hash: [UInt8])] = []
            while let piece = queue.take()?.first {
                hashes.append((piece, pieces[piece].0.withBytes(in: pieces[piece].1) { hash($0) }))
            }
            return hashes
        }
        let config = configBytes.withUnsafeBytes { hash($0) }
        let all = config + found.joined().sorted { $0.piece < $1.piece }.flatMap(\.hash)
        return all.withUnsafeBytes { hash($0) }
    }
}

/// Sixteen bytes, the most significant first.
private func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let hash = XXH3_128bits(bytes.baseAddress, bytes.count)
    return [hash.high64, hash.low64].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
}
