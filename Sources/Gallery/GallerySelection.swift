/// The selection of the image files below a folder that take part.
package struct GallerySelection: Sendable, Equatable {
    /// The selection of all images except those with hidden names.
    package static let standard = GallerySelection()

    /// Patterns of which a file, or a folder above it, must match one; there are none where all are wanted.
    package let includes: [String]
    /// Patterns of files and folders that are left out, whatever else is said.
    package let excludes: [String]
    /// Whether names that begin with a dot take part, folders and files alike.
    package let includesHidden: Bool
    /// The part that is taken; nil for the whole.
    package var shard: GalleryShard?
    private let paths: PathSelection
    private let hasPatterns: Bool

    package init(
        including includes: [String] = [], excluding excludes: [String] = [], includesHidden: Bool = false,
        shard: GalleryShard? = nil
    ) {
        self.shard = shard
        self.includes = includes
        self.excludes = excludes
        self.includesHidden = includesHidden
        paths = PathSelection(including: includes, excluding: excludes)
        hasPatterns = !includes.isEmpty || !excludes.isEmpty
    }

    package var isStandard: Bool { self == .standard }

    /// Whether images may be left out, by patterns or as those of other shards.
    package var isPart: Bool { hasPatterns || shard != nil }

    /// Whether the file at `path` below the folder takes part, no folder above it known to.
    package func takesFile(_ path: [UInt8]) -> Bool { path.withUnsafeBytes(takesFile) }

    package func takesFile(_ path: UnsafeRawBufferPointer) -> Bool {
        if leavesOutAsHidden(path) { return false }
        return (!hasPatterns || paths.takesFile(Array(path))) && (shard?.holds(Array(path)) ?? true)
    }

    /// Whether a name may begin with `byte`: names of hidden files begin with a dot.
    func takesName(beginningWith byte: UInt8) -> Bool { includesHidden || byte != UInt8(ascii: ".") }

    /// Whether the patterns, and the shard, want the file `folder` + `name`.
    func wantsFile(_ folder: [UInt8], _ name: UnsafeRawBufferPointer) -> Bool {
        guard hasPatterns || shard != nil else { return true }
        let path = folder + name
        return (!hasPatterns || paths.takesFile(path)) && (shard?.holds(path) ?? true)
    }

    /// Whether the patterns want anything in the folder `folder` + `name`, in an entered folder.
    func wantsFolder(_ folder: [UInt8], _ name: UnsafeRawBufferPointer) -> Bool {
        excludes.isEmpty || paths.entersFolder(folder + name)
    }

    private func leavesOutAsHidden(_ path: UnsafeRawBufferPointer) -> Bool {
        guard !includesHidden else { return false }
        var previous = UInt8(ascii: "/")
        for byte in path {
            if byte == UInt8(ascii: "."), previous == UInt8(ascii: "/") { return true }
            previous = byte
        }
        return false
    }
}
