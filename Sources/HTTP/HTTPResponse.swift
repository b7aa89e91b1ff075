/// The first line of a response and its headers.
package struct HTTPResponseHead: Sendable {
    package internal(set) var status = 0
    private var fields: [String: String] = [:]

    /// The address that the response came from, the last of the redirects.
    package internal(set) var url = ""
    /// The address that the server redirects to, made absolute.
    package internal(set) var redirect: String?
    /// The address that was connected to; nil where unknown.
    var peer: NetworkAddress?

    init() {}

    /// The value of the header `name`, in whatever letter case.
    package subscript(name: String) -> String? { fields[name.lowercased()] }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Whether this is a redirect.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) && self["Location"] != nil }

    /// Takes a line as it came. A status line begins anew: what came before was of an interim response.
    mutating func take(_ line: String) {
        if line.hasPrefix("HTTP/") {
            fields.removeAll()
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
            fields[line[..<colon].lowercased()] = String(value[..<end])
        }
    }
}

/// A response of a server.
package struct HTTPResponse: Sendable {
    package let head: HTTPResponseHead
    package let body: [UInt8]

    package var status: Int { head.status }

    /// Itself, when the server did what it was asked.
    ///
    /// - Throws: What it said instead.
    package func successful() throws(HTTPError) -> HTTPResponse {
        guard head.isSuccess else { throw HTTPError(head, body) }
        return self
    }
}
