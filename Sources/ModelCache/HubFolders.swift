import Files
package import SystemPackage

/// Where Hugging Face's tools keep what they have, by the variables that all of them go by.
package struct HubFolders: Sendable {
    /// What belongs to one user: a token, and the cache.
    package let home: FilePath
    /// Models, as ``HubCache`` has them.
    package let cache: FilePath
    private let user: FilePath

    /// By `HF_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME`, else in the folder that `HOME` names.
    ///
    /// - Parameter environment: The value of a variable, nil when it is not set or empty.
    package init(environment: (String) -> String? = { StandardStreams.environment($0) }) {
        let user = FilePath(environment("HOME") ?? ".")
        func folder(_ variable: String) -> FilePath? { environment(variable).map { Self.path($0, user) } }
        self.user = user
        home = folder("HF_HOME") ?? (folder("XDG_CACHE_HOME") ?? user.appending(".cache")).appending("huggingface")
        cache = folder("HF_HUB_CACHE") ?? home.appending("hub")
    }

    /// The path that a variable's value names.
    package func path(_ text: String) -> FilePath { Self.path(text, user) }

    /// Shells do not replace a tilde in every place where people write one.
    private static func path(_ text: String, _ user: FilePath) -> FilePath {
        text == "~" ? user : text.hasPrefix("~/") ? user.pushing(FilePath(String(text.dropFirst(2)))) : FilePath(text)
    }
}
