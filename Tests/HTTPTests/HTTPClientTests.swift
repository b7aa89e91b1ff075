@testable import HTTP
import TestSupport
import Testing

/// Requests to a server on this machine.
struct HTTPClientTests {
    @Test func aResponseHasStatusHeadersAndBody() throws {
        try withServer { server throws in
            let response = try server.send(.post, "/echo", body: Array("hello".utf8))
            #expect(response.status == 200)
            #expect(response.body == Array("hello".utf8))
            #expect(response.head["x-method"] == "POST")
            #expect(response.head["X-Padded"] == "value")
            #expect(response.head["Nothing"] == nil)
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .post, .put, .delete])
    func everyMethodIsSent(method: HTTPRequest.Method) throws {
        try withServer { server throws in
            #expect(try server.send(method, "/echo").status == 200)
            #expect(try server.requests().map(\.method) == [method.rawValue])
        }
    }

    @Test func aBodyMayBeEmptyOrLarge() throws {
        try withServer { server throws in
            for count in [0, 1, 5_000_000] {
                let body = linearCongruentialBytes(seed: 1, count: count)
                #expect(try server.send(.put, "/echo", body: body).body == body)
            }
            #expect(try server.requests().map(\.size) == [0, 1, 5_000_000])
        }
    }

    @Test func aStatusThatIsNoSuccessIsForTheCallerToJudge() throws {
        try withServer { server throws in
            let response = try server.send(.get, "/status/404")
            #expect(response.status == 404)
            let error = #expect(throws: HTTPError.self) { try response.successful() }
            #expect(shownSentence(error).contains("404"))
            #expect(shownSentence(error).contains("so it is"))
            #expect(try server.send(.get, "/status/204").successful().body.isEmpty)
        }
    }

    @Test func oneConnectionServesManyRequests() throws {
        try withServer { server throws in
            let client = HTTPClient()
            for number in 1...20 {
                let response = try client.send(HTTPRequest(.post, server.address + "/echo", body: [UInt8(number)]))
                #expect(response.body == [UInt8(number)])
            }
        }
    }

    @Test func aBodyIsGivenAsItComes() throws {
        try withServer { server throws in
            var pieces: [Int] = []
            let head = try HTTPClient().receive {
                HTTPRequest(.get, server.address + "/large/3000000")
            } sink: { head, bytes in
                #expect(head.status == 200)
                pieces.append(bytes.count)
            }
            #expect(head.isSuccess)
            #expect(pieces.reduce(0, +) == 3_000_000)
            #expect(pieces.count > 1)
        }
    }

    @Test func whatASinkThrowsEndsTheExchange() throws {
        struct Enough: Error {}
        try withServer { server throws in
            let client = HTTPClient()
            #expect(throws: Enough.self) {
                _ = try client.receive {
                    HTTPRequest(.get, server.address + "/large/3000000")
                } sink: { _, _ in
                    throw Enough()
                }
            }
            // And the client is as good as before.
            #expect(try client.send(HTTPRequest(.get, server.address + "/status/200")).status == 200)
        }
    }

    @Test func moreThanWasBargainedForIsRefused() throws {
        try withServer { server throws in
            var limits = HTTPLimits()
            limits.responseSize = 1000
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/large/1001", limits: limits) }
            #expect(error?.reason == .tooLarge(limit: 1000))
            #expect(try server.send(.get, "/large/1000", limits: limits).body.count == 1000)
        }
    }
}
