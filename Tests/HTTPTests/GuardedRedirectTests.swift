@testable import HTTP
import Foundation
import TestSupport
import Testing

/// Redirects from a public network to a private one. A second address of this machine stands for the public network.
#if os(Linux)
struct GuardedRedirectTests {
    private static let publicHost = "127.0.0.2"

    /// Calls `body` with a server in the public network, one in the private, and a client that takes them so.
    private func withNetworks(_ body: (_ outside: LocalServer, _ inside: LocalServer, HTTPClient) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            let outside = try LocalServer("plain.py", ["--host", Self.publicHost], in: folder)
            let inside = try LocalServer("plain.py", in: folder)
            defer {
                outside.stop()
                inside.stop()
            }
            let outsideAddress = try #require(NetworkAddress(Self.publicHost))
            let client = HTTPClient(
                retries: RetryPolicy(attempts: 1, firstDelay: 0), redirectsGuardedBy: { $0.isPublic || $0 == outsideAddress })
            try body(outside, inside, client)
        }
    }

    private func redirect(from server: LocalServer, at host: String, to url: String) -> HTTPRequest {
        HTTPRequest(.get, "\(server.address(at: host))/to/\(percentEncoded(url))")
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "LOCALHOST", "a.localhost", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]",
    ])
    func theyAreRefused(host: String) throws {
        try withNetworks { outside, inside, client throws in
            let target = inside.address(at: host) + "/status/200"
            let error = #expect(throws: HTTPError.self) {
                try client.send(redirect(from: outside, at: Self.publicHost, to: target))
            }
            #expect(error?.reason == .privateRedirect)
            #expect(try inside.requests().isEmpty)
        }
    }

    @Test func namesAreJudgedByTheirAddresses() throws {
        // A name of this machine that does not say so.
        let name = ProcessInfo.processInfo.hostName
        guard !name.hasPrefix("localhost"), case let addresses = NetworkAddress.addresses(of: name), !addresses.isEmpty,
            addresses.allSatisfy({ !$0.isPublic })
        else { return }
        try withNetworks { outside, inside, client throws in
            let error = #expect(throws: HTTPError.self) {
                try client.send(redirect(from: outside, at: Self.publicHost, to: "http://\(name):\(inside.port)/status/200"))
            }
            #expect(error?.reason == .privateRedirect)
            #expect(try inside.requests().isEmpty)
        }
    }

    @Test func detoursAreNoWayIn() throws {
        try withNetworks { outside, inside, client throws in
            let last = inside.address + "/status/200"
            let middle = "\(outside.address(at: Self.publicHost))/to/\(percentEncoded(last))"
            let error = #expect(throws: HTTPError.self) {
                try client.send(redirect(from: outside, at: Self.publicHost, to: middle))
            }
            #expect(error?.reason == .privateRedirect)
            // Nor is a connection that stands because the user asked there.
            #expect(try client.send(HTTPRequest(.get, last)).status == 200)
            let count = try inside.requests().count
            #expect(throws: HTTPError.self) { try client.send(redirect(from: outside, at: Self.publicHost, to: last)) }
            #expect(try inside.requests().count == count)
        }
    }

    @Test func othersAreFollowed() throws {
        try withNetworks { outside, inside, client throws in
            let (there, here) = (outside.address(at: Self.publicHost) + "/status/200", inside.address + "/status/200")
            #expect(try client.send(redirect(from: outside, at: Self.publicHost, to: there)).status == 200)
            #expect(try client.send(redirect(from: inside, at: "127.0.0.1", to: here)).status == 200)
            #expect(try client.send(redirect(from: inside, at: "localhost", to: there)).status == 200)
            #expect(try HTTPClient().send(redirect(from: outside, at: Self.publicHost, to: here)).status == 200)
        }
    }

    @Test func theConnectionItselfIsBarred() throws {
        try withNetworks { _, inside, _ in
            let session = try HTTPSession(limits: HTTPLimits(), certificates: nil, url: inside.address)
            let request = HTTPRequest(.get, inside.address(at: "localhost") + "/status/200")
            let error = #expect(throws: HTTPError.self) {
                try session.exchange(request, accepts: { $0.isPublic }) { _, _ in }
            }
            #expect(error?.reason == .privateRedirect)
            #expect(try session.exchange(request, accepts: { _ in true }) { _, _ in }.status == 200)
            #expect(try inside.requests().count == 1)
        }
    }
}
#endif
