import Files
import ModelCache
package import SystemPackage

/// The hub that models come from and the folder they are kept in, by the settings that other tools of Hugging Face's hub use.
package struct HubSettings: Sendable {
    /// The hub's address, without a slash at its end.
    package let endpoint: String
    /// The hub's address in messages: without a user's name and password.
    var place: String { withoutCredentials(endpoint) }
    package let token: String?
    package let cache: FilePath
    /// Whether the network is not to be used.
    package let isOffline: Bool

    package init(endpoint: String, token: String?, cache: FilePath, isOffline: Bool = false) {
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.token = token
        self.cache = cache
        self.isOffline = isOffline
    }

    /// Reads the settings from `HF_ENDPOINT`, `HF_TOKEN` or the token that logging in has left, `HF_HUB_CACHE`, `HF_HOME` and
    /// `HF_HUB_OFFLINE`.
    ///
    /// - Parameter environment: The value of a variable, nil when it is not set or empty.
    package init(environment: (String) -> String? = { environmentVariable($0) }) {
        let folders = HubFolders(environment: environment)
        self.init(
            endpoint: environment("HF_ENDPOINT") ?? "https://huggingface.co",
            token: environment("HF_TOKEN")
                ?? Self.savedToken(
                    environment("HF_TOKEN_PATH").map { HubFolders.path($0, environment: environment) }
                        ?? folders.home.appending("token")),
            cache: folders.cache,
            isOffline: ["1", "on", "yes", "true"].contains(environment("HF_HUB_OFFLINE")?.lowercased()))
    }

    private static func savedToken(_ path: FilePath) -> String? {
        let text = try? FileReader().withContents(of: path, limit: 1 << 16) { String(decoding: $0, as: UTF8.self) }
        let token = text?.split(whereSeparator: \.isWhitespace).first
        return token.map(String.init)
    }
}
