import Foundation
@testable import ModelHub
import SystemPackage
import TestSupport
import Testing

/// A model comes into the cache, laid out as other tools expect it.
struct PullTests {
    private let files: Set = ["open_clip_config.json", "open_clip_model.safetensors", "vocab.json", "merges.txt"]

    @Test func theCacheIsLaidOutAsOtherToolsExpectIt() throws {
        try Hub.with { hub throws in
            let summary = try hub.pull("good")
            #expect(summary.folder == hub.file("good", "snapshots/\(Hub.commit)"))
            #expect(summary.commit == Hub.commit)
            #expect(summary.hasTokenizer)
            #expect(try contents(of: hub.file("good", "refs/main")) == Array(Hub.commit.utf8))
            // What is not needed is not downloaded.
            #expect(try hub.names("good", "snapshots/\(Hub.commit)") == files)
            #expect(try hub.names("good", "blobs").count == 4)
            let link = try FileManager.default.destinationOfSymbolicLink(
                atPath: summary.folder.appending("open_clip_model.safetensors").string)
            #expect(link == "../../blobs/\(Hub.weightsName)")
            #expect(try contents(of: summary.folder.appending("open_clip_model.safetensors")) == Hub.weights)
            #expect(try contents(of: summary.folder.appending("merges.txt")) == Array("#version: 0.2\n".utf8))
        }
    }

    @Test func aSecondPullDownloadsNothing() throws {
        try Hub.with { hub throws in
            let first = try hub.pull("good")
            let requests = try hub.server.requests().count
            let second = try hub.pull("good")
            #expect(first.downloaded == first.size)
            #expect(second.downloaded == 0)
            #expect(second.folder == first.folder)
            #expect(
                try hub.server.requests().dropFirst(requests).allSatisfy { $0.method == "HEAD" || $0.path.hasPrefix("/api") })
        }
    }

    @Test func progressAddsUpToTheSize() throws {
        try Hub.with { hub throws in
            for name in ["good", "cut", "no-range"] {
                var done = 0
                let summary = try hub.pull(name) { done += $0 }
                #expect(done == summary.size)
            }
        }
    }

    @Test func aTagIsNotedAndACommitNeedsNoNote() throws {
        try Hub.with { hub throws in
            try hub.pull("good", revision: "v1")
            try hub.pull("good", revision: Hub.commit)
            #expect(try hub.names("good", "refs") == ["v1"])
        }
    }

    @Test func aModelThatHasAnotherNameByNowIsFound() throws {
        try Hub.with { hub throws in
            let summary = try hub.pull("old")
            #expect(summary.folder == hub.file("old", "snapshots/\(Hub.commit)"))
            #expect(try contents(of: summary.folder.appending("open_clip_model.safetensors")) == Hub.weights)
        }
    }

    @Test func aModelWithoutATokenizerIsGoodForImages() throws {
        try Hub.with { hub throws in
            #expect(try !hub.pull("images").hasTokenizer)
        }
    }

    @Test func theTokenGoesToTheHubAndToNobodyElse() throws {
        try Hub.with(token: "secret") { hub throws in
            try hub.pull("private", token: "secret")
            let requests = try hub.server.requests()
            let (elsewhere, atHub) = (
                requests.filter { $0.path.hasPrefix("/cdn") }, requests.filter { !$0.path.hasPrefix("/cdn") }
            )
            #expect(elsewhere.count == 1 && elsewhere.allSatisfy { $0.headers["authorization"] == nil })
            #expect(atHub.allSatisfy { $0.headers["authorization"] == "Bearer secret" })
        }
    }

    @Test func aBusyHubIsAskedAgain() throws {
        try Hub.with { hub throws in
            #expect(try hub.pull("busy").downloaded > 0)
        }
    }

    @Test func manyAtOnceDownloadEachFileOnce() throws {
        try Hub.with { hub throws in
            let failures = Failures()
            let (endpoint, cache) = (hub.server.address, hub.cache)
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                do { try Hub.pull("good", from: endpoint, to: cache) } catch { failures.add("\(error)") }
            }
            #expect(failures.all.isEmpty)
            let weights = try hub.server.requests().filter { $0.path.hasPrefix("/cdn") && $0.method == "GET" }
            #expect(weights.count == 1)
            #expect(try hub.names("good", "snapshots/\(Hub.commit)") == files)
            #expect(try contents(of: hub.file("good", "blobs/\(Hub.weightsName)")) == Hub.weights)
        }
    }
}

/// What went wrong on several threads.
private final class Failures: @unchecked Sendable {  // Behind a lock.
    private let lock = NSLock()
    private var sentences: [String] = []

    var all: [String] { lock.withLock { sentences } }

    func add(_ sentence: String) { lock.withLock { sentences.append(sentence) } }
}
