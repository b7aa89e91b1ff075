internal import CXXHash
import Files
import SystemPackage
import Workers

extension CLIPModelFolder {
    /// Identifies this model: XXH3 of 128 bits over the configuration and all the weights.
    ///
    /// All of them, as a part would not do: models are fine-tuned in one layer alone, and share the rest. It is remembered as
    /// long as the files stay as they are, since reading all weights takes longer than embedding a text.
    ///
    /// - Parameters:
    ///   - worthKeeping: Bytes of weights from which on it is remembered.
    package func digest(threads: Int, cache: UserCache = UserCache(), worthKeeping: Int = 16 << 20) -> [UInt8] {
        let files = tensors.files
        guard tensors.byteCount >= worthKeeping, let place = cache.path("digest", of: path) else {
            return computedDigest(threads: threads)
        }
        let key = stamp
        if let kept = DigestRecord(place), kept.key == key { return kept.digest }
        // What is written while the weights are read must show afterwards.
        let areSettled = files.allSatisfy(\.status.isSettled)
        let digest = computedDigest(threads: threads)
        if areSettled, files.allSatisfy({ FileStamp($0.path) == FileStamp($0.status) }) {
            cache.write(DigestRecord(key: key, digest: digest).bytes, to: place)
        }
        return digest
    }

    /// Identifies the state of the files without reading the weights.
    private var stamp: [UInt8] {
        let stamps = tensors.files.flatMap { FileStamp($0.status).values }
        return hash(stamps.withUnsafeBytes { Array($0) } + configBytes)
    }

    /// Computes the digest. On several threads that takes a fraction of the time in which the weights are read. The pieces that
    /// threads take are hashed by themselves, and then their hashes; so the result does not depend on `threads`.
    private func computedDigest(threads: Int) -> [UInt8] {
        let pieces = tensors.files.flatMap { file in file.pieces(of: 16 << 20).map { (file, $0) } }
        let queue = WorkQueue(count: pieces.count)
        let found = withWorkers(min(threads, max(1, pieces.count))) { _ in
            var hashes: [(piece: Int, hash: [UInt8])] = []
            while let piece = queue.take()?.first {
                hashes.append((piece, pieces[piece].0.withBytes(in: pieces[piece].1) { hash($0) }))
            }
            return hashes
        }
        let config: [UInt8] = hash(configBytes)
        return hash(config + found.joined().sorted { $0.piece < $1.piece }.flatMap(\.hash))
    }
}

/// A digest that was computed before.
///
/// | bytes | what |
/// |---|---|
/// | 8 | magic, with the version |
/// | 16 | what the files were like: XXH3 of their stamps and of the configuration |
/// | 16 | the digest |
/// | 16 | XXH3 of all that goes before |
struct DigestRecord {
    private static let magic = Array("RDIGEST1".utf8)
    private static let hashSize = 16

    let key: [UInt8]
    let digest: [UInt8]

    init(key: [UInt8], digest: [UInt8]) {
        self.key = key
        self.digest = digest
    }

    /// Reads a remembered digest; nil where there is none that can be used.
    init?(_ path: FilePath) {
        let (size, start) = (Self.hashSize, Self.magic.count)
        let count = start + 3 * size
        guard let bytes = try? FileReader().withContents(of: path, limit: count, { Array($0) }), bytes.count == count,
            bytes.starts(with: Self.magic), hash(Array(bytes.dropLast(size))) == Array(bytes.suffix(size))
        else { return nil }
        key = Array(bytes[start..<start + size])
        digest = Array(bytes[start + size..<start + 2 * size])
    }

    var bytes: [UInt8] {
        let body = Self.magic + key + digest
        return body + hash(body)
    }
}

private func hash(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { hash($0) } }

/// Sixteen bytes, the most significant first.
private func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let hash = xxh3_128(bytes.baseAddress, bytes.count)
    return [hash.high64, hash.low64].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
}
