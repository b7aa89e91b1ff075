public import ArgumentParser
import Files
public import Gallery
public import Imaging
public import Metrics
public import Reports
import Workers

/// Where to search.
struct GalleryOptions: ParsableArguments {
    static let standardGallery = "data/train"

    @Option(
        name: [.customShort("g"), .long, .customLong("train")],
        help: ArgumentHelp("The folder to search, with all folders below it.", valueName: "dir"), completion: .directory)
    var gallery = Self.standardGallery
}

/// Which images of the gallery are hits.
struct MatchOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How images are compared. (default: l1 for pixels, cosine for clip)")
    var metric: Metric?

    @Option(
        name: [.customShort("k"), .long], parsing: .unconditional,
        help: ArgumentHelp("Hits a query; 0 for all.", valueName: "n"))
    var top = 5

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Keep only hits at least this good: scores up to it for distances, from it for similarities.", valueName: "score"))
    var threshold: Double?

    @Flag(help: "Leave the query file itself out of its hits.")
    var excludeQuery = false

    func validate() throws {
        guard top >= 0 else { throw ValidationError("--top must be 0 (all hits) or more.") }
        if let threshold, threshold.isNaN { throw ValidationError("--threshold must be a number.") }
    }

    /// The most hits a query; nil for all.
    var limit: Int? { top == 0 ? nil : top }
}

/// Whether and how an index is used.
struct IndexOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The index to use. (default: .retrieve in the gallery, if it is there)", valueName: "dir"),
        completion: .directory)
    var index: String?

    @Flag(help: "Use no index.")
    var noIndex = false

    @Flag(help: "Take the index at its word: do not look for files that were added, changed or removed since.")
    var trustIndex = false

    @Flag(help: "Tell how much of the index was needed.")
    var verbose = false

    /// The names of those that were given and ask for an index.
    var given: [String] {
        [("--index", index != nil), ("--trust-index", trustIndex), ("--verbose", verbose)].filter(\.1).map(\.0)
    }

    func validate() throws {
        guard !noIndex || (index == nil && !trustIndex) else {
            throw ValidationError("--no-index goes with neither --index nor --trust-index.")
        }
    }
}

/// How images are read.
struct PixelOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The common size that pixels are compared at. (default: 448x448)", valueName: "WxH"))
    var size: PixelSize?

    @Option(help: "How images are resized to that size. (default: bicubic)")
    var resample: ResampleFilter?

    @Option(help: "Whether the EXIF orientation of photographs is applied.")
    var orientation = OrientationHandling.exif

    @Option(help: ArgumentHelp("Refuse images of more pixels than this many millions.", valueName: "n"))
    var maxMegapixels = 179

    func validate() throws {
        guard maxMegapixels > 0 else { throw ValidationError("--max-megapixels must be at least 1.") }
        guard (reading.size.pixelCount - 1) / 1_000_000 < maxMegapixels else {
            throw ValidationError("--size \(reading.size) is more than the \(maxMegapixels) megapixels of --max-megapixels.")
        }
    }

    var reading: PixelReader.Options {
        let standard = PixelReader.Options()
        return PixelReader.Options(
            size: size ?? standard.size, filter: resample ?? standard.filter, appliesOrientation: orientation == .exif,
            maximumMegapixels: maxMegapixels)
    }
}

/// What is printed, and how.
struct OutputOptions: ParsableArguments {
    @Option(help: "How results are printed.")
    var format = SearchReport.Format.text

    @Flag(
        name: [.customShort("0"), .customLong("null")],
        help: "End each path with NUL instead of a line feed, and expect that of paths read from standard input.")
    var null = false
}

/// How the work is done.
struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many threads work at once. (default: one for each processor)", valueName: "n"))
    var threads: Int?

    @Option(help: "Whether a progress bar is shown once work takes over a second.")
    var progress = ProgressBar.Mode.auto

    @Flag(name: .shortAndLong, help: "Say nothing of skipped images, and show no progress bar.")
    var quiet = false

    @Flag(help: "Fail when an image of the gallery cannot be read, instead of skipping it.")
    var strict = false

    func validate() throws {
        guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be between 1 and 1024.") }
    }

    var threadCount: Int { threads ?? availableProcessors }
    var progressMode: ProgressBar.Mode { quiet ? .never : progress }
}

enum OrientationHandling: String, CaseIterable {
    case exif, ignore
}

extension PixelSize: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { description }
}

extension Metric: ExpressibleByArgument {}
extension ResampleFilter: ExpressibleByArgument {}
extension SearchReport.Format: ExpressibleByArgument {}
extension EvaluationReport.Format: ExpressibleByArgument {}
extension OrientationHandling: ExpressibleByArgument {}
extension ProgressBar.Mode: ExpressibleByArgument {}
