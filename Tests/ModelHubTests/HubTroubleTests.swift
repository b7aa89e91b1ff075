import HTTP
@testable import ModelHub
import SystemPackage
import TestSupport
import Testing

/// What a hub refuses, and what is no hub: each is a sentence.
struct HubTroubleTests {
    private func expectSentence(_ error: HubError?, _ parts: String..., location: SourceLocation = #_sourceLocation) {
        let text = shownSentence(error)
        #expect(isOneLine(text), sourceLocation: location)
        for part in parts { #expect(text.contains(part), "\(text)", sourceLocation: location) }
    }

    @Test func whatTheHubRefuses() throws {
        try Hub.with(token: "secret") { hub throws in
            expectSentence(#expect(throws: HubError.self) { try hub.pull("none") }, "no model org/none", "set HF_TOKEN")
            expectSentence(#expect(throws: HubError.self) { try hub.pull("private") }, "org/private", "HF_TOKEN")
            expectSentence(
                #expect(throws: HubError.self) { try hub.pull("private", token: "wrong") }, "your HF_TOKEN allows")
            expectSentence(
                #expect(throws: HubError.self) { try hub.pull("gated") }, "accept them at \(hub.server.address)/org/gated")
            expectSentence(#expect(throws: HubError.self) { try hub.pull("good", revision: "v2") }, "no revision 'v2'")
            expectSentence(
                #expect(throws: HubError.self) { try hub.pull("pytorch") }, "no open_clip_model.safetensors", "not a model")
            expectSentence(#expect(throws: HubError.self) { try hub.pull("broken") }, "status 500", "fallen over")
        }
    }

    @Test func whatIsNoHub() throws {
        try Hub.with { hub throws in
            expectSentence(#expect(throws: HubError.self) { try hub.pull("nonsense") }, "not a model hub", "HF_ENDPOINT")
            expectSentence(#expect(throws: HubError.self) { try hub.pull("hostile") }, "not a model hub")
            hub.server.stop()
            expectSentence(#expect(throws: HubError.self) { try hub.pull("good") }, "nothing answers")
        }
    }

    @Test(arguments: ["", "..", "a/../b", "/main", "main/", ".hidden", "a b", "a\nb"])
    func revisionsThatAreNone(revision: String) throws {
        try Hub.with { hub throws in
            #expect(throws: HubError.badRevision(revision)) { try hub.pull("good", revision: revision) }
            #expect(try hub.server.requests().isEmpty)
        }
    }

    @Test func namesOfContentsStayInTheCache() {
        let sha256 = String(repeating: "aB", count: 32)
        #expect(ContentName(etag: "\"\(sha256)\"") == .sha256(sha256.lowercased()))
        #expect(ContentName(etag: "W/\"\(sha256.prefix(40))\"") == .gitBlob(sha256.prefix(40).lowercased()))
        #expect(ContentName(etag: "\"abc-1\"") == .opaque("abc-1"))
        for etag in ["", "\"\"", "\"../../evil\"", "\"a/b\"", "\".hidden\"", "\"a b\"", String(repeating: "a", count: 201)] {
            #expect(ContentName(etag: etag) == nil)
        }
    }

    @Test func aFullDiskIsASentence() throws {
        expectSentence(.system("/cache/x", .noSpace), "/cache/x", "disk is full", "goes on from there")
        expectSentence(.system("/cache/x", .permissionDenied), "/cache/x", "HF_HUB_CACHE")
    }

    @Test func aCacheThatCannotBeWrittenIsASentence() throws {
        try Hub.with { hub throws in
            try hub.folder.write([], to: "cache")
            expectSentence(#expect(throws: HubError.self) { try hub.pull("good") }, "cannot write", "HF_HUB_CACHE")
        }
    }
}
