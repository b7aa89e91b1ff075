@testable import HTTP
import TestSupport
import Testing

/// Where redirects lead, and what goes along.
struct RedirectTests {
    private let headers = [
        HTTPRequest.Header("Authorization", "Bearer secret", isSecret: true), HTTPRequest.Header("X-Plain", "for all"),
    ]

    @Test func theyAreFollowed() throws {
        try withServer { server throws in
            let response = try server.send(.get, "/redirect/5")
            #expect(response.status == 200)
            #expect(response.head.url == server.address + "/status/200")
            #expect(!String(decoding: response.body, as: UTF8.self).contains("not for the caller"))
        }
    }

    @Test func theirTimeIsThatOfTheWhole() throws {
        try withServer { server throws in
            var limits = HTTPLimits()
            limits.total = 1
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/late/9", limits: limits) }
            #expect(error?.reason == .timedOut)
        }
    }

    @Test func theyAreAnsweredAsTheyAreWhenAskedFor() throws {
        try withServer { server throws in
            var request = HTTPRequest(.get, server.address + "/redirect/5")
            request.followsRedirects = false
            let response = try HTTPClient().send(request)
            #expect(response.status == 302)
            #expect(response.head.redirect == server.address + "/redirect/4")
        }
    }

    @Test func aSecretStaysWithTheServerItIsFor() throws {
        try withServer { server throws in
            _ = try server.send(.get, "/redirect/1", headers: headers)
            #expect(try server.requests().map { $0.headers["authorization"] } == ["Bearer secret", "Bearer secret"])
        }
        try withServer { server throws in
            #expect(try server.send(.get, "/elsewhere", headers: headers).status == 200)
            let requests = try server.requests()
            #expect(requests.map { $0.headers["authorization"] } == ["Bearer secret", nil])
            #expect(requests.map { $0.headers["x-plain"] } == ["for all", "for all"])
        }
    }

    @Test func theBodyGoesAlongUnlessTheServerSaysToLookElsewhere() throws {
        try withServer { server throws in
            let body = Array("body".utf8)
            #expect(try server.send(.post, "/elsewhere", body: body).body == body)
            let other = try server.send(.post, "/see-other", body: body)
            #expect(other.head["X-Method"] == "GET")
            #expect(other.body.isEmpty)
        }
    }

    @Test func aCircleIsLeft() throws {
        try withServer { server throws in
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/loop") }
            #expect(error?.reason == .tooManyRedirects)
            #expect(try server.requests().count == 11)
        }
    }
}
