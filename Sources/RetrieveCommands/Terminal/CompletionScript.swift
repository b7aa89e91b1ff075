import ArgumentParser

/// The script by which a shell completes the tool's command lines.
///
/// ArgumentParser writes the scripts, but knows of no default subcommand: after `retrieve` its scripts offer subcommands and
/// neither files nor the options of a search. So a function of each script is renamed, and one put in its place that reads a
/// line without a subcommand as if `search` stood there.
struct CompletionScript {
    let shell: CompletionShell
    /// Creates the script for a shell; nil for an unknown one.
    init?(shell name: String) {
        guard let shell = CompletionShell(rawValue: name) else { return nil }
        self.shell = shell
    }

    var text: String {
        let generated = RetrieveCommand.completionScript(for: shell)
        let (marker, replacement) = wrapper
        guard let range = generated.firstRange(of: marker) else { return generated }
        return generated[..<range.lowerBound] + replacement + generated[range.upperBound...]
    }

    /// The subcommands that may stand first, and what they do.
    private var subcommands: [(name: String, abstract: String)] {
        RetrieveCommand.configuration.subcommands.map { ($0._commandName, $0.configuration.abstract) }
            + [("help", "Show subcommand help information.")]
    }

    /// The line where the function to be renamed begins, and what is to stand there.
    private var wrapper: (marker: String, replacement: String) {
        let names = subcommands.map(\.name)
        switch shell {
        case .zsh:
            let described = subcommands.map { "'\($0.name):\($0.abstract)'" }.joined(separator: " ")
            return (
                "\n_retrieve() {\n",
                """

                _retrieve() {
                    local -i any=1
                    case "${words[2]}" in
                    \(names.joined(separator: "|")))
                        if (( CURRENT > 2 )); then
                            __retrieve_any
                            return
                        fi
                        ;;
                    esac
                    if (( CURRENT == 2 )); then
                        local -ar subcommands=(\(described))
                        _describe -V subcommand subcommands && any=0
                    fi
                    words=("${words[1]}" search "${(@)words[2,-1]}")
                    (( CURRENT++ ))
                    __retrieve_any && any=0
                    return "${any}"
                }

                __retrieve_any() {

                """
            )
        case .fish:
            let offers = subcommands.map {
                "complete -c 'retrieve' -n 'test (count (__retrieve_typed_tokens -pc)) -eq 1' -fa '\($0.name)' -d '\($0.abstract)'\n"
            }
            return (
                "\nfunction __retrieve_tokens\n",
                """

                \(offers.joined())
                function __retrieve_tokens
                    set -l tokens (__retrieve_typed_tokens $argv)
                    if test (count $tokens) -gt 0; and string match -q -- '-p*' $argv[1]; and not contains -- "$tokens[2]" \(names.joined(separator: " "))
                        set tokens $tokens[1] search $tokens[2..]
                    end
                    printf '%s\\n' $tokens
                end

                function __retrieve_typed_tokens

                """
            )
        default:
            return (
                "\n_retrieve() {\n",
                """

                _retrieve() {
                    case "${COMP_WORDS[1]}" in
                    \(names.joined(separator: "|")))
                        if [[ "${COMP_CWORD}" -gt 1 ]]; then
                            __retrieve_any "${@}"
                            return
                        fi
                        ;;
                    esac
                    local -r is_first="$((COMP_CWORD == 1))"
                    COMP_WORDS=("${COMP_WORDS[0]}" search "${COMP_WORDS[@]:1}")
                    COMP_CWORD="$((COMP_CWORD + 1))"
                    __retrieve_any "${@}"
                    if [[ "${is_first}" -eq 1 ]]; then
                        COMPREPLY+=($(compgen -W '\(names.joined(separator: " "))' -- "${2}"))
                    fi
                }

                __retrieve_any() {

                """
            )
        }
    }
}
