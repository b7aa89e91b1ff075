@testable import HTTP
import TestSupport
import Testing

/// What is asked again, and what is not.
struct RetryTests {
    @Test(arguments: [429, 500, 502, 503, 504])
    func aServerInTroubleIsAskedAgain(status: Int) throws {
        try withServer { server throws in
            #expect(try server.send(.post, "/busy/2/\(status)", body: [1, 2]).status == 200)
            #expect(try server.requests().map(\.size) == [2, 2, 2])
        }
    }

    @Test func notForEver() throws {
        try withServer { server throws in
            #expect(try server.send(.get, "/busy/3/503").status == 503)
            #expect(try server.requests().count == 3)
        }
    }

    @Test(arguments: [400, 401, 403, 404, 409, 413, 501])
    func aServerThatIsSureIsNotAskedAgain(status: Int) throws {
        try withServer { server throws in
            #expect(try server.send(.get, "/status/\(status)").status == status)
            #expect(try server.requests().count == 1)
        }
    }

    @Test func aBrokenConnectionIsTriedAgain() throws {
        try withServer { server throws in
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/cut") }
            guard case .cut = error?.reason else { return #expect(Bool(false), "\(error as Any)") }
            #expect(try server.requests().count == 3)
        }
    }

    @Test func notBeyondTheTimeOfTheWhole() throws {
        try withServer { server throws in
            var limits = HTTPLimits()
            limits.total = 1
            let client = HTTPClient(limits: limits, retries: RetryPolicy(attempts: 3, firstDelay: 1.5))
            #expect(try client.send(HTTPRequest(.get, server.address + "/busy/1/503")).status == 503)
            #expect(try server.requests().count == 1)
        }
    }

    @Test func waitsGrowAndHaveAnEnd() {
        let policy = RetryPolicy(attempts: 9, firstDelay: 1, longestDelay: 30)
        for (attempt, least) in [1.0, 2, 4, 8, 16].enumerated() {
            let delay = policy.delay(after: attempt + 1, asked: nil)
            #expect(delay >= least && delay <= 1.25 * least)
        }
        #expect(policy.delay(after: 8, asked: nil) == 30)
    }

    @Test func aServerMayAskForLongerWaitsWithinReason() {
        let policy = RetryPolicy(attempts: 9, firstDelay: 1, longestDelay: 30)
        #expect(policy.delay(after: 1, asked: 7) == 7)
        #expect(policy.delay(after: 4, asked: 1) >= 8)
        #expect(policy.delay(after: 1, asked: 3600) == 30)
    }
}
