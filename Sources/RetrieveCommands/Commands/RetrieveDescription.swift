import ArgumentParser

/// The description of the tool: its help, its completions, and the source of its manual page.
///
/// `retrieve QUERY` is short for `retrieve search QUERY`, and that is what most people type. A description of the root
/// alone would be a list of subcommands, and shells would complete neither files nor options. So the search's arguments are
/// told as the tool's own, with the subcommands besides. Nothing is ever run by it.
struct RetrieveDescription: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieve",
        abstract: RetrieveCommand.configuration.abstract,
        usage: """
            \(SearchCommand.configuration.usage ?? "")
            retrieve <subcommand> ...
            """,
        discussion: SearchCommand.configuration.discussion,
        version: RetrieveCommand.version,
        subcommands: RetrieveCommand.configuration.subcommands)

    @OptionGroup var search: SearchCommand

    /// Whether the command line asks for the tool to be described.
    static func isAskedFor(by arguments: [String]) -> Bool {
        guard let first = arguments.first else { return false }
        if first == "--experimental-dump-help" { return true }
        return arguments.count == 1 && ["-h", "--help", "-help", "help"].contains(first)
    }

    /// Prints what the command line asks for, and ends the process.
    static func describe(_ arguments: [String]) -> Never {
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            exit(withError: nil)
        } catch {
            exit(withError: error)
        }
    }
}
