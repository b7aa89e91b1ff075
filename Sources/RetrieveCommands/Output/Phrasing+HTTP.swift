import HTTP

extension HTTPError: CustomStringConvertible {
    var description: String {
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
        case .privateRedirect:
            "\(place) leads from a public network to an address of a private one, which is not followed; check the address"
        case .status(let status, let words): Self.sentence(place, status, words)
        }
    }

    private static func sentence(_ place: String, _ status: Int, _ words: String?) -> String {
        let said = words.map { " ('\($0)')" } ?? ""
        switch status {
        case 401: return "\(place) wants to know who you are: status 401\(said); give the credentials that it asks for"
        case 403: return "\(place) refuses: status 403\(said); check that you are allowed to do this"
        case 404: return "there is nothing at \(place): status 404\(said); check the address"
        case 413: return "\(place) finds the request too large: status 413\(said); ask its administrator for a higher limit"
        case 429: return "\(place) has had too many requests: status 429\(said); try again later"
        case 500...: return "\(place) is in trouble: status \(status)\(said); try again later, or look into its log"
        default: return "\(place) answers with status \(status)\(said), which is not what was expected; check the address"
        }
    }
}
