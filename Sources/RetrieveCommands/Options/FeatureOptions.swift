public import ArgumentParser
import Models
import Imaging
public import Metrics

/// Which CLIP model is used, and how.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the CLIP model, or its name on Hugging Face's hub. (default: what RETRIEVE_MODEL names, else OpenCLIP's ViT-B-32)",
            valueName: "dir"), completion: .directory)
    var model: String?

    @Option(
        help: ArgumentHelp(
            "What the model computes with. (default: the fastest that is exact enough)", valueName: "precision")
    )
    var precision: Precision?
}

/// What of images is compared.
struct FeatureOptions: ParsableArguments {
    @Option(
        help:
            "What is compared: the pixels, or what a CLIP model sees in the picture. (default: pixels; clip where a text is given)"
    )
    var features: Features?

    @OptionGroup var model: ModelOptions

    /// - Parameter hasTexts: Whether something was given that pixels cannot be compared with.
    func kind(hasTexts: Bool = false) -> Features { features ?? (hasTexts ? .clip : .pixels) }

    /// What was given and has no meaning for the features that are compared; nil where nothing was.
    ///
    /// - Parameters:
    ///   - kind: What is compared.
    ///   - size, resample: Those of the command line.
    ///   - texts: Names of options that were given and that pixels cannot be compared with.
    func conflict(_ kind: Features, size: PixelSize?, resample: ResampleFilter?, texts: [String] = []) -> String? {
        switch kind {
        case .pixels:
            if let text = texts.first {
                return "\(text) goes with --features clip: pixels are not compared with words, nor added up."
            }
            if model.model != nil { return "--model goes with --features clip." }
            if model.precision != nil { return "--precision goes with --features clip." }
        case .clip:
            if size != nil { return "--size goes with --features pixels: a CLIP model has a size of its own." }
            if resample != nil { return "--resample goes with --features pixels: a CLIP model has a way of its own." }
        }
        return nil
    }
}

extension Features: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
