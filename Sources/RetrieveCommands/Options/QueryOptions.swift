import ArgumentParser
import Search

/// Queries that are texts.
struct TextOptions: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Search for a text; implies --features clip. May be repeated.", valueName: "text"))
    var text: [String] = []

    func validate() throws {
        if text.contains(where: { $0.allSatisfy(\.isWhitespace) }) { throw ValidationError("--text needs a text.") }
    }
}

/// Options that name terms, which are added to every query or subtracted from it.
struct TermOptions: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Add the embedding of an image or a text to every query, with a weight as in 2:night or 0.5:sea.jpg. May be repeated.",
            valueName: "x"))
    var add: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Subtract the embedding of an image or a text from every query. May be repeated.", valueName: "x"))
    var subtract: [String] = []

    /// The names of those that were given.
    var given: [String] { [("--add", add), ("--subtract", subtract)].filter { !$0.1.isEmpty }.map(\.0) }

    func validate() throws {
        for (name, values) in [("--add", add), ("--subtract", subtract)] {
            if values.contains(where: { $0.allSatisfy(\.isWhitespace) }) { throw ValidationError("\(name) needs a text.") }
            for value in values where QueryTerm(value, sign: .plus) == nil {
                throw ValidationError(
                    "'\(value)' is no value of \(name); write an image or a text, with a weight above 0 as in '2:night'.")
            }
        }
    }

    /// Returns the terms: those to add and, with negative weights, those to subtract. Where none of a kind are given, the
    /// recorded ones hold.
    func terms(over recorded: [QueryTerm]) -> [QueryTerm] {
        let added = add.compactMap { QueryTerm($0, sign: .plus) }
        let subtracted = subtract.compactMap { QueryTerm($0, sign: .minus) }
        return (added.isEmpty ? recorded.filter { $0.weight > 0 } : added)
            + (subtracted.isEmpty ? recorded.filter { $0.weight < 0 } : subtracted)
    }
}
