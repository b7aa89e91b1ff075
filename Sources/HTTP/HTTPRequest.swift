/// A request to a server.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package struct Header: Sendable {
        package let name: String
        package let value: String
        /// Whether the header is dropped when a redirect leaves the scheme, host and port.
        package let isSecret: Bool

        package init(_ name: String, _ value: String, isSecret: Bool = false) {
            self.name = name
            self.value = value
            self.isSecret = isSecret
        }
    }

    package var method: Method
    package var url: String
    package var headers: [Header]
    package var body: [UInt8]?
    /// Whether redirects are followed; otherwise they are answered as they are.
    package var followsRedirects = true

    package init(_ method: Method, _ url: String, headers: [Header] = [], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// The limits of a request: of its time, and of the size of the response.
package struct HTTPLimits: Sendable {
    /// The time-out of connecting, in seconds.
    package var connecting = 10.0
    /// The longest time without any data, in seconds.
    package var idle = 60
    /// The time-out of a request with all its redirects, attempts and the waits between them, in seconds; nil for none.
    package var total: Double?
    /// The most bytes of a response that is kept in memory.
    package var responseSize = 256 << 20
    /// The most redirects in a row.
    package var redirects = 10

    package init() {}
}
