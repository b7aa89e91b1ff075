internal import CCURL
import Files

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One exchange after another over connections that stay open; not to be shared between threads.
final class HTTPSession {
    private let session: OpaquePointer
    private let limits: HTTPLimits
    private let certificates: String?

    /// - Parameter certificates: A file of certificates to trust in place of the system's.
    init(limits: HTTPLimits, certificates: String?, url: String) throws(HTTPError) {
        var created: OpaquePointer?
        var message = [CChar](repeating: 0, count: Int(CCURL_MESSAGE_SIZE))
        let outcome = ccurl_session_create(&created, &message)
        guard outcome == CCURL_DONE, let created else { throw Self.error(outcome, String(message: message), url: url) }
        session = created
        self.limits = limits
        self.certificates = certificates
    }

    deinit { ccurl_session_destroy(session) }

    /// The user data of the C callback: the sink, and the error that it threw.
    private final class Receiver {
        var head = HTTPResponseHead()
        let sink: (HTTPResponseHead, UnsafeRawBufferPointer) throws -> Void
        let accepts: ((NetworkAddress) -> Bool)?
        var error: (any Error)?

        init(
            _ accepts: ((NetworkAddress) -> Bool)?,
            _ sink: @escaping (HTTPResponseHead, UnsafeRawBufferPointer) throws -> Void
        ) {
            self.accepts = accepts
            self.sink = sink
        }

        func take(_ bytes: UnsafeRawBufferPointer) -> Int32 {
            do {
                try sink(head, bytes)
                return 0
            } catch {
                self.error = error
                return 1
            }
        }
    }

    /// Sends one request, and gives `sink` the body of the response as it comes.
    ///
    /// - Parameters:
    ///   - deadline: When it must be over; nil for no limit.
    ///   - accepts: Which addresses may be connected to; nil for all.
    /// - Throws: `HTTPError`, or what `sink` threw, which ends the exchange.
    func exchange(
        _ request: HTTPRequest, deadline: ContinuousClock.Instant? = nil, accepts: ((NetworkAddress) -> Bool)? = nil,
        sink: @escaping (HTTPResponseHead, UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponseHead {
        let rest = deadline.map { Int((ContinuousClock.now.duration(to: $0) / .milliseconds(1)).rounded(.up)) }
        if let rest, rest <= 0 { throw HTTPError(.timedOut, url: request.url) }
        let receiver = Receiver(accepts, sink)
        receiver.head.url = request.url
        var response = ccurl_response()
        var message = [CChar](repeating: 0, count: Int(CCURL_MESSAGE_SIZE))
        let outcome = withCRequest(request, milliseconds: rest ?? 0, isFiltered: accepts != nil) { request in
            ccurl_exchange(
                session, request,
                { context, bytes, count in
                    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
                    // The receiver lives until the exchange is over.
                    Unmanaged<Receiver>.fromOpaque(context!).takeUnretainedValue().head.take(line)
                    return 0
                },
                { context, bytes, count in
                    let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
                    // As above.
                    return Unmanaged<Receiver>.fromOpaque(context!).takeUnretainedValue().take(bytes)
                }, Unmanaged.passUnretained(receiver).toOpaque(), &response, &message)
        }
        if let error = receiver.error { throw error }
        guard outcome == CCURL_DONE else { throw Self.error(outcome, String(message: message), url: request.url) }
        guard (100...599).contains(receiver.head.status) else {
            throw HTTPError(.nonsense("status \(receiver.head.status)"), url: request.url)
        }
        receiver.head.redirect = response.redirect.map { String(cString: $0) }
        receiver.head.peer = response.peer.flatMap { NetworkAddress(String(cString: $0)) }
        return receiver.head
    }

    private func withCRequest<Result>(
        _ request: HTTPRequest, milliseconds: Int, isFiltered: Bool, _ body: (UnsafePointer<ccurl_request>) -> Result
    ) -> Result {
        let lines = request.headers.map { strdup("\($0.name): \($0.value)")! }  // Null only where memory is out.
        defer { lines.forEach { free($0) } }
        let headers = lines.map { UnsafePointer<CChar>?($0) } + [nil]
        let url = request.url
        return url.withCString { url in
            request.method.rawValue.withCString { method in
                withOptionalCString(certificates) { certificates in
                    headers.withUnsafeBufferPointer { headers in
                        withOptionalBytes(request.body) { bytes, count in
                            var request = ccurl_request(
                                url: url, method: method, headers: headers.baseAddress!,  // Never empty.
                                body: bytes, body_count: count, certificates: certificates,
                                connect_milliseconds: Int(limits.connecting * 1000), idle_seconds: limits.idle,
                                total_milliseconds: milliseconds,
                                accepts: isFiltered ? Self.filter : nil)
                            return body(&request)
                        }
                    }
                }
            }
        }
    }

    private static func error(_ outcome: ccurl_outcome, _ detail: String, url: String) -> HTTPError {
        let reason: HTTPError.Reason =
            switch outcome {
            case CCURL_MISSING: .libraryMissing(detail)
            case CCURL_BAD_URL: .badURL
            case CCURL_UNKNOWN_HOST: .unknownHost
            case CCURL_UNREACHABLE: .unreachable
            case CCURL_TIMED_OUT: .timedOut
            case CCURL_UNTRUSTED: .untrusted(detail)
            case CCURL_CUT: .cut(detail)
            case CCURL_NONSENSE: .nonsense(detail)
            case CCURL_BARRED: .privateRedirect
            default: .failed(detail)
            }
        return HTTPError(reason, url: url)
    }
}

extension HTTPSession {
    /// Asks the receiver of an exchange whether an address may be connected to.
    fileprivate static var filter: ccurl_filter {
        { context, bytes, count in
            let address = NetworkAddress(bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
            // The receiver lives until the exchange is over.
            let receiver = Unmanaged<Receiver>.fromOpaque(context!).takeUnretainedValue()
            return receiver.accepts?(address) ?? true ? 1 : 0
        }
    }
}

private func withOptionalCString<Result>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let string else { return body(nil) }
    return string.withCString { body($0) }
}

private func withOptionalBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafePointer<UInt8>?, Int) -> Result) -> Result {
    guard let bytes else { return body(nil, 0) }
    // An empty array may have no address, and no address means no body.
    return (bytes.isEmpty ? [0] : bytes).withUnsafeBufferPointer { body($0.baseAddress, bytes.count) }
}
