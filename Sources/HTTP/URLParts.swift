internal import CCURL

/// An address in parts, as libcurl takes it.
package struct URLParts: Equatable, Sendable {
    package let scheme: String
    package let host: String
    package let port: String
    package let path: String
    /// The part after the question mark.
    package let query: String?
    /// Whether it tells a user's name, and with it perhaps a password.
    package let hasUser: Bool

    /// Creates the parts of `url`; nil unless it is an address of http or https.
    package init?(_ url: String) {
        guard let scheme = Self.part(CCURL_SCHEME, of: url), scheme == "http" || scheme == "https",
            let host = Self.part(CCURL_HOST, of: url), let port = Self.part(CCURL_PORT, of: url)
        else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        path = Self.part(CCURL_PATH, of: url) ?? "/"
        query = Self.part(CCURL_QUERY, of: url)
        hasUser = Self.part(CCURL_USER, of: url) != nil
    }

    /// The scheme, host and port (RFC 6454).
    package var origin: String { "\(scheme)://\(host)" + (isStandardPort ? "" : ":\(port)") }

    /// The address in messages.
    var place: String { path == "/" ? origin : origin + path }

    private var isStandardPort: Bool { port == (scheme == "https" ? "443" : "80") }

    /// The host of a proxy, as it is named in the environment; an address without a scheme is one of http.
    static func host(ofProxy proxy: String) -> String? {
        part(CCURL_HOST, of: proxy.contains("://") ? proxy : "http://\(proxy)")
    }

    private static func part(_ part: ccurl_part, of url: String) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        var message = [CChar](repeating: 0, count: Int(CCURL_MESSAGE_SIZE))
        guard ccurl_url_part(url, part, &text, &message) == CCURL_DONE, let text else { return nil }
        defer { ccurl_free(text) }
        return String(cString: text)
    }
}

/// `text` as a part of a path or query: all but letters, digits and `-._~` become percent and two digits. Slashes stay where
/// `keepsSlashes` says so.
package func percentEncoded(_ text: String, keepingSlashes keepsSlashes: Bool = false) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        case UInt8(ascii: "/") where keepsSlashes: encoded += "/"
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            encoded += "%" + (digits.count < 2 ? "0" : "") + digits
        }
    }
    return encoded
}
