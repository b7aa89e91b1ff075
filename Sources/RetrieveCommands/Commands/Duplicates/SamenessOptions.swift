import ArgumentParser
import Duplicates
import FeatureIndex
import Imaging
import Metrics
import Models
import Reports
import SystemPackage

/// Options that say when two files count as the same picture.
struct SamenessOptions: ParsableArguments {
    enum Same: String, CaseIterable, ExpressibleByArgument {
        case bytes, pixels
    }

    enum Kind: String, CaseIterable {
        case pattern, pixels
        case embedding = "clip"
    }

    @Option(help: "Only find files that are equal: in all bytes, or in all pixels whatever their format.")
    var same: Same?

    @Flag(help: "Find pictures that are similar by --features, --metric and --threshold. (default)")
    var similar = false

    @Option(
        help:
            "Features to compare: pattern, pixels, or a model's embeddings (clip, embedding). (default: pattern)")
    var features: Kind?

    @Option(
        name: [.customShort("m", allowingJoined: true), .long],
        help:
            "The metric that compares them. (default: \(Kind.pattern.closeness.metric.rawValue) for pattern and clip, \(Kind.pixels.closeness.metric.rawValue) for pixels)"
    )
    var metric: Metric?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The worst score that still makes a pair. (default: \(Kind.pattern.closeness.threshold) for pattern, \(Kind.pixels.closeness.threshold) for pixels, \(Kind.embedding.closeness.threshold) for clip)",
            valueName: "score"))
    var threshold: Double?

    @Option(
        name: [.customShort("s", allowingJoined: true), .long],
        help: ArgumentHelp(
            "The size that images are resized to, to compare pixels. (default: \(DuplicateRequest.Similarity.standardSize))",
            valueName: "WxH"),
        transform: PixelSize.init(word:))
    var size: PixelSize?

    @Option(help: "The filter that resizes them. (default: \(DuplicateRequest.Similarity.standardFilter.rawValue))")
    var resample: ResampleFilter?

    @Option(help: "Also find mirrored or rotated copies.")
    var transforms = Symmetry.Choice.none

    @OptionGroup var model: ModelOptions

    func validate() throws {
        try checkSame()
        if let threshold, threshold.isNaN { throw ValidationError("--threshold must be a number.") }
        if let metric, metric != kind.closeness.metric, threshold == nil {
            throw ValidationError("--metric \(metric.rawValue) has no default threshold; give --threshold.")
        }
        if !chosenMetric.prefersLarger, let threshold, threshold < 0 {
            throw ValidationError("--threshold must be 0 or more with --metric \(chosenMetric.rawValue).")
        }
        try checkFeatures()
    }

    private func checkSame() throws {
        let given = [
            ("--similar", similar), ("--features", features != nil), ("--metric", metric != nil),
            ("--threshold", threshold != nil), ("--size", size != nil), ("--resample", resample != nil),
            ("--transforms", transforms != .none),
        ]
        if let same, let name = given.first(where: \.1)?.0 ?? model.given.first {
            throw ValidationError("--same \(same.rawValue) compares files in full; leave out \(name).")
        }
    }

    private func checkFeatures() throws {
        if kind != .pixels, size != nil || resample != nil {
            throw ValidationError("--size and --resample go with --features pixels.")
        }
        if kind != .embedding, let name = model.given.first {
            throw ValidationError("\(name) goes with --features clip.")
        }
        if kind == .embedding, transforms != .none {
            throw ValidationError("--transforms goes with --features pattern or pixels: a model sees a picture as it is.")
        }
        if !PixelPairs.canCompare(chosenSize, transforms) {
            throw ValidationError("--transforms \(transforms.rawValue) turns pictures, so --size must be a square.")
        }
    }

    private var kind: Kind { features ?? .pattern }
    private var chosenMetric: Metric { metric ?? kind.closeness.metric }
    private var chosenSize: PixelSize { size ?? DuplicateRequest.Similarity.standardSize }

    /// - Parameter embedding: Opens the model.
    func level(_ embedding: () throws -> ImageEmbedding) rethrows -> DuplicateRequest.Level {
        switch same {
        case .bytes: return .bytes
        case .pixels: return .pixels
        case nil:
            let features: DuplicateRequest.Similarity.Features =
                switch kind {
                case .pattern: .pattern
                case .pixels: .pixels(chosenSize, resample ?? DuplicateRequest.Similarity.standardFilter)
                case .embedding: .embedding(try embedding())
                }
            return .similar(
                DuplicateRequest.Similarity(
                    features: features,
                    closeness: Closeness(metric: chosenMetric, threshold: threshold ?? kind.closeness.threshold),
                    symmetries: transforms))
        }
    }

    /// The metric and features of the scores; nil where files are equal.
    var scored: DuplicateReport.Scored? {
        same == nil ? DuplicateReport.Scored(chosenMetric, over: kind == .pixels ? .pixels : .embedding) : nil
    }

    /// The options with which `retrieve index` keeps the features that are compared.
    var indexOptions: String {
        var words: [String] = []
        func add(_ name: String, _ value: String?) {
            if let value { words += [name, shellQuoted(value)] }
        }
        if kind == .embedding {
            add("--features", kind.rawValue)
            add("--model", model.model)
            add("--precision", model.precision?.rawValue)
            add("--decode", model.decode?.rawValue)
        } else {
            add("--size", "\(chosenSize)")
            add("--resample", resample?.rawValue)
        }
        return words.joined(separator: " ")
    }
}

extension SamenessOptions.Kind: ExpressibleByArgument {
    /// `embedding` is the general name of what a search calls `clip`, too.
    init?(argument: String) {
        if argument == "embedding" { self = .embedding } else { self.init(rawValue: argument) }
    }

    static var allValueStrings: [String] { allCases.map(\.rawValue) + ["embedding"] }

    /// The default metric and threshold.
    var closeness: Closeness {
        switch self {
        case .pattern: DuplicateRequest.Similarity.patternCloseness
        case .pixels: DuplicateRequest.Similarity.pixelCloseness
        case .embedding: DuplicateRequest.Similarity.embeddingCloseness
        }
    }
}

extension Symmetry.Choice: ExpressibleByArgument {}
