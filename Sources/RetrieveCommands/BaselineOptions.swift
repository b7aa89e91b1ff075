import ArgumentParser
import Evaluation
import Files
import Imaging
import Metrics
import Search
import SystemPackage

/// The search options that a baseline records; nil where they are not on the command line.
struct BaselineOptions: ParsableArguments {
    @Option(
        name: [.customShort("g"), .long, .customLong("train")],
        help: ArgumentHelp("The folder to search, with all folders below it.", valueName: "dir"), completion: .directory)
    var gallery: String?

    @Option(name: .shortAndLong, help: "How images are compared.")
    var metric: Metric?

    @Option(
        name: [.customShort("k"), .long], parsing: .unconditional,
        help: ArgumentHelp("Hits a query; 0 for all.", valueName: "n"))
    var top: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Keep only hits at least this good.", valueName: "score"))
    var threshold: Double?

    @Flag(inversion: .prefixedNo, help: "Leave the query file itself out of its hits.")
    var excludeQuery: Bool?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The common size that images are resized to.", valueName: "WxH"))
    var size: PixelSize?

    @Option(help: "How images are resized.")
    var resample: ResampleFilter?

    @Option(help: "Whether the EXIF orientation of photographs is applied.")
    var orientation: OrientationHandling?

    func validate() throws {
        guard top ?? 0 >= 0 else { throw ValidationError("--top must be 0 (all hits) or more.") }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold must be a number.") }
    }

    /// `recorded`, or the defaults of a search, with what is given here in their place.
    ///
    /// - Parameter folder: What paths are recorded relative to.
    func applied(to recorded: Baseline.Options?, folder: FilePath) throws(CommandFailure) -> Baseline.Options {
        var options = recorded ?? Self.standard
        if gallery != nil || recorded == nil {
            options.gallery = try recordablePath(FilePath(gallery ?? options.gallery), from: folder)
        }
        options.metric = metric ?? options.metric
        options.size = size ?? options.size
        options.filter = resample ?? options.filter
        options.appliesOrientation = orientation.map { $0 == .exif } ?? options.appliesOrientation
        options.top = top ?? options.top
        options.threshold = threshold ?? options.threshold
        options.excludesQuery = excludeQuery ?? options.excludesQuery
        return options
    }

    /// Those of a search without options.
    private static var standard: Baseline.Options {
        let search = PixelSearch.Options()
        return Baseline.Options(
            gallery: GalleryOptions.standardGallery, metric: search.metric, size: search.reading.size,
            filter: search.reading.filter, appliesOrientation: search.reading.appliesOrientation, top: search.limit ?? 0,
            threshold: search.threshold, excludesQuery: search.excludesQuery)
    }

    /// What is given here otherwise than in `recorded`.
    func changes(from recorded: Baseline.Options, folder: FilePath) throws(CommandFailure) -> [BaselineComparison.Change] {
        let given = try applied(to: recorded, folder: folder)
        let pairs = [
            ("gallery", recorded.gallery, given.gallery), ("metric", recorded.metric.rawValue, given.metric.rawValue),
            ("size", "\(recorded.size)", "\(given.size)"), ("resample", recorded.filter.rawValue, given.filter.rawValue),
            ("orientation", name(recorded.appliesOrientation), name(given.appliesOrientation)),
            ("top", "\(recorded.top)", "\(given.top)"),
            ("threshold", recorded.threshold.map { "\($0)" } ?? "none", given.threshold.map { "\($0)" } ?? "none"),
            ("exclude-query", recorded.excludesQuery ? "on" : "off", given.excludesQuery ? "on" : "off"),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { .option(name: $0.0, recorded: $0.1, given: $0.2) }
    }

    private func name(_ appliesOrientation: Bool) -> String {
        (appliesOrientation ? OrientationHandling.exif : .ignore).rawValue
    }
}

/// How `path` is written in a baseline in `folder`.
func recordablePath(_ path: FilePath, from folder: FilePath) throws(CommandFailure) -> String {
    let relative: FilePath
    do throws(Errno) {
        relative = try path.relative(to: folder)
    } catch .noSuchFileOrDirectory {
        throw CommandFailure(.trouble, "cannot record \(path): there is no such file or folder")
    } catch {
        throw CommandFailure(.trouble, "cannot record \(path) (\(error))")
    }
    if let text = String(validating: relative) { return text }
    throw CommandFailure(.trouble, "cannot record \(path): its name is not UTF-8, which JSON needs; rename it")
}
