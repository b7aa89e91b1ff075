internal import CHNSW
import Embeddings
import Files
import Kernels
import Workers

/// The settings by which a graph of nearest neighbours is made.
package struct HNSWSettings: Equatable, Sendable {
    /// Links of a node to others; twice as many on the lowest level.
    package var m: Int
    /// Candidates that are looked at for each new node.
    package var efConstruction: Int

    package init(m: Int = 16, efConstruction: Int = 200) {
        self.m = m
        self.efConstruction = efConstruction
    }
}

/// The distance by which a graph's links are chosen.
enum HNSWSpace: UInt32, Sendable {
    /// Σ(a − b)²
    case squaredL2 = 0
    /// 1 − Σab. Of vectors of length 1, this is the order by Σ(a − b)² and by the cosine too.
    case innerProduct = 1
    /// 1 − cosine
    case cosine = 2

    var code: chnsw_space {
        switch self {
        case .squaredL2: CHNSW_SQUARED_L2
        case .innerProduct: CHNSW_INNER_PRODUCT
        case .cosine: CHNSW_COSINE
        }
    }
}

/// A graph of nearest neighbours over rows of embeddings, by hnswlib.
final class HNSWGraph: @unchecked Sendable {  // Adding and searching are safe from several threads; nothing else changes.
    let rows: EmbeddingTable
    let space: HNSWSpace
    let graph: OpaquePointer
    /// The owner of the memory that the graph's nodes lie in, if that is not the graph's own.
    private let owner: (any AnyObject)?

    private init(_ graph: OpaquePointer, rows: EmbeddingTable, space: HNSWSpace, owner: (any AnyObject)? = nil) {
        self.graph = graph
        self.rows = rows
        self.space = space
        self.owner = owner
    }

    /// Copying a row takes as long as comparing it with a few others, and adding one compares it with thousands.
    private static let shareThatPaysForHalves = 20

    deinit { chnsw_destroy(graph) }

    /// A graph without nodes, for `rows`.
    convenience init(
        for rows: EmbeddingTable, space: HNSWSpace, settings: HNSWSettings, kernels: Kernels
    ) throws(StoreError) {
        let graph = try Self.make { graph, message in
            withVectors(rows, space, kernels) { vectors in
                chnsw_create(&vectors, rows.count, UInt32(settings.m), UInt32(settings.efConstruction), &graph, &message)
            }
        }
        self.init(graph, rows: rows, space: space)
    }

    /// The graph in `file`, to be searched.
    convenience init(_ file: HNSWFile, rows: EmbeddingTable, kernels: Kernels) throws(StoreError) {
        let graph = try Self.make(file) { graph, message in
            withVectors(rows, file.space, kernels) { vectors in
                file.withParts { parts in chnsw_open(&vectors, &parts, &graph, &message) }
            }
        }
        self.init(graph, rows: rows, space: file.space, owner: file)
    }

    /// A copy of the graph in `file`, to be added to: of its nodes those that are still among `rows`.
    ///
    /// - Parameter numbers: For each node its row; nil for those that are to go.
    convenience init(
        extending file: HNSWFile, numbers: [Int?], rows: EmbeddingTable, kernels: Kernels
    ) throws(StoreError) {
        let codes = numbers.map { $0.map { UInt64($0) } ?? CHNSW_NO_ROW }
        let graph = try Self.make(file) { graph, message in
            withVectors(rows, file.space, kernels) { vectors in
                file.withParts { parts in chnsw_extend(&vectors, &parts, codes, rows.count, &graph, &message) }
            }
        }
        self.init(graph, rows: rows, space: file.space)
    }

    private static func make(
        _ file: HNSWFile? = nil, _ body: (inout OpaquePointer?, inout [CChar]) -> chnsw_status
    ) throws(StoreError) -> OpaquePointer {
        var graph: OpaquePointer?
        var message = [CChar](repeating: 0, count: Int(CHNSW_MESSAGE_SIZE))
        let status = body(&graph, &message)
        if status == CHNSW_OK, let graph { return graph }
        throw error(status, message, file)
    }

    private static func error(_ status: chnsw_status, _ message: [CChar], _ file: HNSWFile? = nil) -> StoreError {
        let detail = String(message: message)
        if status == CHNSW_OUT_OF_MEMORY { return .outOfMemory }
        if status == CHNSW_DAMAGED, let file { return .damagedGraph(file.path, detail: detail) }
        return .failed(store: "the graph of nearest neighbours", detail: detail)
    }

    /// Adds `numbers` of the rows, on several threads.
    ///
    /// - Parameter progress: Called from any of them with the number of rows added since.
    func add(_ numbers: [Int], threads: Int, progress: @escaping @Sendable (Int) -> Void) throws(StoreError) {
        if Self.shareThatPaysForHalves * numbers.count >= rows.count { chnsw_copy_halves(graph) }
        let queue = WorkQueue(count: numbers.count)
        let failures = withWorkers(max(1, threads)) { [self] _ -> StoreError? in
            var message = [CChar](repeating: 0, count: Int(CHNSW_MESSAGE_SIZE))
            while let range = queue.take(atMost: 64) {
                for number in numbers[range] {
                    let status = chnsw_add(graph, number, &message)
                    guard status == CHNSW_OK else {
                        queue.cancel()
                        return Self.error(status, message)
                    }
                }
                progress(range.count)
            }
            return nil
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    }

    /// The rows near `query`, nearest first as far as single precision tells, found among `ef` candidates.
    func nearest(to query: UnsafeBufferPointer<Float>, count: Int, ef: Int) throws(StoreError) -> [Int] {
        var message = [CChar](repeating: 0, count: Int(CHNSW_MESSAGE_SIZE))
        var found = [UInt64](repeating: 0, count: count)
        var foundCount = 0
        let status = chnsw_search(graph, query.baseAddress!, count, max(ef, count), &found, &foundCount, &message)  // A row.
        guard status == CHNSW_OK else { throw Self.error(status, message) }
        return found.prefix(foundCount).map { Int($0) }
    }
}

/// Calls `body` with the rows as C sees them.
private func withVectors<Result>(
    _ rows: EmbeddingTable, _ space: HNSWSpace, _ kernels: Kernels, _ body: (inout chnsw_vectors) -> Result
) -> Result {
    rows.addresses.withUnsafeBufferPointer { addresses in
        var vectors = chnsw_vectors(
            space: space.code, set: kernels.instructionSet.code, dimension: rows.dimension,
            rows: addresses.baseAddress!,  // Never none.
            count: rows.count)
        return body(&vectors)
    }
}
