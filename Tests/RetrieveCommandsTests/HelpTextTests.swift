import ArgumentParser
import Testing

@testable import RetrieveCommands

/// The texts of `--help`.
struct HelpTextTests {
    /// ArgumentParser breaks longer lines wherever a terminal of 80 columns ends.
    @Test func linesFitATerminal() {
        func check(_ command: any ParsableCommand.Type) {
            for line in command.configuration.discussion.split(separator: "\n") where line.count > 79 {
                // Extensions of formats are listed by a rule.
                #expect(line.contains(listedExtensions), "\(command): \(line)")
            }
            command.configuration.subcommands.forEach(check)
        }
        check(RetrieveCommand.self)
    }

    @Test func commandsAreDescribedBySentences() {
        func check(_ command: any ParsableCommand.Type) {
            let abstract = command.configuration.abstract
            #expect(abstract.hasSuffix(".") && abstract.first?.isUppercase == true, "\(command)")
            command.configuration.subcommands.forEach(check)
        }
        check(RetrieveCommand.self)
    }
}
