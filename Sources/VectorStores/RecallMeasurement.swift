import Embeddings
import FeatureIndex
import Gallery
package import Metrics
import SystemPackage

/// The share of the true nearest neighbours that a store finds, and its time beside that of comparing with all.
package struct RecallMeasurement: Sendable {
    static let queryLimit = 200
    /// The number of nearest neighbours that are looked for.
    package static let count = 10
    /// The least recall of a graph over usual embeddings.
    private static let usualRecall = 0.95

    /// The share of the true 10 nearest that are found.
    package let recall: Double
    package let queryCount: Int
    /// Milliseconds per query on one thread, one query at a time: the median, as other work on the machine slows some down.
    package let exactTime: Double
    package let time: Double

    /// Whether so little is found that something is wrong: the data are hard, or a store is made badly.
    package var isLow: Bool { recall < Self.usualRecall }

    /// Compares what two searches find.
    ///
    /// - Parameters:
    ///   - exact, store: The nearest of a query, by its number.
    package init<Found: Equatable>(
        queryCount: Int, exact: (Int) throws -> [Found], store: (Int) throws -> [Found]
    ) rethrows {
        var (hits, wanted) = (0, 0)
        var times: (exact: [Duration], store: [Duration]) = ([], [])
        for query in 0..<queryCount {
            let start = ContinuousClock.now
            let truth = try exact(query).prefix(Self.count)
            let middle = ContinuousClock.now
            let found = try store(query).prefix(Self.count)
            times.exact.append(middle - start)
            times.store.append(ContinuousClock.now - middle)
            wanted += truth.count
            hits += truth.count { found.contains($0) }
        }
        recall = wanted > 0 ? Double(hits) / Double(wanted) : 1
        self.queryCount = queryCount
        exactTime = median(times.exact) / .milliseconds(1)
        time = median(times.store) / .milliseconds(1)
    }

    /// Looks for embeddings out of those that the index has of `gallery`, evenly spread. Each is left out of its own hits, so that
    /// it is as good as one that is not there: what is easiest to find does not count.
    package init(of store: any VectorStore, holding gallery: StoreGallery, by metric: Metric) throws {
        let stored = StoredEmbeddings(gallery.indexed)
        let rows = EmbeddingTable(stored, dimension: gallery.dimension)
        let numbers = Array(
            stride(from: 0, to: rows.count, by: max(1, rows.count / Self.queryLimit)).prefix(Self.queryLimit))
        let exact = try FlatStore(gallery)
        let request = StoreRequest(metric: metric, limit: Self.count + 1)
        func nearest(_ query: Int, in store: any VectorStore) throws -> [FilePath] {
            let number = numbers[query]
            let answer = try store.search([EmbeddingQuery(rows.withRow(number) { Array($0) })], request)
            let own = gallery.indexed.images[stored.images[number]].path
            return answer.hits[0].map { answer.images[$0.index].path }.filter { $0 != own }
        }
        try self.init(
            queryCount: numbers.count, exact: { try nearest($0, in: exact) }, store: { try nearest($0, in: store) })
    }
}

/// Returns the median; zero where there are none.
private func median(_ times: [Duration]) -> Duration { times.isEmpty ? .zero : times.sorted()[times.count / 2] }
