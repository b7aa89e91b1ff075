#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import HTTP
import ModelCache

/// Asks a hub about models; not to be shared between threads.
final class HubClient {
    let settings: HubSettings
    let http: HTTPClient

    init(_ settings: HubSettings, http: HTTPClient) {
        self.settings = settings
        self.http = http
    }

    /// A model as it is at one commit.
    struct Revision: Equatable {
        let commit: String
        let files: [String]
    }

    /// A file as it is to be downloaded.
    struct File: Equatable {
        let name: String
        let url: String
        let contents: ContentName
        /// The size in bytes.
        let size: Int
    }

    /// Returns the files of `name` at `revision`, a branch, tag or commit.
    func revision(_ revision: String, of name: HubModelName) throws(HubError) -> Revision {
        let url = "\(settings.endpoint)/api/models/\(name)/revision/\(percentEncoded(revision))"
        let response = try send(request(.get, url))
        guard response.head.isSuccess else { throw error(response.head, response.body, name, revision) }
        guard let answer = try? JSONDecoder().decode(ModelAnswer.self, from: Data(response.body)) else {
            throw .nonsense(endpoint: settings.place, detail: "its answer about \(name) is not the JSON of a hub")
        }
        guard answer.sha.utf8.count == 40, answer.sha.allSatisfy(\.isHexDigit) else {
            throw .nonsense(endpoint: settings.place, detail: "it tells no commit of \(name)")
        }
        return Revision(commit: answer.sha.lowercased(), files: answer.siblings.map(\.rfilename))
    }

    /// Returns the name and size of the contents of `file`.
    func file(_ file: String, of name: HubModelName, commit: String) throws(HubError) -> File {
        var url = "\(settings.endpoint)/\(name)/resolve/\(commit)/\(percentEncoded(file, keepingSlashes: true))"
        var head = try ask(url)
        // A model that has got another name is found by redirects within the hub. Those with a name of contents lead to
        // where the contents are, and what is to be known is told before.
        var hops = 0
        while let next = head.redirect, head["X-Linked-Etag"] == nil, URLParts(next)?.origin == URLParts(url)?.origin, hops < 5
        {
            url = next
            head = try ask(url)
            hops += 1
        }
        guard head.isSuccess || head["X-Linked-Etag"] != nil else { throw error(head, [], name, commit) }
        guard let contents = (head["X-Linked-Etag"] ?? head["ETag"]).flatMap({ ContentName(etag: $0) }),
            let size = (head["X-Linked-Size"] ?? head["Content-Length"]).flatMap({ Int($0) }), size >= 0
        else { throw .nonsense(endpoint: settings.place, detail: "it tells neither checksum nor size of \(file)") }
        guard head["X-Repo-Commit"].map({ $0.lowercased() == commit }) ?? false else {
            throw .nonsense(endpoint: settings.place, detail: "it tells no commit, or another, of \(file)")
        }
        return File(name: file, url: url, contents: contents, size: size)
    }

    func request(_ method: HTTPRequest.Method, _ url: String, _ headers: [HTTPRequest.Header] = []) -> HTTPRequest {
        var headers = headers + [HTTPRequest.Header("User-Agent", "retrieve")]
        // A file's address may have come from the hub itself, and is not to be trusted with the token then.
        if let token = settings.token, URLParts(url)?.origin == URLParts(settings.endpoint)?.origin {
            headers.append(HTTPRequest.Header("Authorization", "Bearer \(token)", isSecret: true))
        }
        return HTTPRequest(method, url, headers: headers)
    }

    private func ask(_ url: String) throws(HubError) -> HTTPResponseHead {
        var request = request(.head, url)
        request.followsRedirects = false
        return try send(request).head
    }

    private func send(_ request: HTTPRequest) throws(HubError) -> HTTPResponse {
        do throws(HTTPError) { return try http.send(request) } catch { throw .http(error) }
    }

    /// Returns the error that a response which is not a success stands for.
    func error(_ head: HTTPResponseHead, _ body: [UInt8], _ name: HubModelName, _ revision: String) -> HubError {
        switch (head.status, head["X-Error-Code"]) {
        case (_, "GatedRepo"): .gated(name, endpoint: settings.place)
        case (_, "RevisionNotFound"), (404, "EntryNotFound"): .noSuchRevision(name, revision)
        case (401, _), (404, _), (_, "RepoNotFound"):
            .noSuchModel(name, endpoint: settings.place, hasToken: settings.token != nil)
        default: .http(HTTPError(head, body))
        }
    }
}

/// The members of a hub's description of a model that are used.
private struct ModelAnswer: Decodable {
    struct Sibling: Decodable { let rfilename: String }

    let sha: String
    let siblings: [Sibling]
}
