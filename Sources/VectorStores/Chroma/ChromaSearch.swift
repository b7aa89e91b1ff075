import Embeddings
import FeatureIndex
import Files
import HTTP
import Imaging
import Metrics

/// Searches a collection of a Chroma server; not to be shared between threads.
struct ChromaSearch {
    /// A record that was found.
    struct Record: Equatable {
        /// The id of the record on the server.
        let id: String
        /// The path of its image below the gallery, in bytes, if this tool has added the record.
        let path: [UInt8]?
        let label: String?
        let score: Double

        /// The name by which records of equal scores are ordered.
        var name: [UInt8] { path ?? Array(id.utf8) }
    }

    /// Queries per request.
    private static let queriesAtOnce = 128

    let client: ChromaClient
    let collection: ChromaCollection
    /// Records per request.
    let batchSize: Int

    /// Opens a collection that is there, whoever has filled it.
    ///
    /// - Parameters:
    ///   - reading: How the queries are embedded; nil where it is not known. A collection of another space or decoding is refused
    ///     if it tells its own.
    ///   - token: What the server knows its user by.
    init(
        _ address: ChromaAddress, reading: EmbeddingReading?, token: String?, http: HTTPClient = HTTPClient()
    ) throws(StoreError) {
        client = ChromaClient(address, token: token, http: http)
        batchSize = try client.greet().batchSize
        guard let found = try client.find() else {
            throw .noCollection(address.collection, server: address.server)
        }
        collection = found
        if let reading { try Self.check(collection, holds: reading, address) }
    }

    /// - Throws: `StoreError` when the collection holds embeddings of another space or decoding, as far as it tells.
    static func check(
        _ collection: ChromaCollection, holds reading: EmbeddingReading, _ address: ChromaAddress
    ) throws(StoreError) {
        let space = reading.space
        if let dimension = collection.dimension, dimension != space.dimension {
            throw .dimension(
                expected: dimension, found: space.dimension, store: "the collection '\(address.collection)'")
        }
        guard let metadata = collection.metadata, let digest = metadata[ChromaKey.digest] else { return }
        guard digest == hexadecimal(space.digest), metadata[ChromaKey.precision] == space.precision else {
            let precision = metadata[ChromaKey.precision] ?? "an unknown precision"
            throw .wrongModel(
                collection: address.collection, model: "\(metadata[ChromaKey.model] ?? "unnamed"), \(precision)")
        }
        // Collections from before decodings were told apart do not tell theirs, which was in full.
        let decoding = metadata[ChromaKey.decoding] ?? JPEGDecoding.full.rawValue
        guard decoding == reading.decoding.rawValue else {
            throw .wrongDecoding(collection: address.collection, decoding: decoding)
        }
    }

    /// The metrics that the collection can be searched by.
    var supportedMetrics: [Metric] { Metric.allCases.filter { $0.chromaSpace == collection.space } }

    /// Says that a record leads out of the gallery by `path`.
    func recordOutside(_ path: [UInt8]) -> StoreError {
        .recordOutsideGallery(String(decoding: path, as: UTF8.self), collection: client.address.collection)
    }

    /// The records it holds.
    func count() throws(StoreError) -> Int {
        try client.decode(Int.self, client.get("\(client.address.collections)/\(collection.id)/count").checked(client))
    }

    func nearest(to queries: EmbeddingMatrix, count: Int, metric: Metric) throws(StoreError) -> [[Record]] {
        try checkSpace(metric)
        if let dimension = collection.dimension, dimension != queries.dimension {
            throw .dimension(
                expected: dimension, found: queries.dimension, store: "the collection '\(client.address.collection)'")
        }
        guard count > 0, collection.dimension != nil else { return [[Record]](repeating: [], count: queries.count) }
        var hits: [[Record]] = []
        for start in stride(from: 0, to: queries.count, by: Self.queriesAtOnce) {
            let part = start..<min(start + Self.queriesAtOnce, queries.count)
            hits += try ask(part.map { queries.row($0) }, count: count, metric)
        }
        return hits
    }

    private func checkSpace(_ metric: Metric) throws(StoreError) {
        guard let wanted = metric.chromaSpace else {
            throw .unsupportedMetric(metric, store: "Chroma", supported: ChromaStore.kind.metrics)
        }
        guard collection.space == wanted else {
            throw .wrongSpace(collection: client.address.collection, space: collection.space, metric: metric)
        }
    }

    private func ask(_ queries: [[Float]], count: Int, _ metric: Metric) throws(StoreError) -> [[Record]] {
        let request = QueryRequest(query_embeddings: queries, n_results: count)
        let response = try client.post(request, to: "query", of: collection.id).checked(client)
        let answer = try client.decode(QueryAnswer.self, response)
        guard answer.ids.count == queries.count, answer.distances.count == queries.count,
            answer.metadatas.count == queries.count
        else { throw client.notChroma("it answers other queries than it was asked") }
        var hits: [[Record]] = []
        for (ids, (distances, metadatas)) in zip(answer.ids, zip(answer.distances, answer.metadatas)) {
            guard ids.count == distances.count, ids.count == metadatas.count else {
                throw client.notChroma("it gives hits without distances")
            }
            let found = zip(ids, zip(distances, metadatas)).map { id, rest in
                Record(
                    id: id, path: rest.1?.path, label: rest.1?[ChromaKey.label],
                    score: metric.score(chromaDistance: Double(rest.0), dimension: queries[0].count))
            }
            hits.append(found.sorted { metric.ranks($0, before: $1) })
        }
        return hits
    }
}

/// The names under which this tool stores metadata of records and collections.
enum ChromaKey {
    static let path = "path"
    /// The path in base64, where it is not UTF-8.
    static let pathBytes = "path_bytes"
    /// The state of the gallery that a collection was filled from; missing while it is filled.
    static let gallery = "gallery_state"
    static let label = "label"
    static let size = "size"
    static let modified = "mtime"
    /// Identifies the numbers of a record.
    static let fingerprint = "fingerprint"
    static let model = "model"
    static let digest = "model_digest"
    static let precision = "precision"
    static let decoding = "decode"
}

extension Metric {
    /// The space that Chroma calls so; nil where it has none.
    var chromaSpace: String? {
        switch form {
        case .squaredDistance: "l2"
        case .angle(isCentred: false): "cosine"
        case .absoluteDifference, .angle(isCentred: true): nil
        }
    }

    /// The score of what Chroma finds at `distance`: its `l2` is squared, its `cosine` is 1 minus the cosine.
    fileprivate func score(chromaDistance distance: Double, dimension: Int) -> Double {
        switch form {
        case .squaredDistance(let kind): kind.score(max(0, distance), count: dimension)
        case .angle(isCentred: false): 1 - distance
        case .absoluteDifference, .angle(isCentred: true): preconditionFailure("Chroma has no such distance")
        }
    }

    fileprivate func ranks(_ a: ChromaSearch.Record, before b: ChromaSearch.Record) -> Bool {
        a.score != b.score ? isBetter(a.score, than: b.score) : a.name.lexicographicallyPrecedes(b.name)
    }
}

// Names are those of Chroma's interface.

private struct QueryRequest: Encodable {
    let query_embeddings: [[Float]]
    let n_results: Int
    let include = ["distances", "metadatas"]
}

private struct QueryAnswer: Decodable {
    let ids: [[String]]
    let distances: [[Float]]
    let metadatas: [[ChromaMetadata?]]
}
