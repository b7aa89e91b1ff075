import Embeddings
import Foundation
import HTTP
import Metrics
import SystemPackage
import TestSupport
import Testing
import Workers
@testable import VectorStores

/// Measures stores against comparing with all, where it is asked for:
///
///     make measure-stores COUNTS=10000,100000 CHROMA_COUNTS=10000 GRAPHS=folder
///
/// Queries are of the same kind as the vectors, and not among them. Times are printed and not judged; what is found is.
@Suite(
    .enabled(
        if: !measuredCounts.isEmpty || !measuredChromaCounts.isEmpty,
        "only where RETRIEVE_MEASURE_STORES or RETRIEVE_MEASURE_CHROMA names numbers of vectors"),
    .serialized)
struct StoreMeasurement {
    private static let dimension = 512

    private let queries = embeddingLikeVectors(1 << 40..<1 << 40 + 200, dimension: dimension)

    /// Making a graph of very many vectors takes long, so it is kept where a folder for it is named.
    @Test(arguments: measuredCounts)
    func aGraphFindsWhatIsThere(count: Int) throws {
        try withTemporaryFolder { folder throws in
            let vectors = embeddingLikeVectors(0..<count, dimension: Self.dimension)
            let rows = EmbeddingTable(vectors)
            let path = graphFolder?.appending("\(count)x\(Self.dimension).graph") ?? folder("graph")
            let identity = identity(of: vectors)
            if let graphFolder {
                try FileManager.default.createDirectory(atPath: graphFolder.string, withIntermediateDirectories: true)
            }
            func open() throws(StoreError) -> HNSWSearch {
                try HNSWSearch(path, rows: rows, identity: identity, kernels: kernels)
            }
            var making = "kept from an earlier run"
            if (try? open()) == nil {
                let begin = ContinuousClock.now
                let update = HNSWUpdate(path, kernels: kernels, threads: availableProcessors)
                _ = try update(rows, identity: identity)
                making = "built in \(ContinuousClock.now - begin)"
            }
            let begin = ContinuousClock.now
            let store = try open()
            let opening = ContinuousClock.now - begin
            let measurement = try measured(rows) {
                try store.nearest(to: $0, count: 10, metric: .cosine, threads: 1)[0].map(\.index)
            }
            let size = try #require(FileManager.default.attributesOfItem(atPath: path.string)[.size] as? Int)
            print(
                "\(count) x \(Self.dimension): \(making), \(size) bytes, opened in \(opening); \(figures(measurement))")
            #expect(measurement.recall >= 0.99)
        }
    }

    /// What `nearest` finds for the queries, beside comparing with all of `rows`.
    private func measured(_ rows: EmbeddingTable, nearest: (EmbeddingMatrix) throws -> [Int]) throws -> RecallMeasurement {
        let single = (0..<queries.count).map { select([$0], of: queries) }
        return try RecallMeasurement(
            queryCount: queries.count,
            exact: { query in
                let prepared = EmbeddingQueries(single[query], metric: .cosine, kernels: kernels)
                var best = TopHits(metric: .cosine, limit: 10, threshold: nil)
                for row in 0..<rows.count {
                    best.offer(ScoredIndex(index: row, score: rows.withRow(row) { prepared.scores(of: $0)[0] }))
                }
                return best.sorted.map(\.index)
            }, store: { try nearest(single[$0]) })
    }

    @Test(.enabled(if: chromaProgram != nil, "no Chroma server is installed"), arguments: measuredChromaCounts)
    func aServerFindsWhatIsThere(count: Int) throws {
        try Chroma.with { chroma throws in
            let rows = EmbeddingTable(embeddingLikeVectors(0..<count, dimension: Self.dimension))
            let space = EmbeddingSpace(
                model: "tests", digest: [UInt8](repeating: 3, count: 16), precision: "float32", dimension: Self.dimension)
            let begin = ContinuousClock.now
            let upload = ChromaUpload(try chroma.address(), space: space, metric: .cosine, token: nil)
            _ = try upload(Chroma.records(count), rows)
            let uploading = ContinuousClock.now - begin
            let store = try ChromaSearch(try chroma.address(), space: space, token: nil)
            // The first query waits for what the server puts off until then.
            let first = ContinuousClock.now
            _ = try store.nearest(to: select([0], of: queries), count: 10, metric: .cosine)
            let waiting = ContinuousClock.now - first
            let measurement = try measured(rows) { query in
                // As ``Chroma/records(_:)`` names them.
                try store.nearest(to: query, count: 10, metric: .cosine)[0].map { record in
                    record.path.flatMap { FilePath(String(decoding: $0, as: UTF8.self)).stem }.flatMap { Int($0) } ?? -1
                }
            }
            print(
                "\(count) x \(Self.dimension) on Chroma: uploaded in \(uploading), first query \(waiting); \(figures(measurement))"
            )
            #expect(measurement.recall >= 0.9)
        }
    }
}

private func figures(_ measured: RecallMeasurement) -> String {
    "recall@10 \(measured.recall), \(measured.time) ms per query against \(measured.exactTime) ms"
}

private let measuredCounts = counts("RETRIEVE_MEASURE_STORES")
private let measuredChromaCounts = counts("RETRIEVE_MEASURE_CHROMA")
private let graphFolder = ProcessInfo.processInfo.environment["RETRIEVE_MEASURED_GRAPHS"]
    .flatMap { $0.isEmpty ? nil : FilePath($0) }

private func counts(_ variable: String) -> [Int] {
    (ProcessInfo.processInfo.environment[variable] ?? "").split(separator: ",").compactMap { Int($0) }
}

/// Tells these vectors from others, so that a graph that was kept is not taken for one of others.
private func identity(of vectors: EmbeddingMatrix) -> [UInt8] {
    let sum = vectors.withUnsafeBufferPointer { checksum(UnsafeRawBufferPointer($0)) }
    return [UInt64(vectors.count), sum].flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}
