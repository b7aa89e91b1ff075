import Files
import HTTP

/// Images that are named by addresses, fetched when they are first looked at; nothing of them is written to disk.
enum RemoteImages {
    private static let fetcher = FileFetcher(userAgent: "retrieve/\(RetrieveCommand.version)")

    /// Returns the image at the address `name`; nil unless it is an address of http or https.
    ///
    /// - Parameter keepsBytes: Whether an image will be looked at more than once.
    static func image(_ name: String, keepsBytes: Bool = false) -> RemoteFile? {
        RemoteFile.isAddress(name) ? RemoteFile(name, from: fetcher, keepsBytes: keepsBytes) : nil
    }
}
