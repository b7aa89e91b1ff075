/// Why a server did not answer, or not as it should.
package struct HTTPError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// With the loader's own words.
        case libraryMissing(String)
        case badURL
        case unknownHost
        case unreachable
        case timedOut
        /// The rest with libcurl's own words.
        case untrusted(String)
        case cut(String)
        case nonsense(String)
        case failed(String)
        case tooLarge(limit: Int)
        case tooManyRedirects
        /// From https to something that anybody on the way can read and change.
        case insecureRedirect
        /// With the beginning of what the server said, if it was text.
        case status(Int, words: String?)
    }

    package let reason: Reason
    /// Where, without a query and without a password.
    package let place: String

    init(_ reason: Reason, url: String) {
        self.reason = reason
        place = URLParts(url)?.place ?? url
    }

    /// What a response that is no success means, with what the server said of it.
    package init(_ head: HTTPResponseHead, _ body: [UInt8]) {
        self.init(.status(head.status, words: Self.words(in: body)), url: head.url)
    }

    /// Whether the same request may well succeed a little later.
    package var isPassing: Bool {
        switch reason {
        case .unreachable, .cut: true
        case .status(let status, _): HTTPError.isPassing(status: status)
        case .libraryMissing, .badURL, .unknownHost, .timedOut, .untrusted, .nonsense, .failed, .tooLarge,
            .tooManyRedirects, .insecureRedirect:
            false
        }
    }

    static func isPassing(status: Int) -> Bool { [429, 500, 502, 503, 504].contains(status) }

    package var description: String {
        switch reason {
        case .libraryMissing(let detail):
            "cannot reach \(place): libcurl cannot be used (\(detail)); install libcurl4 (Debian, Ubuntu)"
        case .badURL: "cannot reach '\(place)': it is not the address of a server; write it as in https://example.org"
        case .unknownHost: "cannot reach \(place): there is no such host; check the name and the network"
        case .unreachable: "cannot reach \(place): nothing answers there; check the address, and that the server is running"
        case .timedOut: "\(place) takes too long to answer; try again later"
        case .untrusted(let detail):
            "cannot trust \(place): \(detail); if its certificate is your own, name it in SSL_CERT_FILE"
        case .cut(let detail): "\(place) broke off the connection (\(detail)); try again"
        case .nonsense(let detail): "what answers at \(place) does not speak HTTP (\(detail)); check the address and port"
        case .failed(let detail): "asking \(place) failed (\(detail)); try again later"
        case .tooLarge(let limit):
            "\(place) answers with more than \(limit >> 20) MiB, which is not what was asked for; check the address"
        case .tooManyRedirects: "\(place) leads from one address to the next without end; check the address"
        case .insecureRedirect: "\(place) leads from https to an unencrypted address, which is not followed; check the address"
        case .status(let status, let words): Self.sentence(place, status, words)
        }
    }

    private static func sentence(_ place: String, _ status: Int, _ words: String?) -> String {
        let said = words.map { " ('\($0)')" } ?? ""
        switch status {
        case 401: return "\(place) wants to know who you are: status 401\(said); set the token it asks for"
        case 403: return "\(place) refuses: status 403\(said); check that your token allows this"
        case 404: return "there is nothing at \(place): status 404\(said); check the address"
        case 413: return "\(place) finds the request too large: status 413\(said); ask its administrator for a higher limit"
        case 429: return "\(place) has had too many requests: status 429\(said); try again later"
        case 500...: return "\(place) is in trouble: status \(status)\(said); try again later, or look into its log"
        default: return "\(place) answers with status \(status)\(said), which is not what was expected; check the address"
        }
    }

    /// The beginning of a server's answer on one line, where it is text.
    static func words(in body: [UInt8]) -> String? {
        guard !body.isEmpty, let text = String(validating: body.prefix(2000), as: UTF8.self) else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty, !words.hasPrefix("<"), words.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { return nil }
        return words.count > 200 ? words.prefix(200) + "…" : words
    }
}
