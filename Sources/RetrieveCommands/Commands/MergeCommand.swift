import ArgumentParser
import Reports
import Search

/// `retrieve merge HITS…`: results of searches of parts as those of one search of all of them.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge the results of searching parts of a gallery.",
        usage: "retrieve merge <hits> ... [options]",
        discussion: """
            Reads the output of searches of the parts with --format json, and prints what
            one search of all parts finds: the best hits of each query, equal scores in
            the order of paths. The searches must have the same queries, features,
            model, precision and metric, and a --top at least as large as here.

            EXAMPLES
              retrieve merge part-*.json
              retrieve merge part-*.json --top 20 --format json > hits.json
              ssh other retrieve q.jpg --format json | retrieve merge - part-1.json

            EXIT STATUS
              0  done
              1  no part has a hit
              2  a file could not be read or written, or does not match the others
              64 invalid command line
            """)

    @Argument(
        help: ArgumentHelp("JSON results of a search; - for standard input.", valueName: "hits"),
        completion: .file(extensions: ["json", "jsonl"]))
    var files: [String] = []

    @Option(
        name: [.customShort("k", allowingJoined: true), .long], help: ArgumentHelp("Hits per query; 0 for all.", valueName: "n")
    )
    var top = SearchRequest.standardLimit

    @Flag(help: "Merge scores of different kinds of processors, whose last digits may differ.")
    var mixProcessors = false

    @OptionGroup(title: "Output options") var output: OutputOptions

    @Flag(name: .shortAndLong, help: "Do not print warnings.")
    var quiet = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Missing expected argument '<hits> ...'") }
        guard top >= 0 else { throw ValidationError("--top must be 0 or more.") }
    }

    func run() throws {
        let parts = try files.map { try PartialResults(at: $0) }
        let phrasing = Phrasing()
        let merged = try phrasing.reporting {
            try MergedResults(parts, limit: top > 0 ? top : nil, mixesProcessors: mixProcessors) { notice in
                if !quiet { Messages.write(phrasing.sentence(for: notice, top: top)) }
            }
        }
        try writeResults(SearchReport(merged).rendered(as: output.format, endsWithNull: output.null))
        if merged.queries.allSatisfy(\.hits.isEmpty) { throw CommandFailure(.negative, "nothing matched: no part has a hit") }
    }
}

extension PartialResults {
    /// Reads the file of this name.
    fileprivate init(at name: String) throws(CommandFailure) {
        let file = NamedFile(name: name, role: "the results", format: "JSON", limit: 1 << 32)
        let results = try file.read { bytes throws(ResultsError) in
            try QueryResults.lines(bytes)
        } describe: {
            Phrasing().reason(for: $0)
        }
        self.init(name: name, results: results)
    }
}
