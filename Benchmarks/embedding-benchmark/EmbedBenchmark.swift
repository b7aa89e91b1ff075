import ArgumentParser
import Models
import Embeddings
import Files
import Kernels
import SystemPackage

/// Measures how fast pictures are embedded, from files to embeddings. Benchmarks/clip/run.py runs it beside its peers.
struct EmbedBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Measure embedding pictures in files by a CLIP model.")

    @Option(help: "The model's folder.")
    var model: String

    @Option(help: "float32, bf16 or int8.")
    var precision: String

    @Option(help: "Threads that compute.")
    var threads = 2

    @Flag(help: "Embed one picture at a time, all threads on each, in place of many.")
    var single = false

    @Option(help: "Write the embeddings to this file, as float32.")
    var output: String?

    @Argument(help: "Image files.")
    var files: [String]

    func validate() throws {
        guard Precision(rawValue: precision) != nil else { throw ValidationError("--precision is float32, bf16 or int8.") }
        guard threads > 0 else { throw ValidationError("--threads must be at least 1.") }
    }

    func run() throws {
        let kernels = try Kernels.selected(by: environmentVariable("RETRIEVE_SIMD"))
        let start = ContinuousClock.now
        let model = try CLIPModel(
            CLIPModelFolder(FilePath(self.model)), precision: Precision(rawValue: precision) ?? .standard, threads: threads,
            kernels: kernels)
        // Makes the tower ready, and the products for the numbers of pictures that will be taken at a time.
        let paths = files.map { FilePath($0) }
        _ = try embeddings(of: Array(paths.prefix(single ? 1 : 64)), by: model, kernels: kernels)
        let ready = ContinuousClock.now
        let rows = try embeddings(of: paths, by: model, kernels: kernels)
        let seconds = ready.duration(to: .now)
        print("images: \(rows.count)")
        print("ready: \(start.duration(to: ready) / .seconds(1))")
        print("seconds: \(seconds / .seconds(1))")
        if let output { try write(rows, to: FilePath(output)) }
    }

    private func embeddings(of paths: [FilePath], by model: CLIPModel, kernels: Kernels) throws -> EmbeddingMatrix {
        let collected = Collected(dimension: model.space.dimension)
        let parts = single ? paths.map { [$0] } : [paths]
        for part in parts {
            try EmbeddingPipeline(model).run(
                count: part.count,
                makeState: { threads in
                    (
                        reader: FileReader(),
                        preparer: ImagePreparer(
                            model.imagePreparation, appliesOrientation: true, maximumMegapixels: 179, kernels: kernels,
                            threads: threads)
                    )
                },
                load: { index, state, output in
                    do {
                        try state.reader.withContents(of: part[index], limit: 1 << 30) {
                            try state.preparer.prepare($0, into: output)
                        }
                        return true
                    } catch {
                        fatalError("cannot read \(part[index]): \(error)")  // Both sides must embed the same pictures.
                    }
                }, deliver: { _, rows in collected.rows.append(rows) })
        }
        return collected.rows
    }

    private func write(_ rows: EmbeddingMatrix, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { try rows.withUnsafeBufferPointer { _ = try file.writeAll(UnsafeRawBufferPointer($0)) } }
    }
}

/// Embeddings as they come.
private final class Collected: @unchecked Sendable {  // The pipeline delivers never twice at once.
    var rows: EmbeddingMatrix

    init(dimension: Int) { rows = EmbeddingMatrix(dimension: dimension) }
}
