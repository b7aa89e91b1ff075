internal import CXXHash

/// One of several parts that a gallery is divided into by a hash of each image's path below it.
///
/// Every image is in exactly one of `count` shards, whatever else is in the gallery: so shards can be told apart anywhere, in any
/// order, and without a list of the images.
public struct GalleryShard: Sendable, Hashable {
    /// Large enough for a billion images in shards of a thousand.
    package static let largestCount = 1 << 20

    /// The number of the shard, from 1 to `count`.
    public let number: Int
    public let count: Int

    /// Nil unless `number` is one of 1 … `count`, and `count` no more than `largestCount`.
    package init?(number: Int, of count: Int) {
        guard (1...Self.largestCount).contains(count), (1...count).contains(number) else { return nil }
        self.number = number
        self.count = count
    }

    /// Whether the image at `path` below the gallery belongs to it: the first 64 bits of XXH3 of the path's bytes, modulo the count.
    package func holds(_ path: [UInt8]) -> Bool {
        count == 1 || Int(xxh3_64(path, path.count, 0) % UInt64(count)) == number - 1
    }
}

/// The shard in the form `3/8`.
extension GalleryShard: CustomStringConvertible {
    public var description: String { "\(number)/\(count)" }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else { return nil }
        self.init(number: number, of: count)
    }
}
