import Files

/// An error that says why a server did not answer, or not as it should.
package struct HTTPError: Error, Equatable {
    package enum Reason: Sendable, Equatable {
        /// libcurl is missing; the text is the loader's own.
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
        /// A redirect leads from https to an address that can be read and changed on the way.
        case insecureRedirect
        /// The server redirects from a public network to an address of a private one.
        case privateRedirect
        /// The server answered with an error status, and with `words`, the beginning of its body, if that was text.
        case status(Int, words: String?)
    }

    package let reason: Reason
    /// The address, without its query and a user's name and password.
    package let place: String

    init(_ reason: Reason, url: String) {
        self.reason = reason
        place = URLParts(url)?.place ?? withoutCredentials(url)
    }

    /// Creates the error of a response that is not a success, with the server's own words.
    package init(_ head: HTTPResponseHead, _ body: [UInt8]) {
        self.init(.status(head.status, words: Self.words(in: body)), url: head.url)
    }

    /// Whether the error is transient: the same request may succeed a little later.
    package var isPassing: Bool {
        switch reason {
        case .unreachable, .cut: true
        case .status(let status, _): HTTPError.isPassing(status: status)
        case .libraryMissing, .badURL, .unknownHost, .timedOut, .untrusted, .nonsense, .failed, .tooLarge,
            .tooManyRedirects, .insecureRedirect, .privateRedirect:
            false
        }
    }

    static func isPassing(status: Int) -> Bool { [429, 500, 502, 503, 504].contains(status) }

    /// The beginning of a server's answer on one line, where it is text.
    static func words(in body: [UInt8]) -> String? {
        guard !body.isEmpty, let text = String(validating: body.prefix(2000), as: UTF8.self) else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty, !words.hasPrefix("<"), words.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { return nil }
        return words.count > 200 ? words.prefix(200) + "…" : words
    }
}
