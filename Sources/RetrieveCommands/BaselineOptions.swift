import ArgumentParser
import Embeddings
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

    @Option(name: .shortAndLong, help: "How images are compared. (default: l1 for pixels, cosine for clip)")
    var metric: Metric?

    @OptionGroup var features: FeatureOptions

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

    /// What of images is compared: as given here, or as recorded, or as the queries ask for.
    func kind(_ recorded: Baseline.Options?, hasTexts: Bool) -> Features {
        features.features ?? recorded?.compared.features ?? features.kind(hasTexts: hasTexts)
    }

    /// `recorded`, or the defaults of a search, with what is given here in their place.
    ///
    /// - Parameters:
    ///   - model: The model that embeds images, where one does.
    ///   - folder: What paths are recorded relative to.
    func applied(
        to recorded: Baseline.Options?, model: Baseline.Model?, folder: FilePath
    ) throws(CommandFailure) -> Baseline.Options {
        var options = recorded ?? Self.standard
        let compared = compared(options, model)
        // A metric that was recorded for other features says nothing.
        if compared.features != options.compared.features { options.metric = compared.features.standardMetric }
        options.compared = compared
        if gallery != nil || recorded == nil {
            options.gallery = try recordablePath(FilePath(gallery ?? options.gallery), from: folder)
        }
        options.metric = metric ?? options.metric
        options.appliesOrientation = orientation.map { $0 == .exif } ?? options.appliesOrientation
        options.top = top ?? options.top
        options.threshold = threshold ?? options.threshold
        options.excludesQuery = excludeQuery ?? options.excludesQuery
        return options
    }

    private func compared(_ recorded: Baseline.Options, _ model: Baseline.Model?) -> Baseline.Compared {
        if let model { return .clip(model) }
        let standard = PixelSearch.Options().reading
        guard case .pixels(let recordedSize, let recordedFilter) = recorded.compared else {
            return .pixels(size: size ?? standard.size, filter: resample ?? standard.filter)
        }
        return .pixels(size: size ?? recordedSize, filter: resample ?? recordedFilter)
    }

    /// Those of a search without options.
    private static var standard: Baseline.Options {
        let search = PixelSearch.Options()
        return Baseline.Options(
            gallery: GalleryOptions.standardGallery, metric: search.metric,
            compared: .pixels(size: search.reading.size, filter: search.reading.filter),
            appliesOrientation: search.reading.appliesOrientation, top: search.limit ?? 0,
            threshold: search.threshold, excludesQuery: search.excludesQuery)
    }

    /// What is given here otherwise than in `recorded`.
    func changes(
        from recorded: Baseline.Options, model: Baseline.Model?, folder: FilePath
    ) throws(CommandFailure) -> [BaselineComparison.Change] {
        let given = try applied(to: recorded, model: model, folder: folder)
        let first: [(String, String, String)] = [
            ("gallery", recorded.gallery, given.gallery),
            (
                "features", recorded.compared.features.rawValue,
                (features.features ?? given.compared.features).rawValue
            ),
            ("metric", recorded.metric.rawValue, given.metric.rawValue),
        ]
        let second: [(String, String, String)] = [
            ("orientation", name(recorded.appliesOrientation), name(given.appliesOrientation)),
            ("top", "\(recorded.top)", "\(given.top)"),
            ("threshold", recorded.threshold.map { "\($0)" } ?? "none", given.threshold.map { "\($0)" } ?? "none"),
            ("exclude-query", recorded.excludesQuery ? "on" : "off", given.excludesQuery ? "on" : "off"),
        ]
        let pairs = first + changes(from: recorded.compared, to: given.compared) + second
        return pairs.filter { $0.1 != $0.2 }.map { .option(name: $0.0, recorded: $0.1, given: $0.2) }
    }

    private func changes(
        from recorded: Baseline.Compared, to given: Baseline.Compared
    ) -> [(String, String, String)] {
        switch (recorded, given) {
        case (.pixels(let size, let filter), .pixels(let givenSize, let givenFilter)):
            [("size", "\(size)", "\(givenSize)"), ("resample", filter.rawValue, givenFilter.rawValue)]
        case (.clip(let model), .clip(let givenModel)):
            // A model that was copied elsewhere is the same.
            [
                ("precision", model.precision, givenModel.precision),
                model.digest == givenModel.digest
                    ? ("model", "", "") : ("model", model.summary, givenModel.summary),
            ]
        case (.pixels, .clip), (.clip, .pixels): []
        }
    }

    private func name(_ appliesOrientation: Bool) -> String {
        (appliesOrientation ? OrientationHandling.exif : .ignore).rawValue
    }
}

extension Baseline.Model {
    init(_ space: EmbeddingSpace) {
        let digits = space.digest.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        self.init(name: space.model, digest: digits.joined(), precision: space.precision)
    }

    /// As in `tiny-clip (3f2a90c1)`.
    fileprivate var summary: String { "\(name) (\(digest.prefix(8)))" }
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
