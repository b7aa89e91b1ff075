import ArgumentParser
import Embeddings
import Files
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
            "Images to embed: files, or addresses of http and https; a folder stands for all images in it, - for paths read from standard input.",
            valueName: "image"),
        completion: .file())
    var inputs: [String] = []

    @Option(
        parsing: .unconditionalSingleValue, help: ArgumentHelp("A text to embed. May be repeated.", valueName: "text"))
    var text: [String] = []

    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp("Write a matrix to this file, in NumPy's .npy format.", valueName: "file"),
        completion: .file(extensions: ["npy"]))
    var output: String?

    @Flag(
        name: [.customShort("0"), .customLong("null")],
        help: "Expect paths read from standard input to end with NUL instead of a line feed.")
    var null = false

    @OptionGroup(title: "Gallery options") var selection: SelectionOptions
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
        try phrasing.reporting {
            let engine = try EmbeddingEngine(
                ModelRequest(model, reading), try execution.resources(),
                observer: TerminalObserver(execution, phrasing: phrasing))
            var embeddings = EmbeddingOutput(dimension: engine.space.dimension, isMatrix: output != nil, phrasing: phrasing)
            let separator = null ? 0 : UInt8(ascii: "\n")
            try QueryPaths.forEachPart(of: inputs, separator: separator, selection: selection.selection()) { items, _ in
                try embeddings.write(items, by: engine)
            }
            try engine.embed(texts: text) { try embeddings.write(text[$0], .success($1)) }
            if let output { try write(NumpyFile(embeddings.matrix).bytes, to: FilePath(output)) }
            if embeddings.hasFailures { throw CommandFailure(.trouble) }
        }
    }
}

/// Takes embeddings as they come: as lines on standard output, or as rows of a matrix.
private struct EmbeddingOutput {
    private let isMatrix: Bool
    private let phrasing: Phrasing
    /// The embeddings of the inputs so far; empty where lines are written.
    private(set) var matrix: EmbeddingMatrix
    /// Whether something could not be embedded.
    private(set) var hasFailures = false

    init(dimension: Int, isMatrix: Bool, phrasing: Phrasing) {
        self.isMatrix = isMatrix
        self.phrasing = phrasing
        matrix = EmbeddingMatrix(dimension: dimension)
    }

    /// Writes what `items` are embedded as, each in its place.
    mutating func write(_ items: [QueryPaths.Item], by engine: EmbeddingEngine) throws {
        var images: [ContentSource] = []
        for item in items {
            switch item {
            case .image(let source): images.append(source)
            case .skipped(let query):
                try write(images, by: engine)
                images = []
                let message = phrasing.sentence(forQuery: query, failing: "cannot embed")
                try write(failure: phrasing.reason(for: query), of: query.name, message: message)
            }
        }
        try write(images, by: engine)
    }

    private mutating func write(_ images: [ContentSource], by engine: EmbeddingEngine) throws {
        try engine.embed(images: images) { try write(images[$0].name, $1) }
    }

    /// Writes what became of one input.
    mutating func write(_ input: String, _ result: Result<UnsafeBufferPointer<Float>, any Error>) throws {
        switch result {
        case .success(let row) where isMatrix: matrix.append(row)
        case .success(let row): try writeResults(EmbeddingLine(input: input, row).bytes)
        case .failure(let cause):
            let reason = phrasing.reason(for: cause)
            try write(failure: reason, of: input, message: "cannot embed \(input): \(reason)")
        }
    }

    private mutating func write(failure reason: String, of input: String?, message: String) throws {
        hasFailures = true
        Messages.write(message)
        if let input, !isMatrix { try writeResults(EmbeddingLine(input: input, failure: reason).bytes) }
    }
}
