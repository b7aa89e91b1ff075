#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Embeddings
import FeatureIndex
import Gallery
import HTTP
import Imaging
import Metrics

/// Makes a collection hold the embeddings of a gallery: these and no others that this tool has put there.
///
/// Each record is marked with a fingerprint of its numbers. So a run that was broken off is finished by the next one, which
/// sends what is missing and nothing else.
struct ChromaUpload {
    /// The most bytes of a request, below the 40 MB that servers take.
    private static let bodyLimit = 24_000_000

    private let address: ChromaAddress
    private let reading: EmbeddingReading
    private let metric: Metric
    private let token: String?
    private let http: HTTPClient

    /// The outcome of an upload.
    struct Summary: Equatable, Sendable {
        let sent: Int
        let removed: Int
        let kept: Int
    }

    /// - Parameters:
    ///   - reading: How the gallery is embedded.
    ///   - metric: What they are to be compared by; it decides how a new collection measures.
    init(
        _ address: ChromaAddress, reading: EmbeddingReading, metric: Metric, token: String?,
        http: HTTPClient = HTTPClient()
    ) {
        self.address = address
        self.reading = reading
        self.metric = metric
        self.token = token
        self.http = http
    }

    /// Sends what the server lacks of `records`, whose embeddings are `rows`, and removes what is not among them.
    ///
    /// Of several that fill one collection, each with a shard of its gallery, none removes what belongs to another. Which files the
    /// collection was filled from is then not told: only a run with the whole gallery knows all of them.
    ///
    /// - Parameters:
    ///   - shard: What `records` are of; nil for the whole gallery.
    ///   - begin: Called with the number of records that have to be sent; returns a progress callback.
    func callAsFunction(
        _ records: [ChromaRecord], _ rows: EmbeddingTable, shard: GalleryShard? = nil,
        begin: (Int) -> (Int) -> Void = { _ in { _ in } }
    ) throws(StoreError) -> Summary {
        precondition(records.count == rows.count && rows.dimension == space.dimension)
        guard let wanted = metric.chromaSpace else {
            throw .unsupportedMetric(metric, store: "Chroma", supported: ChromaStore.kind.metrics)
        }
        let client = ChromaClient(address, token: token, http: http)
        let server = try client.greet()
        let collection = try open(client, wanted)
        let known = try fingerprints(client, collection, of: shard, pageSize: server.batchSize)
        let all = (0..<rows.count).map { Upsert.Item(records[$0], rows, $0) }
        let new = all.filter { known[$0.id] != $0.metadata.fingerprint }
        let gone = Set(known.keys).subtracting(all.map(\.id)).sorted()
        let state = ChromaRecord.state(of: records.map { ($0.path, $0.stamp) })
        let keptState = collection.metadata?[ChromaKey.gallery]
        // A shard that finds nothing to do leaves what the collection says of itself.
        let isAsKept = new.isEmpty && gone.isEmpty && (keptState == state || shard != nil)
        // While records change, what the collection says of itself is not to be relied on.
        if !isAsKept { try client.setMetadata(ownMetadata, of: collection.id) }
        let progress = begin(new.count)
        let size = 400 + space.dimension * (server.takesBase64 ? 6 : 14)
        var batch = max(1, min(server.batchSize, Self.bodyLimit / size))
        var start = 0
        while start < new.count {
            let part = new[start..<min(start + batch, new.count)]
            let response = try client.post(Upsert(part, isBase64: server.takesBase64), to: "upsert", of: collection.id)
            if response.status == 413, batch > 1 {
                // Something on the way takes less than the server says.
                batch = (batch + 1) / 2
                continue
            }
            _ = try response.checked(client)
            start += part.count
            progress(part.count)
        }
        for start in stride(from: 0, to: gone.count, by: server.batchSize) {
            let ids = Array(gone[start..<min(start + server.batchSize, gone.count)])
            _ = try client.post(["ids": ids], to: "delete", of: collection.id).checked(client)
        }
        if !isAsKept, shard == nil {
            try client.setMetadata(ownMetadata.merging([ChromaKey.gallery: state]) { $1 }, of: collection.id)
        }
        return Summary(sent: new.count, removed: gone.count, kept: all.count - new.count)
    }

    /// The metadata that every collection has.
    private var ownMetadata: [String: String] {
        [
            ChromaKey.model: space.model, ChromaKey.digest: hexadecimal(space.digest), ChromaKey.precision: space.precision,
            ChromaKey.decoding: reading.decoding.rawValue,
        ]
    }

    private var space: EmbeddingSpace { reading.space }

    /// The collection, made if need be.
    private func open(_ client: ChromaClient, _ wanted: String) throws(StoreError) -> ChromaCollection {
        let body = NewCollection(
            name: address.collection, configuration: .init(hnsw: .init(space: wanted)),
            metadata: ownMetadata)
        var found = try client.find()
        if found == nil {
            // Somebody else may have made it since; so it is looked at again below.
            _ = try client.post(body, to: address.collections).checked(client)
            found = try client.find()
        }
        guard let collection = found else { throw .noCollection(address.collection, server: address.server) }
        try ChromaSearch.check(collection, holds: reading, address)
        guard collection.space == wanted else {
            throw .wrongSpace(collection: address.collection, space: collection.space, metric: metric)
        }
        return collection
    }

    /// Returns the fingerprints of the records of `shard` that this tool has added, by their names.
    private func fingerprints(
        _ client: ChromaClient, _ collection: ChromaCollection, of shard: GalleryShard?, pageSize: Int
    ) throws(StoreError) -> [String: String] {
        var known: [String: String] = [:]
        try client.forEachRecord(of: collection, pageSize: pageSize) { id, metadata in
            guard shard == nil || metadata.path.map({ shard?.holds($0) == true }) == true else { return }
            known[id] = metadata[ChromaKey.fingerprint]
        }
        return known
    }
}

// Names are those of Chroma's interface.

private struct NewCollection: Encodable {
    struct Configuration: Encodable {
        struct Index: Encodable { let space: String }

        let hnsw: Index
    }

    let name: String
    let configuration: Configuration
    let metadata: [String: String]
    let get_or_create = true
}

private struct Upsert: Encodable {
    struct Metadata: Encodable {
        let path: String
        let path_bytes: String?
        let label: String?
        let size: Int64
        let mtime: Int64
        let fingerprint: String
    }

    /// The parts of a record.
    struct Item {
        let id: String
        let metadata: Metadata
        private let rows: EmbeddingTable
        private let index: Int

        init(_ record: ChromaRecord, _ rows: EmbeddingTable, _ index: Int) {
            id = record.id
            self.rows = rows
            self.index = index
            let number = rows.withRow(index) { VectorStores.fingerprint($0) }
            metadata = Metadata(
                path: String(decoding: record.path, as: UTF8.self), path_bytes: record.pathInBase64, label: record.label,
                size: record.stamp.size, mtime: record.stamp.modified,
                fingerprint: hexadecimal(withUnsafeBytes(of: number.bigEndian) { Array($0) }))
        }

        var row: [Float] { rows.withRow(index) { Array($0) } }

        /// The bytes of the numbers, little-endian.
        var base64: String {
            row.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }.base64EncodedString()
        }
    }

    private enum Numbers: Encodable {
        case base64([String])
        case plain([[Float]])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .base64(let texts): try container.encode(texts)
            case .plain(let rows): try container.encode(rows)
            }
        }
    }

    private let ids: [String]
    private let embeddings: Numbers
    private let metadatas: [Metadata]

    init(_ items: some Collection<Item>, isBase64: Bool) {
        ids = items.map(\.id)
        embeddings = isBase64 ? .base64(items.map(\.base64)) : .plain(items.map(\.row))
        metadatas = items.map(\.metadata)
    }
}
