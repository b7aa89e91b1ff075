package import Metrics

/// The differences between a baseline and the same searches made again.
package struct BaselineComparison: Sendable {
    package enum Change: Sendable, Equatable {
        /// An option that differs from the recorded one.
        case option(name: String, recorded: String, given: String)
        /// An image of the gallery that could be read when the baseline was made.
        case newlySkipped(Baseline.Skipped)
        /// The query's file is gone.
        case vanishedQuery
        case unreadableQuery(reason: String)
        case lostHit(rank: Int, Baseline.Hit)
        case newHit(rank: Int, Baseline.Hit)
        /// A hit that has another place among those found before and now.
        case movedHit(path: String, from: Int, to: Int)
        case changedScore(path: String, from: Double, to: Double)
    }

    /// One recorded query, made again.
    package struct Query: Sendable {
        package let recorded: Baseline.Query
        /// The hits found now, best first; nil where the query could not be made.
        package let found: [Baseline.Hit]?
        package let changes: [Change]

        /// A query that could not be made, for the reason that `change` gives.
        package init(_ recorded: Baseline.Query, _ change: Change) {
            self.recorded = recorded
            found = nil
            changes = [change]
        }

        package init(_ recorded: Baseline.Query, found: [Baseline.Hit], tolerance: Double) {
            self.recorded = recorded
            self.found = found
            changes = Self.changes(from: recorded.hits, to: found, tolerance: tolerance)
        }

        /// - Parameter tolerance: How far scores may differ, as a part of the larger magnitude of both.
        private static func changes(from old: [Baseline.Hit], to new: [Baseline.Hit], tolerance: Double) -> [Change] {
            let oldRanks = ranks(old), newRanks = ranks(new)
            let lost = old.enumerated().filter { newRanks[$1.path] == nil }.map { Change.lostHit(rank: $0 + 1, $1) }
            let added = new.enumerated().filter { oldRanks[$1.path] == nil }.map { Change.newHit(rank: $0 + 1, $1) }

            // Lost and new hits alone do not change the order of the others.
            let before = old.map(\.path).filter { newRanks[$0] != nil }, after = new.map(\.path).filter { oldRanks[$0] != nil }
            let moved = after.difference(from: before).insertions.compactMap { insertion -> Change? in
                guard case .insert(_, let path, _) = insertion, let from = oldRanks[path], let to = newRanks[path] else {
                    return nil
                }
                return .movedHit(path: path, from: from, to: to)
            }
            let scores = new.compactMap { hit -> Change? in
                guard let rank = oldRanks[hit.path] else { return nil }
                let score = old[rank - 1].score
                if abs(hit.score - score) <= tolerance * max(abs(hit.score), abs(score)) { return nil }
                return .changedScore(path: hit.path, from: score, to: hit.score)
            }
            return lost + added + moved + scores
        }

        private static func ranks(_ hits: [Baseline.Hit]) -> [String: Int] {
            Dictionary(hits.enumerated().map { ($1.path, $0 + 1) }) { first, _ in first }
        }
    }

    package let features: Features
    package let metric: Metric
    /// Changes that concern no single query.
    package let general: [Change]
    package let queries: [Query]

    package init(features: Features = .pixels, metric: Metric, general: [Change], queries: [Query]) {
        self.features = features
        self.metric = metric
        self.general = general
        self.queries = queries
    }

    package var changeCount: Int { queries.reduce(general.count) { $0 + $1.changes.count } }
    package var isSame: Bool { changeCount == 0 }
}

extension Baseline {
    /// Compares the recorded searches with what they find now.
    ///
    /// - Parameters:
    ///   - found: For the recorded queries, in their order.
    ///   - given: The options by which they were searched for.
    ///   - tolerance: How far scores may differ, as a part of the larger magnitude of both.
    ///   - describe: Puts the cause why a query could not be read into words.
    package func comparison(
        with found: RecordedSearches, by given: Options, tolerance: Double, describe: (any Error) -> String
    ) -> BaselineComparison {
        let queries = zip(queries, found.hits).map { query, result in
            switch result {
            case .success(let hits): BaselineComparison.Query(query, found: hits, tolerance: tolerance)
            case .failure(.vanished): BaselineComparison.Query(query, .vanishedQuery)
            case .failure(.unreadable(let cause)):
                BaselineComparison.Query(query, .unreadableQuery(reason: describe(cause)))
            }
        }
        return BaselineComparison(
            features: options.compared.features, metric: options.metric,
            general: options.changes(to: given) + newlySkipped(found.skipped), queries: queries)
    }

    /// The images of `skipped` that were not skipped when this was made.
    package func newlySkipped(_ skipped: [Skipped]) -> [BaselineComparison.Change] {
        let known = Set(self.skipped.map(\.path))
        return skipped.filter { !known.contains($0.path) }.map { .newlySkipped($0) }
    }
}
