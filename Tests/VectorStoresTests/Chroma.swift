import Embeddings
import FeatureIndex
import Foundation
import HTTP
import Metrics
import SystemPackage
import TestSupport
@testable import VectorStores

/// A real Chroma server on this machine.
struct Chroma {
    let server: LocalServer
    let folder: TemporaryFolder

    /// Calls `body` with a server that holds nothing.
    static func with(_ body: (Chroma) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let server = try LocalServer("chroma.py", [chromaProgram ?? "chroma", folder("data").string], in: folder)
            defer { server.stop() }
            try body(Chroma(server: server, folder: folder))
        }
    }

    func address(_ collection: String = "pictures", port: Int? = nil) throws -> ChromaAddress {
        try ChromaAddress("chroma://127.0.0.1:\(port ?? server.port)/\(collection)")
    }

    /// A client that does not wait long.
    static var http: HTTPClient {
        var limits = HTTPLimits()
        limits.total = 60
        return HTTPClient(limits: limits, retries: RetryPolicy(attempts: 3, firstDelay: 0.01))
    }

    static let space = EmbeddingSpace(
        model: "tests", digest: [UInt8](repeating: 3, count: 16), precision: "float32", dimension: 32)

    static func records(_ count: Int) -> [ChromaRecord] {
        (0..<count).map { number in
            ChromaRecord(
                path: Array("group\(number % 7)/\(number).jpg".utf8), label: "group\(number % 7)",
                stamp: ChromaRecord.Stamp(size: Int64(number), modified: 1_795_460_266_154_034_591))
        }
    }

    /// Makes a collection hold `rows`, by way of `port` if one is named.
    @discardableResult
    func upload(
        _ rows: EmbeddingMatrix, to collection: String = "pictures", metric: Metric = .cosine, port: Int? = nil,
        reading: EmbeddingReading = EmbeddingReading(space), progress: @escaping (Int) -> Void = { _ in }
    ) throws -> ChromaUpload.Summary {
        let upload = ChromaUpload(
            try address(collection, port: port), reading: reading, metric: metric, token: nil, http: Self.http)
        return try upload(Self.records(rows.count), EmbeddingTable(rows)) { _ in progress }
    }

    func open(
        _ collection: String = "pictures", reading: EmbeddingReading? = EmbeddingReading(space), port: Int? = nil
    ) throws -> ChromaSearch {
        try ChromaSearch(try address(collection, port: port), reading: reading, token: nil, http: Self.http)
    }

    /// Calls `body` with the port of a proxy that spoils what passes.
    func withProxy(_ fault: String, _ body: (Int) throws -> Void) throws {
        let proxy = try LocalServer("proxy.py", ["\(server.port)", fault], in: folder)
        defer { proxy.stop() }
        try body(proxy.port)
    }
}
