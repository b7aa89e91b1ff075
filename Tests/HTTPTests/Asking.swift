@testable import HTTP
import TestSupport

/// Calls `body` with a server of `plain.py`.
func withServer(_ body: (LocalServer) throws -> Void) throws {
    try withTemporaryFolder { folder in
        let server = try LocalServer("plain.py", in: folder)
        defer { server.stop() }
        try body(server)
    }
}

extension LocalServer {
    /// One request by a client of its own, which does not wait long between attempts.
    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: [HTTPRequest.Header] = [], body: [UInt8]? = nil,
        limits: HTTPLimits = HTTPLimits()
    ) throws -> HTTPResponse {
        let client = HTTPClient(limits: limits, retries: RetryPolicy(attempts: 3, firstDelay: 0.001))
        return try client.send(HTTPRequest(method, address + path, headers: headers, body: body))
    }
}
