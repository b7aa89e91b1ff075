import ArgumentParser
import Gallery

extension GalleryShard {
    /// Reads what a user gives as a shard.
    @Sendable static func parse(_ text: String) throws -> GalleryShard {
        if let shard = GalleryShard(text) { return shard }
        throw ValidationError(
            "'\(text)' is no shard: write its number, from 1, and how many there are, as in 3/8; at most \(GalleryShard.largestCount)."
        )
    }
}
