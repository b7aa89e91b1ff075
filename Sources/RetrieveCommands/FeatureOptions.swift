public import ArgumentParser
import CLIP
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

/// Queries that are texts, and what is added to queries or taken off.
struct WordOptions: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Look for what a text says; implies --features clip. May be repeated.", valueName: "text"))
    var text: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Add to every query what an image shows or a text says, with a weight as in 2:night or 0.5:sea.jpg. May be repeated.",
            valueName: "x"))
    var add: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Take off every query what an image shows or a text says, likewise.", valueName: "x"))
    var subtract: [String] = []

    /// The names of those that were given.
    var given: [String] {
        [("--text", text), ("--add", add), ("--subtract", subtract)].filter { !$0.1.isEmpty }.map(\.0)
    }

    func validate() throws {
        for (name, values) in [("--text", text), ("--add", add), ("--subtract", subtract)] {
            if values.contains(where: { $0.allSatisfy(\.isWhitespace) }) { throw ValidationError("\(name) needs a text.") }
        }
        for (name, values) in [("--add", add), ("--subtract", subtract)] {
            for value in values where QueryTerm(value, sign: .plus) == nil {
                throw ValidationError(
                    "'\(value)' is no value of \(name); write an image or a text, with a weight above 0 as in '2:night'.")
            }
        }
    }

    /// What is added, and what is taken off with a negative weight.
    var terms: [QueryTerm] {
        add.compactMap { QueryTerm($0, sign: .plus) } + subtract.compactMap { QueryTerm($0, sign: .minus) }
    }
}

extension Features: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
