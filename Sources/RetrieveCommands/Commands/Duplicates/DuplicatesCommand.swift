import ArgumentParser
import Duplicates
import FeatureIndex
import Files
import Imaging
import Metrics
import Reports
import Search
import SystemPackage

/// `retrieve duplicates`: groups of images that are the same picture.
struct DuplicatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Find all groups of images that show the same picture, and clean them up.",
        usage: "retrieve duplicates [<folder> ...] [options]",
        discussion: Self.help)

    @Argument(
        help: ArgumentHelp("Folders to search, with all folders below them. (default: the current one)", valueName: "folder"),
        completion: .directory)
    var folders: [String] = []

    @OptionGroup(title: "Gallery options") var selection: SelectionOptions
    @OptionGroup(title: "Comparing options") var sameness: SamenessOptions
    @OptionGroup(title: "Keeping options") var keeping: KeepingOptions
    @OptionGroup(title: "Index options") var index: DuplicateIndexOptions
    @OptionGroup(title: "Image options") var images: ReadingOptions
    @OptionGroup(title: "Output options") var output: OutputOptions

    @Flag(help: "Print pairs with their scores instead of groups.")
    var pairs = false

    @Option(
        help: ArgumentHelp("Also draw groups side by side to a .png, .pdf or .svg file.", valueName: "file"),
        completion: .file(extensions: Figure.Format.allCases.map(\.rawValue)))
    var figure: String?

    @Option(
        help: ArgumentHelp("Also write an HTML page to review groups side by side.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @Flag(help: "Exit with status 1 if there are duplicates.")
    var failIfFound = false

    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        if index.index != nil, max(1, folders.count) + keeping.reference.count > 1 {
            throw ValidationError("--index goes with one folder; where there are several, each uses its own.")
        }
        if pairs, output.format == .paths { throw ValidationError("--pairs goes with --format text, json or csv.") }
        if pairs, html != nil || figure != nil || keeping.action != .list {
            throw ValidationError("--pairs only prints; leave out --figure, --html and --action.")
        }
        try PictureOptions.check(figure: figure, html: html)
    }

    func run() throws {
        let surroundings = DuplicateSurroundings(execution)
        let request = try self.request(surroundings)
        try keeping.refuseTarget(in: request)
        let pictures = PictureFiles(
            options: PictureFiles.Names(figure: figure, html: html), pictures: try self.pictures(surroundings),
            execution: execution)
        try pictures.check()
        let result = try surroundings.find(request)
        surroundings.tell(result, indexOptions: sameness.indexOptions)
        try writeResults(
            DuplicateReport(result, scored: sameness.scored, tellsPairs: pairs)
                .rendered(
                    as: output.format, endsWithNull: output.null, isForTerminal: StandardStreams.resultsAreShown))
        try pictures.write(result, scored: sameness.scored)
        if let action = keeping.chosenAction, result.surplusCount > 0 {
            try DuplicateCleaning(action: action, keeping: keeping, surroundings: surroundings).run(result, request)
        }
        if execution.strict, !result.skipped.isEmpty {
            throw CommandFailure(
                .trouble, "\(counted(result.skipped.count, "image")) could not be read, and --strict was given")
        }
        if failIfFound, !result.groups.isEmpty {
            throw CommandFailure(.negative, "found \(counted(result.groups.count, "group")) of duplicates")
        }
    }

    private func pictures(_ surroundings: DuplicateSurroundings) throws(CommandFailure) -> PictureLoader {
        PictureLoader(
            reading: PixelReader.Options(
                appliesOrientation: images.appliesOrientation ?? true,
                maximumMegapixels: images.maxMegapixels ?? PixelReader.Options.standardMegapixels, background: images.background
            ),
            threads: surroundings.threads, kernels: try surroundings.kernels())
    }

    private func request(_ surroundings: DuplicateSurroundings) throws -> DuplicateRequest {
        let folders = folders.isEmpty ? ["."] : folders
        let all = (folders + keeping.reference).map { FilePath($0) }
        let level = try sameness.level {
            try surroundings.embedding(ModelRequest(sameness.model, images), for: index.gallery(all[0]))
        }
        return DuplicateRequest(
            folders: folders.map { FilePath($0) }, references: keeping.reference.map { FilePath($0) },
            selection: selection.selection(), level: level,
            isAcross: keeping.across, keep: keeping.keep.isEmpty ? [.largest] : keeping.keep,
            appliesOrientation: images.appliesOrientation ?? true,
            maximumMegapixels: images.maxMegapixels ?? PixelReader.Options.standardMegapixels, background: images.background,
            indices: index.indices(of: all), threads: surroundings.threads, kernels: try surroundings.kernels())
    }
}

/// Whether and which indices are used.
struct DuplicateIndexOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The index to use. (default: .retrieve in each folder, if it exists)", valueName: "dir"),
        completion: .directory)
    var index: String?

    @Flag(help: "Do not use an index.")
    var noIndex = false

    func validate() throws {
        guard !noIndex || index == nil else { throw ValidationError("--no-index does not go with --index.") }
    }

    func gallery(_ folder: FilePath) -> GalleryRequest {
        GalleryRequest(folder: folder, index: noIndex ? .none : index.map { .at([FilePath($0)]) } ?? .inGallery)
    }

    func indices(of folders: [FilePath]) -> [FilePath?] {
        if noIndex { return [] }
        if let index { return [FilePath(index)] }
        return folders.map { folder in
            let path = IndexFolder.standard(for: folder)
            return (try? FileStatus(of: path.appending("manifest"))) == nil ? nil : path
        }
    }
}
