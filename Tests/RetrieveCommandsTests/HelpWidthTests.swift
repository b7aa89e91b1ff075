import Testing

@testable import RetrieveCommands

/// Help that is laid out by hand: a line that is too long would be broken anywhere.
struct HelpWidthTests {
    @Test func everyLineFitsATerminal() {
        for line in DuplicatesCommand.help.split(separator: "\n") { #expect(line.count < 80, "\(line)") }
    }
}
