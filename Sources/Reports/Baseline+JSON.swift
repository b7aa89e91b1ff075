public import Evaluation
import Imaging
import Metrics

extension Baseline {
    /// The file, as `Baseline` describes it: the same for the same baseline, and a hit a line.
    public func rendered() -> [UInt8] {
        let hits = queries.map { query in
            JSONValue.object([
                ("query", .string(query.path)),
                (
                    "hits",
                    .array(
                        query.hits.map {
                            .object([("path", .string($0.path)), ("score", options.metric.json($0.score))])
                        })
                ),
            ])
        }
        let file = JSONValue.object([
            ("format", .string(Self.format)), ("version", .integer(Self.version)),
            (
                "options",
                .object([
                    ("gallery", .string(options.gallery)), ("features", .string(Self.features)),
                    ("metric", .string(options.metric.rawValue)), ("size", .string("\(options.size)")),
                    ("resample", .string(options.filter.rawValue)),
                    ("orientation", .string(options.appliesOrientation ? "exif" : "ignore")), ("top", .integer(options.top)),
                    ("threshold", options.threshold.map(JSONValue.number) ?? .null),
                    ("excludeQuery", .boolean(options.excludesQuery)),
                ])
            ),
            ("skipped", .array(skipped.map { .object([("path", .string($0.path)), ("reason", .string($0.reason))]) })),
            ("queries", .array(hits)),
        ])
        return Array(file.multiline.utf8)
    }
}
