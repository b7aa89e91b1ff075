import ArgumentParser
import Gallery
import Search
import VectorStores

/// Options that select images below a folder; nil where an option is not given, so that a recorded one can hold.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only use images whose path below the folder matches a pattern, in the syntax of .gitignore: '*.png' matches names, 'Lime/' a folder, 'a/**/b.jpg' paths. May be repeated; an image has to match one of the patterns.",
            valueName: "glob"), transform: pattern)
    var include: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out images and folders that match a pattern; such folders are not entered. May be repeated; a pattern that begins with '!' takes back what earlier ones leave out.",
            valueName: "glob"), transform: pattern)
    var exclude: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: "Include files and folders whose names begin with a dot. (default: --no-hidden)")
    var hidden: Bool?

    /// Returns the selection: each kind of pattern as given, else as recorded.
    func selection(over recorded: GallerySelection = .standard) -> GallerySelection {
        GallerySelection(
            including: include.isEmpty ? recorded.includes : include, excluding: exclude.isEmpty ? recorded.excludes : exclude,
            includesHidden: hidden ?? recorded.includesHidden)
    }
}

extension StoreAddress {
    /// Fails where such a store cannot be searched for `galleries`.
    func check(_ galleries: [GalleryRequest]) throws {
        guard galleries.count == 1 || kind.holdsSeveralGalleries else {
            throw ValidationError(
                "--store \(self) holds one gallery, and \(galleries.count) are to be searched; name one --gallery, or use --store flat or hnsw."
            )
        }
        try check(galleries[0].selection)
    }

    /// Fails where such a store cannot leave out what `selection` does.
    func check(_ selection: GallerySelection) throws {
        guard !selection.isStandard, kind.isFilled, !kind.needsIndex else { return }
        throw ValidationError(
            "--store \(self) answers from all that it holds, so --include, --exclude, --hidden and --shard cannot hold there; use --store flat or hnsw."
        )
    }
}

@Sendable private func pattern(_ text: String) throws -> String {
    if PathPattern(text) != nil { return text }
    throw ValidationError("'\(text)' is no pattern: it matches nothing; write one as in '*.png' or 'drafts/'.")
}
