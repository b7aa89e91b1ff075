import Files
import Synchronization

/// Gets files from servers. Several threads may ask at once, each over connections that stay open.
package final class FileFetcher: Sendable {
    /// The most bytes of a file, whatever else is allowed.
    private static let maximumSize = 256 << 20

    private let userAgent: String
    private let limits: HTTPLimits
    private let isPublic: @Sendable (NetworkAddress) -> Bool
    /// Clients that nobody asks just now.
    private let idle = Mutex<[IdleClient]>([])

    private struct IdleClient: @unchecked Sendable {  // A client is asked by one thread at a time: the one that took it.
        let client: HTTPClient
    }

    /// - Parameters:
    ///   - userAgent: What servers are told of who asks.
    ///   - isPublic: Which addresses are those of a public network: from there no redirect is followed to others.
    package init(
        userAgent: String, limits: HTTPLimits = FileFetcher.standardLimits,
        isPublic: @escaping @Sendable (NetworkAddress) -> Bool = { $0.isPublic }
    ) {
        self.userAgent = userAgent
        self.limits = limits
        self.isPublic = isPublic
    }

    /// Short limits, as a user waits for the file.
    package static var standardLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.idle = 20
        limits.total = 120
        return limits
    }

    /// The bytes at `address`.
    ///
    /// - Parameters:
    ///   - limit: The most bytes there may be.
    ///   - isWanted: Looks at the first bytes; where it answers false these are all that is fetched.
    func fetch(
        _ address: String, limit: Int, isWanted: (UnsafeRawBufferPointer) -> Bool
    ) throws(HTTPError) -> [UInt8] {
        let client =
            idle.withLock { $0.popLast() }?.client
            ?? HTTPClient(
                limits: limits, retries: RetryPolicy(attempts: 3, firstDelay: 0.25, longestDelay: 2),
                redirectsGuardedBy: isPublic)
        let returned = IdleClient(client: client)
        defer { idle.withLock { $0.append(returned) } }
        return try withoutActuallyEscaping(isWanted) { isWanted throws(HTTPError) in
            let receiver = Receiver(limit: min(limit, Self.maximumSize), isWanted: isWanted)
            let request = HTTPRequest(.get, address, headers: [HTTPRequest.Header("User-Agent", userAgent)])
            do {
                let head = try client.receive {
                    receiver.bytes.removeAll(keepingCapacity: true)
                    return request
                } sink: {
                    try receiver.take($1, of: $0)
                }
                guard head.isSuccess else { throw HTTPError(head, receiver.bytes) }
            } catch is Unwanted {
                // What came tells what it is.
            } catch let error as HTTPError {
                throw error
            } catch {
                preconditionFailure("only HTTPError and Unwanted are thrown above: \(error)")
            }
            return receiver.bytes
        }
    }

    private struct Unwanted: Error {}

    /// Takes the bytes of one file as they come.
    private final class Receiver {
        /// The number of first bytes by which a format is told; of an error page no more are kept.
        private static let probeSize = 4096

        let limit: Int
        let isWanted: (UnsafeRawBufferPointer) -> Bool
        var bytes: [UInt8] = []

        init(limit: Int, isWanted: @escaping (UnsafeRawBufferPointer) -> Bool) {
            self.limit = limit
            self.isWanted = isWanted
        }

        func take(_ next: UnsafeRawBufferPointer, of head: HTTPResponseHead) throws {
            guard head.isSuccess else {
                bytes.append(contentsOf: next.prefix(max(0, Self.probeSize - bytes.count)))
                return
            }
            let isProbed = bytes.count >= Self.probeSize
            guard bytes.count + next.count <= limit else { throw HTTPError(.tooLarge(limit: limit), url: head.url) }
            bytes.append(contentsOf: next)
            if !isProbed, bytes.count >= Self.probeSize, !bytes.withUnsafeBytes(isWanted) { throw Unwanted() }
        }
    }
}

/// A file on a server, fetched when it is first asked for.
package final class RemoteFile: RemoteContents {
    /// The address without a user's name and password, which are for its server alone.
    package let name: String
    private let address: String
    private let fetcher: FileFetcher
    private let keepsBytes: Bool
    private let kept = Mutex<[UInt8]?>(nil)

    /// - Parameters:
    ///   - address: Of http or https.
    ///   - keepsBytes: Whether they are kept, for one who asks more than once.
    package init(_ address: String, from fetcher: FileFetcher, keepsBytes: Bool = false) {
        name = withoutCredentials(address)
        self.address = address
        self.fetcher = fetcher
        self.keepsBytes = keepsBytes
    }

    /// Whether `name` is the address of a file on a server.
    package static func isAddress(_ name: String) -> Bool {
        let head = name.prefix(8).lowercased()
        return head.hasPrefix("http://") || head.hasPrefix("https://")
    }

    package func bytes(limit: Int, isWanted: (UnsafeRawBufferPointer) -> Bool) throws -> [UInt8] {
        if let kept = kept.withLock({ $0 }) { return kept }
        let bytes = try fetcher.fetch(address, limit: limit, isWanted: isWanted)
        if keepsBytes { kept.withLock { $0 = bytes } }
        return bytes
    }
}
