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
            throw CommandFailure.cannotApprove(query, in: path)
        }
        let wanted = Set(given)
        let queries = recorded.recordedQueries.filter { wanted.contains($0) }
        let made = try record(queries, by: try request(over: recorded, isChecked: false), over: recorded)
        guard made.options == recorded.options else {
            throw CommandFailure.cannotApprove(recorded.options.changes(to: made.options).first, in: path)
        }
        return recorded.replacingQueries(by: made)
    }
}
