public import ArgumentParser
import Files

/// The tool itself; it searches unless told otherwise.
public struct RetrieveCommand: ParsableCommand {
    public static let version = "0.1.0"

    public static let configuration = CommandConfiguration(
        commandName: "retrieve",
        abstract: "Find the images in a folder that are most like a query image.",
        version: version,
        subcommands: [SearchCommand.self, IndexCommand.self, EvaluateCommand.self, CheckCommand.self],
        defaultSubcommand: SearchCommand.self)

    public init() {}

    /// Runs the command line in `arguments`, the program's name left out, and ends the process.
    public static func run(_ arguments: [String]) -> Never {
        StandardStreams.ignoreBrokenPipes()
        if let first = arguments.first, arguments.count == 1, ["-h", "--help", "-help"].contains(first) {
            // The default command's options are what most people look for, so its help is the tool's help.
            print(SearchCommand.helpMessage())
            exit(withError: nil)
        }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            exit(withError: nil)
        } catch let failure as CommandFailure {
            if let message = failure.message { StandardStreams.writeMessage(message) }
            exit(withError: ExitCode(failure.status.rawValue))
        } catch {
            guard exitCode(for: error) != .success else { exit(withError: error) }  // Help, or the version.
            StandardStreams.writeMessage(usageMessage(error))
            exit(withError: ExitCode(ExitStatus.usage.rawValue))
        }
    }

    /// What is wrong with the command line, in one sentence.
    private static func usageMessage(_ error: any Error) -> String {
        let lines = message(for: error).split(separator: "\n").map { line in line.drop { $0 == " " } }
        let sentence = lines.joined(separator: " ")
        return "\(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence); see 'retrieve --help'"
    }
}
