import Files
import HTTP

/// The address of a collection of a Chroma server: `chroma://HOST[:PORT]/COLLECTION[?tenant=T&database=D]`, or
/// `chroma+https://…`.
struct ChromaAddress: Equatable, Sendable {
    /// The server's address, as in `http://localhost:8000`.
    let server: String
    let collection: String
    let tenant: String
    let database: String

    init(_ text: String) throws(StoreError) {
        func wrong(_ detail: String) -> StoreError { .badAddress(withoutCredentials(text), detail: detail) }
        let url: String
        if text.hasPrefix("chroma://") {
            url = "http://" + text.dropFirst(9)
        } else if text.hasPrefix("chroma+https://") {
            url = "https://" + text.dropFirst(15)
        } else {
            throw wrong("it begins with neither chroma:// nor chroma+https://")
        }
        guard let parts = URLParts(url) else { throw wrong("it names no host") }
        guard !parts.hasUser else { throw wrong("a name or password does not belong into it; set CHROMA_TOKEN") }
        // Port 80 is what libcurl makes of none.
        let usesStandardPort = parts.scheme == "http" && parts.port == "80" && !url.contains(":80/")
        server = usesStandardPort ? "\(parts.origin):8000" : parts.origin
        collection = String(parts.path.drop { $0 == "/" })
        guard Self.isName(collection) else {
            throw wrong("a collection's name has 3 to 512 letters, digits and any of . _ - in the middle")
        }
        var values = ["tenant": "default_tenant", "database": "default_database"]
        for item in (parts.query ?? "").split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, values[pair[0]] != nil, Self.isName(pair[1]) else {
                throw wrong("after the question mark can stand tenant=NAME and database=NAME, joined by &")
            }
            values[pair[0]] = pair[1]
        }
        tenant = values["tenant"]!  // Was put in above.
        database = values["database"]!  // As above.
    }

    /// The address of the database's collections.
    var collections: String { "\(server)/api/v2/tenants/\(tenant)/databases/\(database)/collections" }

    /// Chroma's rule for collections, which others keep to as well.
    private static func isName(_ name: String) -> Bool {
        func isLetterOrDigit(_ character: Character?) -> Bool {
            character.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
        }
        return (3...512).contains(name.utf8.count) && isLetterOrDigit(name.first) && isLetterOrDigit(name.last)
            && name.allSatisfy { isLetterOrDigit($0) || "._-".contains($0) }
    }
}
