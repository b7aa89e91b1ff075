import ArgumentParser
import Models
import Embeddings
import Files
import Reports
import SystemPackage
import Workers

/// `retrieve model info [MODEL]`: what a model is made of.
struct ModelInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Describe a model.",
        discussion: """
            Prints one property per line: its name, a tab, its value. The digest is that of
            the configuration and all weights; an index records it, and is never searched
            with another model.

            EXAMPLES
              retrieve model info
              retrieve model info data/models/tiny-clip
            """)

    @Argument(
        help: ArgumentHelp(
            "The model's folder, or its name in the cache. (default: the model that a search uses)", valueName: "model"),
        completion: .directory)
    var model: String?

    func run() throws {
        let lines = try facts().map { "\($0.name)\t\($0.value)\n" }
        try writeResults(Array(lines.joined().utf8))
    }

    private func facts() throws(CommandFailure) -> [(name: String, value: String)] {
        do throws(ModelError) {
            return try facts(CLIPModelFolder(locateModel(model ?? ProcessEnvironment.model)))
        } catch {
            throw CommandFailure(.trouble, "\(error)")
        }
    }

    private func facts(_ folder: CLIPModelFolder) throws(ModelError) -> [(name: String, value: String)] {
        let (config, vision) = (folder.config, folder.config.vision)
        let types = Set(folder.tensors.tensors.values.map(\.type)).sorted().joined(separator: ", ")
        let size = folder.tensors.byteCount
        return [
            ("folder", folder.path.string),
            ("embedding", "\(config.embeddingSize) numbers"),
            (
                "pictures",
                "\(vision.imageSize)x\(vision.imageSize) pixels in patches of \(vision.patchSize)x\(vision.patchSize)"
            ),
            ("vision tower", layers(of: vision.transformer)),
            (
                "text tower",
                config.text.map { layers(of: $0.transformer) } ?? "none that can be used: \(config.textObstacle ?? "")"
            ),
            ("tokenizer", tokenizer(folder)),
            ("weights", "\(size) bytes, \(counted(folder.tensors.tensors.count, "tensor")) of \(types)"),
            ("precision", "\(Precision.standard.rawValue) unless an index or --precision says otherwise"),
            ("digest", digest(of: folder)),
        ]
    }

    private func digest(of folder: CLIPModelFolder) -> String {
        hexadecimal(folder.digest(threads: availableProcessors))
    }

    private func layers(of transformer: TransformerConfig) -> String {
        let activation = transformer.activation.rawValue
        return
            "\(counted(transformer.layers, "layer")) of \(transformer.width), \(counted(transformer.heads, "head")), \(activation)"
    }

    /// The vocabulary's size, or why there is none.
    private func tokenizer(_ folder: CLIPModelFolder) -> String {
        guard folder.config.text != nil else { return "not used" }
        do throws(ModelError) {
            let tokenizer = try folder.tokenizer()
            return "\(tokenizer.vocabularySize) tokens, \(tokenizer.contextLength) a text"
        } catch {
            return "none that can be used: \(error)"
        }
    }
}
