/// `text` without the names and passwords of users that stand in its addresses, as in `https://user:secret@host/a.jpg`: it may be an address
/// or a sentence that holds some.
package func withoutCredentials(_ text: String) -> String {
    var (kept, rest) = ("", text[...])
    while let separator = rest.firstRange(of: ":/") {
        kept += rest[..<separator.upperBound]
        rest = rest[separator.upperBound...]
        // Where an address is taken for a path, one slash is left of two.
        let isPath = rest.first != "/"
        if !isPath { kept.append(rest.removeFirst()) }
        let word = rest.prefix { !$0.isWhitespace }
        let authority = word.prefix { !"/?#".contains($0) }
        // A password that should have been percent-encoded, and is not, ends the authority early (RFC 3986, 3.2).
        let credentials = authority.contains("@") || mayBeHost(authority) ? authority : word
        guard let end = credentials.lastIndex(of: "@"), !isPath || credentials[..<end].contains(":") else { continue }
        rest = rest[rest.index(after: end)...]
    }
    return kept + rest
}

/// Whether what stands between `://` and a slash is a host, perhaps with a port, and not a user with the beginning of a password.
private func mayBeHost(_ authority: Substring) -> Bool {
    guard let colon = authority.firstIndex(of: ":"), !authority.hasPrefix("[") else { return true }
    return authority[authority.index(after: colon)...].allSatisfy(\.isWholeNumber)
}
