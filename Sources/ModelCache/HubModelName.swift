/// A model's name on a hub, as in `laion/CLIP-ViT-B-32-laion2B-s34B-b79K`.
package struct HubModelName: Hashable, Sendable, CustomStringConvertible {
    /// OpenCLIP's ViT-B-32 of `laion2b_s34b_b79k`.
    package static let standard = HubModelName(description: "laion/CLIP-ViT-B-32-laion2B-s34B-b79K")

    package let description: String

    private static let folderPrefix = "models--"

    private init(description: String) { self.description = description }

    /// Creates a name from `text`; nil unless it is a name, or an owner and a name with a slash between them.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy(Self.isPart), text.utf8.count <= 96 else { return nil }
        description = text
    }

    /// Creates the name of the model in `folder` of a cache; nil unless that holds a model.
    package init?(folder: String) {
        guard folder.hasPrefix(Self.folderPrefix) else { return nil }
        let parts = folder.dropFirst(Self.folderPrefix.count).split(separator: "--", maxSplits: 1)
        self.init(parts.joined(separator: "/"))
    }

    /// The folder that a cache keeps it in, as in `models--laion--CLIP-ViT-B-32-laion2B-s34B-b79K`.
    package var folder: String { Self.folderPrefix + description.split(separator: "/").joined(separator: "--") }

    /// The hub's own rule, which also keeps such names from leading out of the cache.
    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.first, let last = part.last, !"-.".contains(first), !"-.".contains(last) else { return false }
        return !part.contains("--") && !part.contains("..") && part.utf8.allSatisfy(isPlain)
    }
}

/// Whether a byte of a name has no meaning to file systems.
package func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
    default: false
    }
}
