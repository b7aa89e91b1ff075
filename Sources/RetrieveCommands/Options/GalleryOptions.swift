import ArgumentParser
import Search
import SystemPackage

/// Options that choose the gallery and its index.
struct GalleryOptions: ParsableArguments {
    @Option(
        name: [.customShort("g"), .long, .customLong("train")],
        help: ArgumentHelp(
            "The folder to search, including its subfolders. (default: \(SearchRequest.standardGallery))", valueName: "dir"),
        completion: .directory)
    var gallery: String?

    @OptionGroup var selection: SelectionOptions

    var folder: FilePath? { gallery.map { FilePath($0) } }
}

/// Whether and how an index is used.
struct IndexOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The index to use. May be repeated, for indexes of parts of the gallery. (default: .retrieve in the gallery, if it exists)",
            valueName: "dir"), completion: .directory)
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

    var choice: GalleryRequest.Index {
        noIndex ? .none : index.isEmpty ? .inGallery : .at(index.map { FilePath($0) })
    }
}
