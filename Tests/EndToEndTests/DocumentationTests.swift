import Foundation
import SystemPackage
import TestSupport
import Testing

/// What the documentation shows is what the tool prints.
///
/// In a document, `<!-- before: COMMAND -->` is run where it stands, and what follows `<!-- not run: REASON -->` is not.
struct DocumentationTests {
    // The documents search the whole sample gallery dozens of times, which takes a debug build a quarter of an hour.
    @Test(
        .enabled(if: isOptimized, "only optimised code is fast enough"),
        arguments: ["README.md", "Documentation/Evaluation.md", "Documentation/Stores.md"])
    func everyConsoleBlockIsWhatIsPrinted(document: String) throws {
        let steps = ConsoleStep.steps(
            of: String(decoding: try contents(of: Fixtures.repository.appending(document)), as: UTF8.self))
        #expect(!steps.isEmpty)
        try withTemporaryFolder { folder in
            // The status of a step is what the next one sees.
            let commands = steps.map { "{ \($0.command)\n} 2>&1; status=$?; printf '\\036'; (exit $status)\n" }
            let script = """
                mkdir bin && ln -s "$0" bin/retrieve && cp -R '\(Fixtures.repository)/data' . || exit 99
                export PATH="$PWD/bin:$PATH" HOME="$PWD"
                \(commands.joined())
                """
            let run = try BuiltBinary().runShell(script, in: folder.path)
            let outputs = run.text.split(separator: "\u{1e}", omittingEmptySubsequences: false).dropLast(1)
            try #require(outputs.count == steps.count)
            for (step, output) in zip(steps, outputs) {
                guard let expected = step.output else { continue }
                let isSame = ShownText(expected).isSame(as: ShownText(String(output)))
                #expect(isSame, "\(document): $ \(step.command)\n\(output)")
            }
        }
    }

    @Test func everyDocumentWithAConsoleBlockIsRead() throws {
        let folder = Fixtures.repository.appending("Documentation")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.string).filter { $0.hasSuffix(".md") }
        let shown = try names.filter { name in
            let text = String(decoding: try contents(of: folder.appending(name)), as: UTF8.self)
            return !ConsoleStep.steps(of: text).isEmpty
        }
        #expect(shown.sorted() == ["Evaluation.md", "Stores.md"], "name them in the test above")
    }
}

/// A command of a document, and what it prints.
private struct ConsoleStep {
    let command: String
    /// Nil where nothing is shown.
    var output: String?

    static func steps(of document: String) -> [ConsoleStep] {
        var steps: [ConsoleStep] = []
        var (isInBlock, isSkipped) = (false, false)
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if isInBlock {
                if line == "```" {
                    (isInBlock, isSkipped) = (false, false)
                } else if isSkipped {
                    continue
                } else if line.hasPrefix("$ ") {
                    steps.append(ConsoleStep(command: String(line.dropFirst(2)), output: ""))
                } else if !steps.isEmpty {
                    steps[steps.count - 1].output? += "\(line)\n"
                }
            } else if line == "```console" {
                isInBlock = true
            } else if line.hasPrefix("<!-- not run: ") {
                isSkipped = true
            } else if line.hasPrefix("<!-- before: "), line.hasSuffix(" -->") {
                steps.append(ConsoleStep(command: String(line.dropFirst("<!-- before: ".count).dropLast(" -->".count))))
            }
        }
        return steps
    }
}

/// Text whose times and sizes do not count, nor the last digits of its numbers.
private struct ShownText {
    private let words: [String]

    init(_ text: String) {
        words = text.replacing(#/[0-9.]+ s$/#.anchorsMatchLineEndings(), with: "TIME s").replacing(
            #/[0-9]+ bytes/#, with: "SIZE bytes"
        )
        .split(whereSeparator: { " \t\n,".contains($0) }).map(String.init)
    }

    func isSame(as other: ShownText) -> Bool {
        guard words.count == other.words.count else { return false }
        return zip(words, other.words).allSatisfy { a, b in
            if a == b { return true }
            guard a.contains("."), let x = Double(a), let y = Double(b) else { return false }
            return abs(x - y) <= 2e-6
        }
    }
}
