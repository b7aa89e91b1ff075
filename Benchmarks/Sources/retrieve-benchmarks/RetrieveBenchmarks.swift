import ArgumentParser
import SystemPackage

@main
struct RetrieveBenchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieve-benchmarks",
        abstract: "Measure the kernels, the resize and the decoding of retrieve.",
        discussion: "Prints a Markdown table of medians; nothing else should run on the machine meanwhile.")

    @Option(help: ArgumentHelp("Measure decoding of the images in this folder, too.", valueName: "dir"))
    var photos: String?

    @Option(help: ArgumentHelp("Runs of each measurement.", valueName: "n"))
    var runs = 9

    @Option(help: ArgumentHelp("MiB of each of the two arrays in memory: more than the last cache holds.", valueName: "n"))
    var memory = 512

    @Option(help: ArgumentHelp("Write the figures with every run's time to this file.", valueName: "file"))
    var json: String?

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs must be at least 1.") }
        guard (1...65536).contains(memory) else { throw ValidationError("--memory must be between 1 and 65536.") }
    }

    func run() throws {
        var results: [Measurement] = []
        print(Measurement.header)
        func show(_ measurements: [Measurement]) {
            for measurement in measurements { print(measurement.row) }
            results += measurements
        }
        show(KernelBenchmark(place: "in cache", count: 64 << 10, runs: runs).measurements())
        show(KernelBenchmark(place: "from memory", count: memory << 20, runs: runs).measurements())
        show(resampleMeasurements(runs: runs))
        if let photos { show(try decodeMeasurements(photos: FilePath(photos), runs: runs)) }
        if let json { try write("[\n" + results.map(\.json).joined(separator: ",\n") + "\n]\n", to: FilePath(json)) }
    }

    private func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }
}
