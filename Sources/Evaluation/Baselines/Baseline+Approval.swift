extension Baseline {
    /// The queries, as they are searched for again.
    package var recordedQueries: [RecordedQuery] { queries.map { RecordedQuery(name: $0.name, isText: $0.isText) } }

    /// Returns this baseline with what `made` has found for some of its queries, and the number of these.
    ///
    /// - Parameter made: Has the same options.
    package func replacingQueries(by made: Baseline) -> (baseline: Baseline, count: Int) {
        let anew = Dictionary(zip(made.recordedQueries, made.queries)) { $1 }
        let found = recordedQueries.map { anew[$0] }
        var baseline = self
        baseline.queries = zip(found, queries).map { $0 ?? $1 }
        return (baseline, found.count { $0 != nil })
    }
}
