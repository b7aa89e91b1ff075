public import ArgumentParser
internal import CLibraryLoader
import Files

/// The tool itself; it searches unless told otherwise.
public struct RetrieveCommand: ParsableCommand {
    public static let version = "0.1.0"

    public static let configuration = CommandConfiguration(
        commandName: "retrieve",
        abstract: SearchCommand.configuration.abstract,
        version: version,
        subcommands: [
            SearchCommand.self, IndexCommand.self, EvaluateCommand.self, CheckCommand.self, DuplicatesCommand.self,
            EmbedCommand.self, MergeCommand.self,
            ModelCommand.self,
        ],
        defaultSubcommand: SearchCommand.self)

    public init() {}

    /// Runs the command line in `arguments`, the program's name left out, and ends the process.
    public static func run(_ arguments: [String]) -> Never {
        StandardStreams.ignoreBrokenPipes()
        ignoreFileSizeSignals()
        library_loader_silence_talkative()
        do {
            if arguments.count == 2, arguments[0] == "--generate-completion-script",
                let script = CompletionScript(shell: arguments[1])
            {
                try writeResults(Array(script.text.utf8))
                exit(withError: nil)
            }
            if RetrieveDescription.isAskedFor(by: arguments) { RetrieveDescription.describe(arguments) }
            var command = try parseAsRoot(arguments)
            try command.run()
            exit(withError: nil)
        } catch let failure as CommandFailure {
            if let message = failure.message { Messages.write(message) }
            exit(withError: ExitCode(failure.status.rawValue))
        } catch {
            guard exitCode(for: error) != .success else { exit(withError: error) }  // Help, or the version.
            Messages.write(usageMessage(error))
            exit(withError: ExitCode(ExitStatus.usage.rawValue))
        }
    }

    /// Returns the error in the command line as one sentence.
    private static func usageMessage(_ error: any Error) -> String {
        let lines = message(for: error).split(separator: "\n").map { line in line.drop { $0 == " " } }
        let sentence = lines.joined(separator: " ")
        return "\(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence); see 'retrieve --help'"
    }
}
