/// The precision of the hits of a search, averaged over its labelled queries: the share of hits that have the query's label. A hit that is
/// missing counts as wrong.
package struct HitPrecision: Sendable {
    package let queryCount: Int
    /// The precision of the first hits.
    package let atOne: Double
    /// The precision of the first k hits; nil without a limit k.
    package let atLimit: (k: Int, value: Double)?

    /// - Parameters:
    ///   - queries: For each query whose label is known, whether each hit has it, best first.
    ///   - limit: The most hits per query; nil for all.
    /// - Returns: Nil where there are no queries.
    package init?(_ queries: [[Bool]], limit: Int?) {
        guard !queries.isEmpty else { return nil }
        func mean(at count: Int) -> Double {
            let relevant = queries.reduce(0) { $0 + $1.prefix(count).count(where: \.self) }
            return Double(relevant) / Double(count * queries.count)
        }
        queryCount = queries.count
        atOne = mean(at: 1)
        atLimit = limit.map { ($0, mean(at: $0)) }
    }
}
