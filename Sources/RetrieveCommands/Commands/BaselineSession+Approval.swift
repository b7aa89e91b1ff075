import Evaluation
import Files
import Search
import SystemPackage

extension BaselineSession {
    /// Searches for some of the recorded queries anew.
    ///
    /// - Parameter names: Queries as the command line has them; a folder stands for the recorded ones among its images.
    /// - Returns: The baseline with what these find now, everything else as it was, and how many these are.
    /// - Throws: A failure for a query that is not recorded, and where the searches would not be those that were recorded.
    func approve(_ names: [String], texts: [String], in recorded: Baseline) throws -> (baseline: Baseline, count: Int) {
        let known = Set(recorded.recordedQueries)
        let folders = names.filter { (try? FileStatus(of: FilePath($0)).kind) == .directory }
        let given = try givenQueries(names.filter { !folders.contains($0) }, texts: texts)
        if let query = given.first(where: { !known.contains($0) }) {
            throw CommandFailure.cannotApprove(query.name, in: path)
        }
        var wanted = Set(given)
        for folder in folders {
            let queries = known.intersection(try givenQueries([folder], texts: []))
            if queries.isEmpty { throw CommandFailure.cannotApprove(imagesOf: folder, in: path) }
            wanted.formUnion(queries)
        }
        let queries = recorded.recordedQueries.filter { wanted.contains($0) }
        let made = try record(queries, by: try request(over: recorded, isChecked: false), over: recorded)
        guard made.options == recorded.options else {
            throw CommandFailure.cannotApprove(recorded.options.changes(to: made.options).first, in: path)
        }
        return recorded.replacingQueries(by: made)
    }
}
