import ArgumentParser
import Duplicates
import Imaging
import Metrics
import SystemPackage

/// What makes two files the same picture.
struct SamenessOptions: ParsableArguments {
    enum Same: String, CaseIterable, ExpressibleByArgument {
        case bytes, pixels
    }

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case pattern, pixels
    }

    @Option(help: "Only files that are equal: in all their bytes, or in all their pixels whatever the format.")
    var same: Same?

    @Flag(help: "Pictures that are alike by --features, --metric and --threshold. (default)")
    var similar = false

    @Option(help: "What of pictures is compared: pattern or pixels. (default: pattern)")
    var features: Kind?

    @Option(name: .shortAndLong, help: "How it is compared. (default: cosine for pattern, correlation for pixels)")
    var metric: Metric?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The worst score that still counts. (default: \(Self.patternThreshold) for pattern, \(Self.pixelThreshold) for pixels)",
            valueName: "score"))
    var threshold: Double?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The common size at which pixels are compared. (default: 32x32)", valueName: "WxH"))
    var size: PixelSize?

    @Option(help: "How images are resized to that size. (default: bicubic)")
    var resample: ResampleFilter?

    @Option(help: "Also find copies that were mirrored or turned: none, flips, rotations, all.")
    var transforms = Symmetry.Choice.none

    static let patternThreshold = 0.65
    static let pixelThreshold = 0.95

    private var given: [(String, Bool)] {
        [
            ("--similar", similar), ("--features", features != nil), ("--metric", metric != nil),
            ("--threshold", threshold != nil), ("--size", size != nil), ("--resample", resample != nil),
            ("--transforms", transforms != .none),
        ]
    }

    func validate() throws {
        if let same, let name = given.first(where: \.1)?.0 {
            throw ValidationError("--same \(same.rawValue) compares files in full; leave out \(name).")
        }
        if let threshold, threshold.isNaN { throw ValidationError("--threshold must be a number.") }
        if let metric, metric != standardMetric, threshold == nil {
            throw ValidationError("--metric \(metric.rawValue) has no default threshold; give --threshold.")
        }
        if !chosenMetric.prefersLarger, let threshold, threshold < 0 {
            throw ValidationError("--threshold must be 0 or more with --metric \(chosenMetric.rawValue).")
        }
        if features ?? .pattern == .pattern, size != nil || resample != nil {
            throw ValidationError("--size and --resample go with --features pixels.")
        }
        if !PixelPairs.canCompare(chosenSize, transforms) {
            throw ValidationError("--transforms \(transforms.rawValue) turns pictures, so --size must be a square.")
        }
    }

    private var standardMetric: Metric { features ?? .pattern == .pattern ? .cosine : .correlation }
    private var chosenMetric: Metric { metric ?? standardMetric }
    private var chosenSize: PixelSize { size ?? PixelSize(width: 32, height: 32) }

    var level: DuplicateRequest.Level {
        switch same {
        case .bytes: return .bytes
        case .pixels: return .pixels
        case nil:
            let isPattern = features ?? .pattern == .pattern
            return .similar(
                DuplicateRequest.Similarity(
                    features: isPattern ? .pattern : .pixels(chosenSize, resample ?? .bicubic),
                    closeness: Closeness(
                        metric: chosenMetric, threshold: threshold ?? (isPattern ? Self.patternThreshold : Self.pixelThreshold)),
                    symmetries: transforms))
        }
    }

    /// What scores are of; nil where files are equal.
    var scoredMetric: Metric? { same == nil ? chosenMetric : nil }
}

/// Which files stay, and what becomes of the others.
struct KeepingOptions: ParsableArguments {
    enum Action: String, CaseIterable, ExpressibleByArgument {
        case list, trash, move, hardlink, symlink, delete
    }

    @Option(
        help: ArgumentHelp(
            "Which file of a group stays: largest, smallest, oldest, newest, first (by the order of folders), or one below a folder. May be repeated: the next rule where one does not tell. (default: largest)",
            valueName: "rule"))
    var keep: [KeepRule] = []

    @Option(
        help: ArgumentHelp("A folder to compare with whose files always stay. May be repeated.", valueName: "dir"),
        completion: .directory)
    var reference: [String] = []

    @Flag(help: "Only pairs whose two files lie in different folders of those named, as test and training data.")
    var across = false

    @Option(help: "What becomes of files that are not kept: list, trash, move, hardlink, symlink, delete.")
    var action = Action.list

    @Option(help: ArgumentHelp("Where --action move puts them.", valueName: "dir"), completion: .directory)
    var into: String?

    @Flag(help: "Do it without asking.")
    var yes = false

    @Flag(help: "Show what would be done, and do nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Where to log what is done. (default: retrieve-duplicates-TIME.log in the current folder)", valueName: "file"),
        completion: .file())
    var log: String?

    func validate() throws {
        guard (action == .move) == (into != nil) else {
            throw ValidationError("--action move and --into go together.")
        }
    }

    /// Nil where files are merely listed.
    var chosenAction: DuplicateAction? {
        switch action {
        case .list: nil
        case .trash: .trash
        case .move: into.map { .move(FilePath($0)) }
        case .hardlink: .hardlink
        case .symlink: .symlink
        case .delete: .delete
        }
    }
}

extension Symmetry.Choice: ExpressibleByArgument {}

extension KeepRule: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "largest": self = .largest
        case "smallest": self = .smallest
        case "oldest": self = .oldest
        case "newest": self = .newest
        case "first": self = .first
        default:
            guard !argument.isEmpty else { return nil }
            self = .folder(FilePath(argument))
        }
    }
}
