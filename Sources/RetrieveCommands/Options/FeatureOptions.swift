public import ArgumentParser
public import Imaging
public import Metrics
public import Models
import Search

/// Options that choose the model and its precision.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the model, or its name on Hugging Face's hub. (default: $RETRIEVE_MODEL, else OpenCLIP's ViT-B-32)",
            valueName: "dir"), completion: .directory)
    var model: String?

    @Option(
        help: ArgumentHelp(
            "The precision of the model's arithmetic. (default: that of the index, else float32)", valueName: "p"))
    var precision: Precision?

    @Option(
        help:
            "How JPEGs are decoded that are much larger than the model's input: scaled (at the smallest size the format has that is at least twice the input, which is faster) or full. (default: that of the index, else scaled)"
    )
    var decode: JPEGDecoding?

    /// The names of those that say how a model is used.
    var given: [String] {
        [("--model", model != nil), ("--precision", precision != nil), ("--decode", decode != nil)].filter(\.1).map(\.0)
    }
}

/// Options that choose the features to compare.
struct FeatureOptions: ParsableArguments {
    @Option(
        help:
            "Features to compare: pixels, or a model's embeddings, which describe the content of a picture. (default: pixels; clip with a text)"
    )
    var features: Features?

    @OptionGroup var model: ModelOptions
}

extension Features: ExpressibleByArgument {
    /// `embedding` is the general name of what began as `clip`.
    public init?(argument: String) {
        if argument == "embedding" { self = .embedding } else { self.init(rawValue: argument) }
    }

    public static var allValueStrings: [String] { ["pixels", "clip", "embedding"] }
}
extension Precision: ExpressibleByArgument {}
extension JPEGDecoding: ExpressibleByArgument {}
