import Files
package import SystemPackage

/// The folders of Hugging Face's tools, named by the environment variables that all of them use.
package struct HubFolders: Sendable {
    /// The folder of one user's data: a token, and the cache.
    package let home: FilePath
    /// Models, as ``HubCache`` has them.
    package let cache: FilePath

    /// Finds the folders by `HF_HUB_CACHE` or its older name `HUGGINGFACE_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME`, else in
    /// the folder that `HOME` names.
    ///
    /// - Parameter environment: The value of a variable, nil when it is not set or empty.
    package init(environment: (String) -> String? = { environmentVariable($0) }) {
        func folder(_ variable: String) -> FilePath? { environment(variable).map { Self.path($0, environment: environment) } }
        home =
            folder("HF_HOME")
            ?? (folder("XDG_CACHE_HOME") ?? Self.user(environment).appending(".cache")).appending("huggingface")
        cache = folder("HF_HUB_CACHE") ?? folder("HUGGINGFACE_HUB_CACHE") ?? home.appending("hub")
    }

    /// The path that a variable's value names: a tilde at its beginning and variables in it are replaced, as Hugging Face's
    /// tools do, since shells do not replace them in every place where people write them.
    package static func path(_ text: String, environment: (String) -> String?) -> FilePath {
        let isHome = text == "~" || text.hasPrefix("~/")
        let whole = isHome ? user(environment).string + text.dropFirst() : text
        return FilePath(expanded(whole, environment: environment))
    }

    private static func user(_ environment: (String) -> String?) -> FilePath { FilePath(environment("HOME") ?? ".") }

    /// `text` with `$NAME` and `${NAME}` replaced; one that is not set stays as it is (Python's `os.path.expandvars`).
    private static func expanded(_ text: String, environment: (String) -> String?) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[dollar...].dropFirst()
            let isBraced = after.first == "{"
            let name = isBraced ? after.dropFirst().prefix { $0 != "}" } : after.prefix(while: \.isPartOfVariableName)
            let end = isBraced && name.endIndex < rest.endIndex ? rest.index(after: name.endIndex) : name.endIndex
            result += environment(String(name)) ?? String(rest[dollar..<end])
            rest = rest[end...]
        }
        return result + rest
    }
}

extension Character {
    fileprivate var isPartOfVariableName: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
