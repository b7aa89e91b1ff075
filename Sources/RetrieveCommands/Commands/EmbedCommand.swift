import ArgumentParser
import Embeddings
import FeatureIndex
import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Reports
import Search
import SystemPackage

/// `retrieve embed`: embeddings of images and texts, for other tools.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Write what a CLIP model makes of images and texts, for other tools.",
        usage: "retrieve embed [<image> ...] [--text <text> ...] [--output <file>] [options]",
        discussion: """
            Prints one JSON object a line for each image, then for each text, in the order
            given: {"input": …, "embedding": [ … ]}. With --output it writes a matrix of
            float32 instead, one row an input, which numpy.load reads. Embeddings have
            length 1. What cannot be read is named and left out, and the exit status is 2.

            EXAMPLES
              retrieve embed pictures --output pictures.npy
              retrieve embed photo.jpg --text "a red bus" | jq .embedding
              find . -name '*.png' -print0 | retrieve embed - -0 --output pngs.npy

            EXIT STATUS
              0  done
              2  something could not be read or written
              64 the command line is wrong
            """)

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

    @Option(help: "Whether the EXIF orientation of photographs is applied.")
    var orientation = OrientationHandling.exif

    @Option(help: ArgumentHelp("Refuse images of more pixels than this many millions.", valueName: "n"))
    var maxMegapixels = 179

    @OptionGroup(title: "Run options") var execution: RunOptions

    func validate() throws {
        guard !inputs.isEmpty || !text.isEmpty else {
            throw ValidationError("There is nothing to embed; name images, or give --text.")
        }
        guard maxMegapixels > 0 else { throw ValidationError("--max-megapixels must be at least 1.") }
    }

    func run() throws {
        if let output { try checkWritable(output) }
        let paths = QueryPaths(inputs, separator: null ? 0 : UInt8(ascii: "\n"), failing: "cannot embed")
        let embedding = try CLIPEmbedder.open(
            model, PixelReader.Options(appliesOrientation: orientation == .exif, maximumMegapixels: maxMegapixels),
            threads: execution.threadCount, isQuiet: execution.quiet, kernels: try selectedKernels())
        let failures = try asCommandFailure {
            var failures = paths.failures
            if let output {
                var matrix = EmbeddingMatrix(dimension: embedding.reading.space.dimension, capacity: paths.paths.count)
                failures += try embed(paths.paths, embedding) { matrix.append($1) }
                try write(NumpyFile(matrix).bytes, to: FilePath(output))
            } else {
                failures += try embed(paths.paths, embedding) { try writeResults(EmbeddingLine(input: $0, $1).bytes) }
            }
            return failures
        }
        failures.forEach { StandardStreams.writeMessage($0) }
        if !failures.isEmpty { throw CommandFailure(.trouble) }
    }

    /// Calls `body` with each input and its embedding, in order, and answers a sentence for each that has none.
    private func embed(
        _ paths: [FilePath], _ embedding: ImageEmbedding, _ body: (String, UnsafeBufferPointer<Float>) throws -> Void
    ) throws -> [String] {
        var failures: [String] = []
        let progress = ProgressBar("Embedding", total: paths.count, mode: execution.progressMode)
        defer { progress.finish() }
        try embedding.embed(paths, acceptsPipes: true, onProgress: { progress.advance(by: $0) }) { number, result in
            switch result {
            case .success(let row): try body(paths[number].string, row)
            case .failure(let error): failures.append("cannot embed \(paths[number]): \(error)")
            }
        }
        guard !text.isEmpty else { return failures }
        let rows = try embedding.embedder.embed(texts: text)
        for (number, text) in text.enumerated() { try rows.withRow(number) { try body(text, $0) } }
        return failures
    }
}
