package import Gallery
import Metrics
package import SystemPackage

/// An error that says why the results of parts are not those of one gallery. Parts are named by their files.
package enum MergeError: Error, Equatable {
    case nothing
    case otherSettings(part: String, QueryResults.Settings, first: String, QueryResults.Settings)
    case lacksQuery(String, part: String, known: String)
    case repeatsQuery(String, part: String)
}

/// A warning about merged results.
package enum MergeNotice: Equatable, Sendable {
    /// An image is a hit in two parts; it counts once.
    case repeatedPath(FilePath, parts: [String])
    /// Every query of a part has this many hits, fewer than are asked for, as if the others had been cut off.
    case mayBeCut(part: String, hits: Int)
}

/// The results that a search of all parts together has.
package struct MergedResults: Sendable {
    package let settings: QueryResults.Settings
    /// The best hits of each query, equal scores by the bytes of the path.
    package let queries: [QueryHits]
    /// The files that were skipped in any part, in the order of their paths.
    package let skipped: [SkippedEntry]

    /// Merges the results of parts, which all have the same queries.
    ///
    /// - Parameters:
    ///   - limit: The most hits per query, for which each part has to have been asked, too; nil for all.
    ///   - mixesProcessors: Whether parts may come from processors that do not agree in the last digits.
    ///   - notice: Called with each warning.
    package init(
        _ parts: [PartialResults], limit: Int?, mixesProcessors: Bool = false, notice: (MergeNotice) -> Void
    ) throws(MergeError) {
        guard let first = parts.first(where: { !$0.results.isEmpty }), let settings = first.results.first?.settings else {
            throw .nothing
        }
        let queries = first.results.map(\.query)
        var places = [String: Int](minimumCapacity: queries.count)
        for (place, query) in queries.enumerated() where places.updateValue(place, forKey: query) != nil {
            throw .repeatsQuery(query, part: first.name)
        }
        var found = [[FilePath: (hit: Hit, part: Int)]](repeating: [:], count: queries.count)
        var skipped: [SkippedEntry] = []
        var notices: [MergeNotice] = []
        var repeated: [(path: FilePath, parts: [String])] = []
        for (number, part) in parts.enumerated() {
            var isMissing = [Bool](repeating: true, count: queries.count)
            for result in part.results {
                guard
                    result.settings == settings
                        || mixesProcessors && result.settings.onAnyProcessor == settings.onAnyProcessor
                else {
                    throw .otherSettings(part: part.name, result.settings, first: first.name, settings)
                }
                guard let place = places[result.query] else {
                    throw .lacksQuery(result.query, part: first.name, known: part.name)
                }
                guard isMissing[place] else { throw .repeatsQuery(result.query, part: part.name) }
                isMissing[place] = false
                for hit in result.hits {
                    guard let known = found[place][hit.path] else {
                        found[place][hit.path] = (hit, number)
                        continue
                    }
                    if !repeated.contains(where: { $0.path == hit.path }) {
                        repeated.append((hit.path, [parts[known.part].name, part.name]))
                    }
                    if settings.metric.isBetter(hit.score, than: known.hit.score) { found[place][hit.path] = (hit, number) }
                }
                for file in result.skipped where !skipped.contains(file) { skipped.append(file) }
            }
            if let place = isMissing.firstIndex(of: true) {
                throw .lacksQuery(queries[place], part: part.name, known: first.name)
            }
            let counts = Set(part.results.map(\.hits.count))
            if let limit, let count = counts.first, counts.count == 1, count > 0, count < limit {
                notices.append(.mayBeCut(part: part.name, hits: count))
            }
        }
        notices += repeated.map { .repeatedPath($0.path, parts: $0.parts) }
        notices.forEach(notice)
        self.settings = settings
        self.queries = zip(queries, found).map { query, hits in
            let sorted = hits.values.map(\.hit).sorted { a, b in
                if a.score != b.score { return settings.metric.isBetter(a.score, than: b.score) }
                return a.path.precedesBytewise(b.path)
            }
            return QueryHits(query: .text(query), hits: limit.map { Array(sorted.prefix($0)) } ?? sorted)
        }
        self.skipped = skipped.sorted { $0.path.precedesBytewise($1.path) }
    }
}
