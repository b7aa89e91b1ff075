#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Files
import HTTP

/// Asks a Chroma server, over version 2 of its interface; not to be shared between threads.
///
/// All that is asked can be asked twice without harm, so it is when the server is busy or its answer is lost.
final class ChromaClient {
    let address: ChromaAddress
    private let http: HTTPClient
    private let token: String?

    init(_ address: ChromaAddress, token: String?, http: HTTPClient) {
        self.address = address
        self.token = token
        self.http = http
    }

    /// The server's description of itself.
    struct Server: Equatable {
        let version: String
        /// The maximum number of records per request.
        let batchSize: Int
        /// Whether it takes numbers as the base64 of their bytes.
        let takesBase64: Bool
    }

    /// Checks that a Chroma server answers, and returns its version and limits.
    func greet() throws(StoreError) -> Server {
        let heartbeat = try get(address.server + "/api/v2/heartbeat")
        guard heartbeat.head.isSuccess, String(decoding: heartbeat.body, as: UTF8.self).contains("heartbeat") else {
            if heartbeat.status == 401 || heartbeat.status == 403 { throw error(heartbeat) }
            throw notChroma(
                heartbeat.head.isSuccess
                    ? "it answers with something else" : "status \(heartbeat.status) where version 2 of its interface should be"
            )
        }
        let version = try decode(String.self, get(address.server + "/api/v2/version").checked(self))
        let checks = try decode(Checks.self, get(address.server + "/api/v2/pre-flight-checks").checked(self))
        guard checks.max_batch_size > 0 else { throw notChroma("it takes no records") }
        return Server(
            version: version, batchSize: checks.max_batch_size, takesBase64: checks.supports_base64_encoding ?? false)
    }

    /// The collection, or nil where the server has none of its name.
    func find() throws(StoreError) -> ChromaCollection? {
        let response = try get("\(address.collections)/\(address.collection)")
        if response.status == 404 { return nil }
        return try decode(ChromaCollection.self, response.checked(self))
    }

    /// Returns the answer of `path` of the collection `id` to `body`.
    func post(_ body: some Encodable, to path: String, of id: String) throws(StoreError) -> HTTPResponse {
        try post(body, to: "\(address.collections)/\(id)/\(path)")
    }

    func post(_ body: some Encodable, to url: String) throws(StoreError) -> HTTPResponse {
        try send(.post, body, to: url)
    }

    private func send(
        _ method: HTTPRequest.Method, _ body: some Encodable, to url: String
    ) throws(StoreError) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(body) else { preconditionFailure("numbers and text can be encoded") }
        return try send(
            HTTPRequest(method, url, headers: [HTTPRequest.Header("Content-Type", "application/json")], body: [UInt8](data)))
    }

    /// Keeps `metadata` with the collection `id`, and nothing else.
    func setMetadata(_ metadata: [String: String], of id: String) throws(StoreError) {
        _ = try send(.put, ["new_metadata": metadata], to: "\(address.collections)/\(id)").checked(self)
    }

    func decode<Value: Decodable>(_ type: Value.Type, _ response: HTTPResponse) throws(StoreError) -> Value {
        guard let value = try? JSONDecoder().decode(type, from: Data(response.body)) else {
            throw notChroma("its answer is not what Chroma's interface says")
        }
        return value
    }

    func notChroma(_ detail: String) -> StoreError { .notChroma(server: address.server, detail: detail) }

    /// Returns the error that a response which is not a success stands for.
    func error(_ response: HTTPResponse) -> StoreError {
        struct Answer: Decodable { let message: String }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
            return .http(HTTPError(response.head, response.body))
        }
        return .http(HTTPError(response.head, Array(answer.message.utf8)))
    }

    func get(_ url: String) throws(StoreError) -> HTTPResponse { try send(HTTPRequest(.get, url)) }

    private func send(_ request: HTTPRequest) throws(StoreError) -> HTTPResponse {
        var request = request
        if let token { request.headers.append(HTTPRequest.Header("x-chroma-token", token, isSecret: true)) }
        do throws(HTTPError) { return try http.send(request) } catch { throw .http(error) }
    }
}

extension HTTPResponse {
    /// Itself, when it is a success.
    func checked(_ client: ChromaClient) throws(StoreError) -> HTTPResponse {
        guard head.isSuccess else { throw client.error(self) }
        return self
    }
}

// Names are those of Chroma's interface.

private struct Checks: Decodable {
    let max_batch_size: Int
    let supports_base64_encoding: Bool?
}

/// The members of Chroma's description of a collection that are used.
struct ChromaCollection: Decodable {
    struct Configuration: Decodable {
        struct Index: Decodable { let space: String? }

        let hnsw: Index?
        /// The index settings of the distributed deployment.
        let spann: Index?
    }

    let id: String
    let dimension: Int?
    let configuration_json: Configuration?
    let metadata: ChromaMetadata?

    /// The distance of the collection: `l2`, which is squared, or `cosine` or `ip`, which are 1 minus the sum.
    var space: String { configuration_json?.hnsw?.space ?? configuration_json?.spann?.space ?? "l2" }
}

/// The texts and whole numbers among what is kept with a record or collection; whatever else is there is left out.
struct ChromaMetadata: Decodable {
    private let texts: [String: String]
    private let numbers: [String: Int64]

    subscript(name: String) -> String? { texts[name] }
    func number(_ name: String) -> Int64? { numbers[name] }

    init(from decoder: any Decoder) throws {
        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
        let container = try decoder.container(keyedBy: Key.self)
        var texts: [String: String] = [:]
        var numbers: [String: Int64] = [:]
        for key in container.allKeys {
            if let text = try? container.decode(String.self, forKey: key) {
                texts[key.stringValue] = text
            } else {
                numbers[key.stringValue] = try? container.decode(Int64.self, forKey: key)
            }
        }
        self.texts = texts
        self.numbers = numbers
    }
}
