import Evaluation
import Gallery
import Metrics
import SystemPackage

extension EvaluationReport {
    /// One object. The members of `measures` are the names that the table is headed with; a measure is null when no query
    /// could be evaluated, as is an exact store's overlap with itself.
    func json() -> JSONValue {
        let head: [(String, JSONValue)] = [
            ("queries", .string(settings.queries)), ("gallery", settings.galleries.json),
            ("features", .string(settings.features.kind.rawValue)),
        ]
        let results: [(String, JSONValue)] = [
            ("orientation", .string(settings.orientation)),
            ("excludeQuery", .boolean(settings.excludesQuery)), ("top", .integer(evaluation.top)),
            ("counts", .object(counts.map { ($0.name, .integer($0.count)) })),
            ("metrics", .array(evaluation.results.map(json))),
            ("unlabelled", paths(.unlabelled)), ("withoutRelevant", paths(.withoutRelevant)),
            ("unreadable", .files(unreadable)), ("skipped", .files(skipped)),
        ]
        let truth = settings.truth.map { [("truth", JSONValue.string($0))] } ?? []
        return .object(head + settings.features.members + truth + results)
    }

    private func json(_ result: MetricEvaluation) -> JSONValue {
        var members: [(String, JSONValue)] = [("metric", .string(result.metric.rawValue))]
        if let store = result.store {
            members.append(("store", .string(store.name)))
            if let time = store.time { members.append(("millisecondsPerQuery", .number(time))) }
        }
        members.append(("measures", measures { result.mean($0) }))
        if showsLabels {
            let labels = result.byLabel.map { group in
                JSONValue.object([
                    ("label", .string(group.label)), ("queries", .integer(group.queries.count)),
                    ("measures", measures { group.mean($0) }),
                ])
            }
            members.append(("labels", .array(labels)))
        }
        if showsConfusion {
            let rows = result.byLabel.flatMap { group in
                group.takenFor.map { taken in
                    JSONValue.object([
                        ("label", .string(group.label)), ("takenFor", taken.label.map(JSONValue.string) ?? .null),
                        ("queries", .integer(taken.count)),
                    ])
                }
            }
            members.append(("confusion", .array(rows)))
        }
        return .object(members)
    }

    private func measures(_ mean: (Measure) -> Double?) -> JSONValue {
        .object(evaluation.measures.map { ($0.name, mean($0).map(JSONValue.number) ?? .null) })
    }

    private func paths(_ exclusion: QueryEvaluation.Exclusion) -> JSONValue {
        .array((evaluation.results.first?.queries(exclusion) ?? []).map { .string($0.path.string) })
    }
}

extension JSONValue {
    /// Returns the files that could not be read, with the reasons.
    static func files(_ files: [SkippedEntry]) -> JSONValue {
        .array(files.map { .object([("path", .string($0.path.string)), ("reason", .string($0.reason))]) })
    }
}
