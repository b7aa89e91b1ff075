import Files
import Foundation
import HTTP
import ModelCache
@testable import ModelHub
import SystemPackage
import TestSupport

/// A hub on this machine, and an empty cache.
struct Hub {
    let server: LocalServer
    let folder: TemporaryFolder

    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let weights = [UInt8]((0..<2048).flatMap { _ in UInt8.min...UInt8.max })
    /// SHA-256 of the weights.
    static let weightsName = "33bc8aab40703678c3ebe94d2dd8f2afff285dd901f9234e841e4679f8204fd5"

    var cache: FilePath { folder("cache") }

    /// Calls `body` with a hub that only lets `token` see its private model.
    static func with(token: String = "", _ body: (Hub) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let server = try LocalServer("hub.py", [token], in: folder)
            defer { server.stop() }
            try body(Hub(server: server, folder: folder))
        }
    }

    /// Pulls `org/NAME`.
    @discardableResult
    func pull(
        _ name: String, revision: String = "main", token: String? = nil, progress: @escaping (Int) -> Void = { _ in }
    ) throws -> ModelPull.Summary {
        try Self.pull(name, revision: revision, from: server.address, token: token, to: cache, progress: progress)
    }

    @discardableResult
    static func pull(
        _ name: String, revision: String = "main", from endpoint: String, token: String? = nil, to cache: FilePath,
        progress: @escaping (Int) -> Void = { _ in }
    ) throws -> ModelPull.Summary {
        let settings = HubSettings(endpoint: endpoint, token: token, cache: cache)
        let pull = ModelPull(settings, retries: RetryPolicy(attempts: 6, firstDelay: 0.001))
        guard let name = HubModelName("org/\(name)") else { throw HubError.badName(name) }
        return try pull(name, revision: revision) { _ in progress }
    }

    /// The file `path` of the folder of `org/NAME`.
    func file(_ name: String, _ path: String) -> FilePath { cache.appending("models--org--\(name)").pushing(FilePath(path)) }

    func names(_ name: String, _ path: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: file(name, path).string))
    }
}
