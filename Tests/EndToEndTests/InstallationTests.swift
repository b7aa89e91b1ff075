import Foundation
import SystemPackage
import TestSupport
import Testing

/// What is installed with the tool: completions and the manual page.
struct InstallationTests {
    private func completions(_ line: String...) throws -> Set<String> {
        let script = """
            eval "$("$0" --generate-completion-script bash)"
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
            _retrieve retrieve "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        return try withSampleTree { tree in
            let quoted = script.replacing("'", with: "'\\''")
            let run = try tree.tool.runShell("exec bash --norc -c '\(quoted)' \"$0\" \"$@\"", line, in: tree.folder.path)
            return Set(run.lines)
        }
    }

    @Test func bashCompletesSubcommandsFilesAndOptionsOfASearch() throws {
        let first = try completions("retrieve", "")
        #expect(first.isSuperset(of: ["search", "index", "help", "query.jpg", "gallery"]))
        #expect(try completions("retrieve", "que") == ["query.jpg"])
        #expect(try completions("retrieve", "--fig") == ["--figure"])
        #expect(try completions("retrieve", "query.jpg", "--gal") == ["--gallery"])
        #expect(try completions("retrieve", "query.jpg", "-g", "") == ["gallery"])
        #expect(try completions("retrieve", "query.jpg", "--metric", "co") == ["cosine", "correlation"])
    }

    @Test func bashCompletesSubcommands() throws {
        #expect(try completions("retrieve", "ind") == ["index"])
        #expect(try completions("retrieve", "index", "--store-p") == ["--store-pixels"])
        #expect(try completions("retrieve", "search", "--fig") == ["--figure"])
    }

    private static let shells = [("bash", "bash -n"), ("zsh", "zsh -n"), ("fish", "fish --no-execute")]

    @Test(arguments: shells.filter { program($0.0) != nil })
    func completionsAreSoundShell(shell: String, check: String) throws {
        try withSampleTree { tree in
            let script = """
                "$0" --generate-completion-script \(shell) > script || exit 9
                grep -q __retrieve_\(shell == "fish" ? "typed_tokens" : "any") script || exit 8
                \(check) script
                """
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    @Test func helpListsTheSubcommands() throws {
        let help = try BuiltBinary().run(["--help"], in: Fixtures.repository).text
        #expect(help.contains("SUBCOMMANDS:\n"))
        #expect(help.contains("\n  index  "))
    }

    @Test func everythingIsInstalledBelowThePrefix() throws {
        try withSampleTree { tree in
            let script = "RETRIEVE=\"$0\" '\(Fixtures.repository)/Scripts/install-files' /usr \"$PWD/root\""
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            #expect(run.status == 0, "\(run.errors)")
            for path in [
                "bin/retrieve", "share/man/man1/retrieve.1", "share/bash-completion/completions/retrieve",
                "share/zsh/site-functions/_retrieve", "share/fish/vendor_completions.d/retrieve.fish",
            ] {
                #expect(try !contents(of: tree.folder("root/usr/\(path)")).isEmpty, "\(path)")
            }
        }
    }

    @Test func theManualPageNamesEveryOptionAndSubcommand() throws {
        try withSampleTree { tree in
            let run = try tree.tool.runShell("python3 '\(Fixtures.repository)/Scripts/manual.py' \"$0\"", in: tree.folder.path)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.text.hasPrefix(".TH RETRIEVE 1 "))
            let words = [
                ".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES", ".SH EXIT STATUS", "\\-\\-figure", "\\-\\-store\\-pixels",
                ".SS \"retrieve index\"",
            ]
            for word in words {
                #expect(run.text.contains(word), "\(word)")
            }
            // A line of text that began with a full stop would be taken for a request.
            #expect(run.lines.filter { $0.hasPrefix(".") }.allSatisfy { $0.contains(#/^\.(TH|SH|SS|TP|PP|br|nf|fi|RS|RE)/#) })
        }
    }
}
