import ArgumentParser
import Embeddings
import FeatureIndex
import Reports
import Search
import SystemPackage

/// `retrieve embed`: embeddings of images and texts, for other tools.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Write the embeddings of images and texts, for other tools.",
        usage: "retrieve embed [<image> ...] [--text <text> ...] [--output <file>] [options]",
        discussion: Self.help)

    @Argument(
        help: ArgumentHelp(
            "Images to embed. A folder stands for all images in it, - for the paths on standard input.", valueName: "image"),
        completion: .file())
    var inputs: [String] = []

    @Option(
        parsing: .unconditionalSingleValue, help: ArgumentHelp("A text to embed. May be repeated.", valueName: "text"))
    var text: [String] = []

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write a matrix to this file, in numpy's format.", valueName: "file"),
        completion: .file(extensions: ["npy"]))
    var output: String?

    @Flag(
        name: [.customShort("0"), .customLong("null")], help: "Paths read from standard input end with NUL, not a line feed.")
    var null = false

    @OptionGroup(title: "Feature options") var model: ModelOptions
    @OptionGroup(title: "Image options") var reading: ReadingOptions
    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard !inputs.isEmpty || !text.isEmpty else {
            throw ValidationError("There is nothing to embed; name images, or give --text.")
        }
    }

    func run() throws {
        if let output { try checkWritable(output) }
        let phrasing = Phrasing()
        let paths = QueryPaths(inputs, separator: null ? 0 : UInt8(ascii: "\n"))
        let failures = try phrasing.reporting {
            let engine = try EmbeddingEngine(
                ModelRequest(model, reading), try execution.resources(),
                observer: TerminalObserver(execution, phrasing: phrasing))
            guard let output else {
                return try engine.embed(images: paths.paths, texts: text) {
                    try writeResults(EmbeddingLine(input: "\($0)", $1).bytes)
                }
            }
            var matrix = EmbeddingMatrix(dimension: engine.space.dimension, capacity: paths.paths.count + text.count)
            let failures = try engine.embed(images: paths.paths, texts: text) { matrix.append($1) }
            try write(NumpyFile(matrix).bytes, to: FilePath(output))
            return failures
        }
        paths.failures.forEach { Messages.write(phrasing.sentence(forQuery: $0, failing: "cannot embed")) }
        failures.forEach { Messages.write(phrasing.sentence(forQuery: $0, failing: "cannot embed")) }
        if !failures.isEmpty || !paths.failures.isEmpty { throw CommandFailure(.trouble) }
    }
}
