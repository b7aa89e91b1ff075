import Evaluation
import Search

extension BaselineSession {
    /// Searches for some of the recorded queries anew.
    ///
    /// - Returns: The baseline with what these find now, everything else as it was, and how many these are.
    /// - Throws: A failure for a query that is not recorded, and where the searches would not be those that were recorded.
    func approve(_ given: [RecordedQuery], in recorded: Baseline) throws -> (baseline: Baseline, count: Int) {
        let known = Set(recorded.recordedQueries)
        if let query = given.first(where: { !known.contains($0) }) {
            throw CommandFailure(
                .trouble, "cannot approve \(query.name): it is no query of \(path); add queries with 'retrieve check --update'")
        }
        let wanted = Set(given)
        let queries = recorded.recordedQueries.filter { wanted.contains($0) }
        let made = try record(queries, by: try request(over: recorded, isChecked: false), over: recorded)
        guard made.options == recorded.options else {
            let option = recorded.options.changes(to: made.options).first
            guard case .option(let name, let before, let now) = option else {
                throw CommandFailure(
                    .trouble, "cannot approve: the options of \(path) are others; record all with 'retrieve check --update'")
            }
            throw CommandFailure(
                .trouble,
                "cannot approve: \(name) is \(before) in \(path) and \(now) now; record all with 'retrieve check --update'")
        }
        var anew: [RecordedQuery: Baseline.Query] = [:]
        for query in made.queries { anew[RecordedQuery(name: query.name, isText: query.isText)] = query }
        var baseline = recorded
        baseline.queries = zip(recorded.recordedQueries, recorded.queries).map { anew[$0] ?? $1 }
        return (baseline, baseline.queries.indices.count { anew[recorded.recordedQueries[$0]] != nil })
    }
}
