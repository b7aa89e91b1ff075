import ArgumentParser
import Search
import SystemPackage

/// Options that choose the gallery and its index.
struct GalleryOptions: ParsableArguments {
    @Option(
        name: [.customShort("g", allowingJoined: true), .long, .customLong("train")],
        help: ArgumentHelp(
            "A folder to search, including its subfolders. May be repeated: all are searched as one, each image once. (default: \(SearchRequest.standardGallery))",
            valueName: "dir"),
        completion: .directory)
    var gallery: [String] = []

    @OptionGroup var selection: SelectionOptions

    /// The galleries that were given, else those that were recorded.
    func galleries(over recorded: [GalleryRequest] = [GalleryRequest()], _ index: IndexOptions) throws -> [GalleryRequest] {
        let selection = selection.selection(over: recorded[0].selection)
        let folders = gallery.isEmpty ? recorded.map(\.folder) : gallery.map { FilePath($0) }
        return try index.galleries(folders.map { GalleryRequest(folder: $0, selection: selection) })
    }
}

/// Whether and how an index is used.
struct IndexOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The index to use; for several galleries, one for each, in their order. May be repeated for one gallery, for indexes of parts of it. (default: .retrieve in the gallery, if it exists)",
            valueName: "dir"),
        completion: .directory)
    var index: [String] = []

    @Flag(help: "Do not use an index.")
    var noIndex = false

    @Flag(help: "Trust the index: do not check for files that were added, changed or removed since it was made.")
    var trustIndex = false

    @Flag(help: "Report how much of the index was read.")
    var verbose = false

    /// The names of those that were given and ask for an index.
    var given: [String] {
        [("--index", !index.isEmpty), ("--trust-index", trustIndex), ("--verbose", verbose)].filter(\.1).map(\.0)
    }

    func validate() throws {
        guard !noIndex || (index.isEmpty && !trustIndex) else {
            throw ValidationError("--no-index goes with neither --index nor --trust-index.")
        }
    }

    /// `galleries`, each with what was said of its index: all indexes for a single gallery, else one for each.
    func galleries(_ galleries: [GalleryRequest]) throws -> [GalleryRequest] {
        guard galleries.count == 1 || index.isEmpty || index.count == galleries.count else {
            throw ValidationError(
                "--index is given \(index.count == 1 ? "once" : "\(index.count) times") for \(galleries.count) galleries; give one for each gallery, in their order, or none."
            )
        }
        let folders = index.map { FilePath($0) }
        return galleries.enumerated().map { number, gallery in
            var gallery = gallery
            gallery.index =
                noIndex ? .none : folders.isEmpty ? .inGallery : .at(galleries.count == 1 ? folders : [folders[number]])
            gallery.trustsIndex = trustIndex
            return gallery
        }
    }
}
