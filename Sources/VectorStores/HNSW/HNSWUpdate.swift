internal import CHNSW
import Files
import Kernels
import Metrics
import SystemPackage

/// Makes a graph of nearest neighbours, or brings one up to date.
struct HNSWUpdate {
    /// The share of removed nodes from which on a graph is made anew.
    private static let largestRemovedShare = 0.3

    private let path: FilePath
    private let metric: Metric
    private let settings: HNSWSettings
    private let kernels: Kernels
    private let threads: Int

    /// The outcome of an update.
    struct Summary: Equatable, Sendable {
        let added: Int
        let removed: Int
        let kept: Int
    }

    /// - Parameter metric: What embeddings will be compared by, where they are not of length 1; those of models are.
    init(
        _ path: FilePath, metric: Metric = .cosine, settings: HNSWSettings = HNSWSettings(), kernels: Kernels, threads: Int
    ) {
        self.path = path
        self.metric = metric
        self.settings = settings
        self.kernels = kernels
        self.threads = threads
    }

    /// Writes the graph of `rows`. Nodes that an earlier graph has for the same numbers are kept, wherever their rows are now; a
    /// damaged graph, or one that was made otherwise, is made anew.
    ///
    /// - Parameters:
    ///   - identity: Identifies this state of the embeddings, in 16 bytes.
    ///   - progress: Called from any thread with the number of rows added since.
    func callAsFunction(
        _ rows: EmbeddingTable, identity: [UInt8], progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(StoreError) -> Summary {
        guard rows.count > 0 else {
            removeFile(path)
            return Summary(added: 0, removed: 0, kept: 0)
        }
        let areUnit = areOfLengthOne(rows)
        guard let space = space(areUnit: areUnit) else {
            throw .unsupportedMetric(metric, store: HNSWStore.kind.form, supported: HNSWStore.kind.metrics)
        }
        let fingerprints = (0..<rows.count).map { rows.withRow($0) { fingerprint($0) } }
        let (graph, nodes, known) = try begin(rows, space: space, fingerprints)
        let leaders = NearEqualRows(
            rows, fingerprints: fingerprints, nodes: nodes, kernels: kernels, threads: threads
        ).leaders
        let kept = Set(nodes)
        try graph.add(
            leaders.indices.filter { leaders[$0] == $0 && !kept.contains($0) }, threads: threads, progress: progress)
        let members = leaders.indices.filter { leaders[$0] != $0 }.map { (row: $0, node: leaders[$0]) }
        try HNSWFile.write(
            graph, fingerprints: fingerprints, members: members, areUnit: areUnit, identity: identity, to: path)
        return summary(fingerprints, known: known)
    }

    /// Returns the changes since an earlier graph, whose rows had the fingerprints `known`.
    private func summary(_ fingerprints: [UInt64], known: [UInt64]) -> Summary {
        var counts = Dictionary(known.map { ($0, 1) }, uniquingKeysWith: +)
        let kept = fingerprints.count { fingerprint in
            guard let count = counts[fingerprint], count > 0 else { return false }
            counts[fingerprint] = count - 1
            return true
        }
        return Summary(added: fingerprints.count - kept, removed: known.count - kept, kept: kept)
    }

    /// The graph of those rows that an earlier one has nodes of, these rows, and what fingerprints the rows of that one had.
    private func begin(
        _ rows: EmbeddingTable, space: HNSWSpace, _ fingerprints: [UInt64]
    ) throws(StoreError) -> (graph: HNSWGraph, nodes: [Int], known: [UInt64]) {
        if let old = try? HNSWFile(path), old.version == HNSWFile.version, old.settings == settings, old.space == space,
            old.dimension == rows.dimension, let known = try? old.fingerprints()
        {
            var places: [UInt64: Int] = [:]
            for (row, fingerprint) in fingerprints.enumerated().reversed() { places[fingerprint] = row }
            let numbers = known.prefix(old.nodeCount).map { places.removeValue(forKey: $0) }
            let removed = numbers.count { $0 == nil }
            if Double(removed) <= Self.largestRemovedShare * Double(numbers.count) {
                let graph = try? HNSWGraph(extending: old, numbers: numbers, rows: rows, kernels: kernels)
                if let graph { return (graph, numbers.compactMap(\.self), known) }
            }
        }
        return (try HNSWGraph(for: rows, space: space, settings: settings, kernels: kernels), [], [])
    }

    private func space(areUnit: Bool) -> HNSWSpace? {
        switch metric.form {
        case .squaredDistance: areUnit ? .innerProduct : .squaredL2
        case .angle(isCentred: false): areUnit ? .innerProduct : .cosine
        case .absoluteDifference, .angle(isCentred: true): nil
        }
    }

    /// Whether inner products, distances and cosines come in one order, but for differences that rounding makes.
    private func areOfLengthOne(_ rows: EmbeddingTable) -> Bool {
        rows.addresses.allSatisfy { abs(chnsw_squared_length(kernels.instructionSet.code, $0, rows.dimension) - 1) < 1e-4 }
    }
}
