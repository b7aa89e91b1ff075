package import HTTP
package import ModelCache
package import SystemPackage

/// An error that says why a model could not be downloaded from a hub.
package enum HubError: Error, Equatable {
    case http(HTTPError)
    case badName(String)
    case badRevision(String)
    case offline
    case noSuchModel(HubModelName, endpoint: String, hasToken: Bool)
    case noSuchRevision(HubModelName, String)
    /// The owner of the model asks people to agree to conditions first.
    case gated(HubModelName, endpoint: String)
    /// The model lacks a file that every model has.
    case lacksFile(HubModelName, missing: String)
    /// The response is not what a hub sends.
    case nonsense(endpoint: String, detail: String)
    case wrongContents(file: String, HubModelName)
    /// The connection ended before the file did, time and again.
    case incomplete(file: String, received: Int, size: Int)
    case noDigestLibrary
    case system(FilePath, Errno)
    case unreadable(FilePath, Errno)
}
