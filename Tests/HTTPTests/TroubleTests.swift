@testable import HTTP
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Servers that are not there, or not what they should be: each is a sentence.
struct TroubleTests {
    private func reason(_ error: HTTPError?) -> HTTPError.Reason? {
        if let error { #expect(isOneLine(shownSentence(error))) }
        return error?.reason
    }

    @Test func nobodyListens() throws {
        try withServer { server throws in
            server.stop()
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/status/200") }
            #expect(reason(error) == .unreachable)
            #expect(shownSentence(error).contains("127.0.0.1:\(server.port)"))
        }
    }

    @Test func theHostIsUnknown() {
        // RFC 2606 keeps this name free for ever.
        let error = #expect(throws: HTTPError.self) { try HTTPClient().send(HTTPRequest(.get, "http://host.invalid/")) }
        #expect(reason(error) == .unknownHost)
    }

    @Test(arguments: ["", "no address", "ftp://example.org/", "file:///etc/passwd", "http://", "/relative"])
    func theAddressIsNone(url: String) {
        let error = #expect(throws: HTTPError.self) { try HTTPClient().send(HTTPRequest(.get, url)) }
        #expect(reason(error) == .badURL)
    }

    @Test func theServerIsSilent() throws {
        try withServer { server throws in
            var limits = HTTPLimits()
            limits.total = 0.2
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/silent", limits: limits) }
            #expect(reason(error) == .timedOut)
            limits.total = nil
            limits.idle = 1
            #expect(throws: HTTPError.self) { try server.send(.get, "/silent", limits: limits) }
        }
    }

    @Test func everyReasonIsASentenceThatSaysWhatToDo() {
        let reasons: [HTTPError.Reason] = [
            .libraryMissing("so"), .badURL, .unknownHost, .unreachable, .timedOut, .untrusted("so"), .cut("so"),
            .nonsense("so"), .failed("so"), .tooLarge(limit: 1 << 20), .tooManyRedirects, .insecureRedirect,
        ]
        for reason in reasons + [401, 403, 404, 413, 429, 500, 418].map({ .status($0, words: nil) }) {
            let words = shownSentence(HTTPError(reason, url: "http://example.org/a"))
            #expect(isOneLine(words) && words.contains("; "), "\(words)")
        }
    }

    @Test func theServerDoesNotSpeakHTTP() throws {
        try withServer { server throws in
            let error = #expect(throws: HTTPError.self) { try server.send(.get, "/garbage") }
            guard case .nonsense = reason(error) else { return #expect(Bool(false), "\(error as Any)") }
        }
    }

    @Test(arguments: [401, 403, 404, 413, 429, 500, 418])
    func everyStatusIsASentence(status: Int) {
        for words in [nil, "what it said"] {
            let error = HTTPError(.status(status, words: words), url: "http://user:password@example.org:8000/a?token=secret")
            #expect(isOneLine(shownSentence(error)))
            #expect(shownSentence(error).contains("http://example.org:8000/a"))
            #expect(shownSentence(error).contains("\(status)"))
            #expect(!shownSentence(error).contains("secret") && !shownSentence(error).contains("password"))
        }
    }

    @Test func onlyTextIsQuoted() {
        #expect(HTTPError.words(in: []) == nil)
        #expect(HTTPError.words(in: [0xff, 0xfe]) == nil)
        #expect(HTTPError.words(in: Array("<html>".utf8)) == nil)
        #expect(HTTPError.words(in: Array("a\u{1b}[2J".utf8)) == nil)
        #expect(HTTPError.words(in: Array("two\n lines\n".utf8)) == "two lines")
        #expect(HTTPError.words(in: Array(String(repeating: "a", count: 5000).utf8))?.count == 201)
    }
}

/// Servers whose certificate somebody has signed, or nobody.
@Suite(.enabled(if: hasOpenSSL, "the program openssl, which makes a certificate, is not installed"), .serialized)
struct CertificateTests {
    /// Calls `body` with the address of a server and the file of its certificate, which it has signed itself.
    private func withSecureServer(_ body: (String, FilePath) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let (certificate, key) = (folder("certificate.pem"), folder("key.pem"))
            try run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key.string, "-out",
                certificate.string,
            ])
            let server = try LocalServer("plain.py", [certificate.string, key.string], in: folder)
            defer { server.stop() }
            try body("https://127.0.0.1:\(server.port)", certificate)
        }
    }

    @Test func aCertificateThatNobodyHasSignedIsNotTrusted() throws {
        try withSecureServer { address, _ throws in
            let error = #expect(throws: HTTPError.self) { try HTTPClient().send(HTTPRequest(.get, address + "/status/200")) }
            guard case .untrusted = error?.reason else { return #expect(Bool(false), "\(error as Any)") }
            #expect(isOneLine(shownSentence(error)))
        }
    }

    @Test func oneThatWasNamedIs() throws {
        try withSecureServer { address, certificate throws in
            let client = HTTPClient(certificates: certificate.string)
            #expect(try client.send(HTTPRequest(.get, address + "/status/200")).status == 200)
            // Down to an address that anybody can listen to it does not go.
            let error = #expect(throws: HTTPError.self) { try client.send(HTTPRequest(.get, address + "/downgrade")) }
            #expect(error?.reason == .insecureRedirect)
        }
    }
}

private let hasOpenSSL = (try? run(["openssl", "version"])) != nil

private func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw Errno.ioError }
}
