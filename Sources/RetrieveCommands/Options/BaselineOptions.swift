import ArgumentParser
import Embeddings
import Evaluation
import Files
import Imaging
import Metrics
import Search
import SystemPackage
import VectorStores

/// The search options that a baseline records; nil where they are not on the command line.
struct BaselineOptions: ParsableArguments {
    @Option(
        name: [.customShort("g"), .long, .customLong("train")],
        help: ArgumentHelp("The folder to search, with all folders below it.", valueName: "dir"), completion: .directory)
    var gallery: String?

    @Option(name: .shortAndLong, help: "How images are compared. (default: l1 for pixels, cosine for clip)")
    var metric: Metric?

    @OptionGroup var features: FeatureOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var storeSearch: StoreSearchOptions
    @OptionGroup var added: TermOptions

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

    /// Fails where something was given that has no meaning for features of this kind.
    func check(_ kind: Features, hasTexts: Bool) throws(CommandFailure) {
        let texts = (hasTexts ? ["--text"] : []) + added.given
        let conflict =
            features.conflict(kind, size: size, resample: resample, texts: texts) ?? store.conflict(kind, metric: metric)
        if let conflict { throw CommandFailure(.usage, conflict) }
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
        options.store = compared.features == .clip ? recordableStore(options.store) : nil
        options.terms = compared.features == .clip ? try recordableTerms(options.terms, from: folder) : []
        return options
    }

    /// The store of the command line, else the one that is recorded.
    func recordableStore(_ recorded: Baseline.Store?) -> Baseline.Store? {
        let name = store.store.map(\.description) ?? recorded?.name ?? StoreAddress.flat.description
        guard let kind = try? StoreAddress(name).kind else { return Baseline.Store(name: name, ef: nil) }
        if kind.isExact { return nil }
        let ef = kind.hasCandidates ? storeSearch.ef ?? recorded?.ef ?? storeSearch.candidates : nil
        return Baseline.Store(name: name, ef: ef)
    }

    /// What is recorded, with --add and --subtract in the place of what is added and taken off where they are given.
    private func recordableTerms(
        _ recorded: [Baseline.Term], from folder: FilePath
    ) throws(CommandFailure) -> [Baseline.Term] {
        let kept = recorded.filter { ($0.weight > 0 ? added.add : added.subtract).isEmpty }
        let given = try added.terms.map { term throws(CommandFailure) in
            switch term.operand {
            case .image(let path):
                Baseline.Term(try recordablePath(path, from: folder), isText: false, weight: term.weight)
            case .text(let text): Baseline.Term(text, isText: true, weight: term.weight)
            }
        }
        return (kept + given).filter { $0.weight > 0 } + (kept + given).filter { $0.weight < 0 }
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
