import ArgumentParser
import RetrieveCommands
import Testing

/// The tree of commands and options. Where the argument parser is compiled for debugging, it ends the process at a name that stands twice, an
/// argument that can never be filled, or a flag that means nothing.
struct CommandTreeTests {
    @Test func everyCommandSaysHowItIsUsed() {
        var commands: [any ParsableCommand.Type] = [RetrieveCommand.self]
        while let command = commands.popLast() {
            #expect(RetrieveCommand.helpMessage(for: command).contains("USAGE: retrieve"), "\(command)")
            commands += command.configuration.subcommands
        }
    }
}
