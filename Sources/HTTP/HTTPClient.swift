import Files

/// Asks servers over HTTP and HTTPS; not to be shared between threads.
///
/// Redirects are followed, secret headers staying behind where they lead to somebody else. A request is made again after a
/// while when the server is busy, in trouble or not there; so it should be one that does no harm when made twice. libcurl,
/// which does the work, is loaded by the first request. It heeds the usual `https_proxy` and `no_proxy`.
///
/// A client that guards against redirects follows none from a public network to a private one: whoever may send a picture could
/// otherwise have this machine ask its neighbours. Names are judged by the addresses that are connected to.
package final class HTTPClient {
    private let limits: HTTPLimits
    private let retries: RetryPolicy
    private let certificates: String?
    /// Selects the addresses that are public, where redirects are guarded.
    private let isPublic: (@Sendable (NetworkAddress) -> Bool)?
    private var session: HTTPSession?

    /// The file of certificates that the user names, as the program `curl` finds it; the library by itself does not look.
    package static var namedCertificates: String? {
        environmentVariable("CURL_CA_BUNDLE") ?? environmentVariable("SSL_CERT_FILE")
    }

    /// - Parameters:
    ///   - certificates: A file of certificates to trust in place of the system's.
    ///   - isPublic: Which addresses are those of a public network, where redirects from there to others are refused; nil where all
    ///     are followed.
    package init(
        limits: HTTPLimits = HTTPLimits(), retries: RetryPolicy = RetryPolicy(), certificates: String? = namedCertificates,
        redirectsGuardedBy isPublic: (@Sendable (NetworkAddress) -> Bool)? = nil
    ) {
        self.isPublic = isPublic
        self.limits = limits
        self.retries = retries
        self.certificates = certificates
    }

    /// The response to `request`, whatever its status.
    package func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        var body: [UInt8] = []
        do {
            let head = try receive {
                body.removeAll(keepingCapacity: true)
                return request
            } sink: { [limits] head, bytes in
                guard body.count + bytes.count <= limits.responseSize else {
                    throw HTTPError(.tooLarge(limit: limits.responseSize), url: head.url)
                }
                body.append(contentsOf: bytes)
            }
            return HTTPResponse(head: head, body: body)
        } catch let error as HTTPError {
            throw error
        } catch {
            preconditionFailure("only HTTPError is thrown above: \(error)")
        }
    }

    /// Gives `sink` the body of the response as it comes, with the head that came before.
    ///
    /// - Parameter request: What to ask; called for each attempt, as what is left to ask for may differ by then.
    /// - Throws: `HTTPError`, or what the closures threw, which ends it.
    package func receive(
        _ request: () throws -> HTTPRequest, sink: @escaping (HTTPResponseHead, UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponseHead {
        let deadline = limits.total.map { ContinuousClock.now + .seconds($0) }
        var attempt = 1
        while true {
            do {
                let head = try follow(request(), until: deadline, sink: sink)
                let wait = retries.delay(after: attempt, asked: head["Retry-After"].flatMap { Double($0) })
                guard HTTPError.isPassing(status: head.status), isAllowed(attempt, wait, deadline) else { return head }
                retries.wait(wait)
            } catch let error as HTTPError where error.isPassing {
                let wait = retries.delay(after: attempt, asked: nil)
                guard isAllowed(attempt, wait, deadline) else { throw error }
                retries.wait(wait)
            }
            attempt += 1
        }
    }

    /// Whether another attempt may follow `attempt` attempts and a wait of so many seconds.
    private func isAllowed(_ attempt: Int, _ wait: Double, _ deadline: ContinuousClock.Instant?) -> Bool {
        attempt < retries.attempts && deadline.map { ContinuousClock.now + .seconds(wait) < $0 } ?? true
    }

    /// Makes a request once, and those that the answers lead to.
    private func follow(
        _ request: HTTPRequest, until deadline: ContinuousClock.Instant?,
        sink: @escaping (HTTPResponseHead, UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponseHead {
        var request = request
        guard var parts = URLParts(request.url) else { throw try addressError(request.url) }
        var isGuarded = false
        for _ in 0...limits.redirects {
            let head = try openSession(for: request.url).exchange(
                request, deadline: deadline, accepts: isGuarded ? guardedAddresses(for: parts) : nil
            ) { head, bytes in
                // What a redirect says of itself is for nobody.
                if !head.isRedirect { try sink(head, bytes) }
            }
            guard request.followsRedirects, let redirect = head.redirect else { return head }
            guard let target = URLParts(redirect) else { throw HTTPError(.badURL, url: redirect) }
            isGuarded = isGuarded || comesFromPublicNetwork(head, parts)
            if isGuarded, isPrivate(target) { throw HTTPError(.privateRedirect, url: request.url) }
            if target.origin != parts.origin {
                guard parts.scheme == target.scheme || target.scheme == "https" else {
                    throw HTTPError(.insecureRedirect, url: request.url)
                }
                request.headers.removeAll(where: \.isSecret)
            }
            request.url = redirect
            if head.status == 303, request.method != .head {
                request.method = .get
                request.body = nil
            }
            parts = target
        }
        throw HTTPError(.tooManyRedirects, url: request.url)
    }

    /// Whether a response came from a public network: what a proxy fetched is judged by what it was asked for.
    private func comesFromPublicNetwork(_ head: HTTPResponseHead, _ parts: URLParts) -> Bool {
        guard let isPublic else { return false }
        guard let peer = head.peer, !proxyAddresses(for: parts).contains(peer) else { return !isPrivate(parts) }
        return isPublic(peer)
    }

    /// Whether the host of an address is, as it is written, on this machine or a private network.
    private func isPrivate(_ parts: URLParts) -> Bool {
        guard let isPublic else { return false }
        if parts.host == "localhost" || parts.host.hasSuffix(".localhost") { return true }
        return NetworkAddress(parts.host).map { !isPublic($0) } ?? false
    }

    /// Returns a filter of the addresses that may be connected to for a redirect from a public network.
    private func guardedAddresses(for parts: URLParts) -> (NetworkAddress) -> Bool {
        let proxies = proxyAddresses(for: parts)
        return { [isPublic] address in proxies.contains(address) || isPublic?(address) ?? true }
    }

    /// The addresses of the proxy that the environment names for such an address, used or not.
    private func proxyAddresses(for parts: URLParts) -> Set<NetworkAddress> {
        let names = ["\(parts.scheme)_proxy", "all_proxy", "ALL_PROXY"] + (parts.scheme == "https" ? ["HTTPS_PROXY"] : [])
        let proxies = names.compactMap { environmentVariable($0) }.filter { !$0.isEmpty }
        return Set(
            proxies.compactMap { URLParts.host(ofProxy: $0) }.flatMap { NetworkAddress.addresses(of: $0) })
    }

    /// Returns the error of a bad address. Without libcurl addresses cannot be judged, and its absence is the error.
    private func addressError(_ url: String) throws(HTTPError) -> HTTPError {
        _ = try openSession(for: url)
        return HTTPError(.badURL, url: url)
    }

    private func openSession(for url: String) throws(HTTPError) -> HTTPSession {
        if let session { return session }
        let created = try HTTPSession(limits: limits, certificates: certificates, url: url)
        session = created
        return created
    }
}
