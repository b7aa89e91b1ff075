import Files
@testable import ModelHub
import TestSupport
import Testing

/// Downloads that were broken off go on where they were, and never end with wrong contents.
struct ResumeTests {
    private let incomplete = "blobs/\(Hub.weightsName).incomplete"

    /// Leaves what an earlier pull that was broken off would have left.
    private func leave(_ bytes: [UInt8], of name: String, in hub: Hub) throws {
        try hub.folder.write(bytes, to: "cache/models--org--\(name)/\(incomplete)")
    }

    private func ranges(_ hub: Hub) throws -> [String?] {
        try hub.server.requests().filter { $0.path.hasPrefix("/cdn") }.map { $0.headers["range"] }
    }

    @Test func aBrokenConnectionIsTakenUpWhereItBroke() throws {
        try Hub.with { hub throws in
            let summary = try hub.pull("cut")
            #expect(try ranges(hub) == [nil, "bytes=300000-"])
            #expect(summary.downloaded == summary.size)
            #expect(try contents(of: hub.file("cut", "blobs/\(Hub.weightsName)")) == Hub.weights)
        }
    }

    @Test func aServerThatStartsAgainIsFollowed() throws {
        try Hub.with { hub throws in
            try hub.pull("no-range")
            #expect(try contents(of: hub.file("no-range", "blobs/\(Hub.weightsName)")) == Hub.weights)
        }
    }

    @Test func whatCameBeforeStaysWhenTheConnectionKeepsBreaking() throws {
        try Hub.with { hub throws in
            let error = #expect(throws: HubError.self) { try hub.pull("always-cut") }
            #expect(error == .incomplete(file: "open_clip_model.safetensors", received: 300_050, size: Hub.weights.count))
            #expect(try contents(of: hub.file("always-cut", incomplete)) == Array(Hub.weights[..<300_050]))
            // Half a model is no model.
            #expect(throws: (any Error).self) { try hub.names("always-cut", "snapshots") }
            #expect(throws: (any Error).self) { try hub.names("always-cut", "refs") }
        }
    }

    @Test func anEarlierPullIsGoneOnWith() throws {
        try Hub.with { hub throws in
            try leave(Array(Hub.weights[..<1234]), of: "good", in: hub)
            let summary = try hub.pull("good")
            #expect(try ranges(hub) == ["bytes=1234-"])
            #expect(summary.downloaded == summary.size - 1234)
            #expect(try !hub.names("good", "blobs").contains { $0.hasSuffix(".incomplete") })
        }
    }

    @Test func anEarlierPullThatOnlyLackedItsNameIsFinished() throws {
        try Hub.with { hub throws in
            try leave(Hub.weights, of: "good", in: hub)
            try hub.pull("good")
            #expect(try ranges(hub) == [])
            #expect(try contents(of: hub.file("good", "blobs/\(Hub.weightsName)")) == Hub.weights)
        }
    }

    @Test(arguments: [1000, Hub.weights.count, Hub.weights.count + 1])
    func damageFromAnEarlierPullIsFoundAndMended(count: Int) throws {
        try Hub.with { hub throws in
            try leave([UInt8](repeating: 7, count: count), of: "good", in: hub)
            try hub.pull("good")
            #expect(try contents(of: hub.file("good", "blobs/\(Hub.weightsName)")) == Hub.weights)
        }
    }

    @Test(arguments: [("wrong", "open_clip_model.safetensors"), ("short", "open_clip_config.json")])
    func wrongContentsAreRefusedAndForgotten(name: String, file: String) throws {
        try Hub.with { hub throws in
            let error = #expect(throws: HubError.self) { try hub.pull(name) }
            guard case .wrongContents(file, _) = error else { return #expect(Bool(false), "\(error as Any)") }
            let kept = try hub.names(name, "blobs")
            #expect(!kept.contains { $0.hasPrefix(Hub.weightsName) || $0.hasSuffix(".incomplete") })
        }
    }
}
