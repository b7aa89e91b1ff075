import ArgumentParser

@main
struct EmbeddingBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedding-benchmark", abstract: "Measure making embeddings, and searching among them.",
        subcommands: [EmbedBenchmark.self, SearchBenchmark.self, DuplicateBenchmark.self, StoreBenchmark.self])
}
