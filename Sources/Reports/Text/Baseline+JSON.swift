package import Evaluation
import Gallery
import Imaging
import Metrics

extension Baseline {
    /// The file, as `Baseline` describes it: the same for the same baseline, and a hit per line.
    package func rendered() -> [UInt8] {
        let hits = queries.map { query in
            JSONValue.object([
                (query.isText ? "text" : "query", .string(query.name)),
                (
                    "hits",
                    .array(
                        query.hits.map {
                            .object([
                                ("path", .string($0.path)),
                                ("score", options.metric.json($0.score, over: options.compared.features)),
                            ])
                        })
                ),
            ])
        }
        let file = JSONValue.object([
            ("format", .string(Self.format)), ("version", .integer(version)),
            ("options", .object(optionMembers)),
            ("skipped", .array(skipped.map { .object([("path", .string($0.path)), ("reason", .string($0.reason))]) })),
            ("queries", .array(hits)),
        ])
        return Array(file.multiline.utf8)
    }

    private var optionMembers: [(String, JSONValue)] {
        let head: [(String, JSONValue)] = [
            ("gallery", options.galleries.json), ("features", .string(options.compared.features.rawValue)),
            ("metric", .string(options.metric.rawValue)),
        ]
        let rest: [(String, JSONValue)] = [
            ("orientation", .string(options.appliesOrientation ? "exif" : "ignore")), ("top", .integer(options.top)),
            ("threshold", options.threshold.map(JSONValue.number) ?? .null),
            ("excludeQuery", .boolean(options.excludesQuery)),
        ]
        return head + options.compared.members + rest + searchMembers
    }

    /// The members of searches that compare less than all images, or search for more than the queries.
    private var searchMembers: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let background = options.background { members.append(("background", .string("\(background)"))) }
        if let store = options.store {
            members.append(("store", .string(store.name)))
            if let ef = store.ef { members.append(("ef", .integer(ef))) }
        }
        if !options.terms.isEmpty {
            let terms = options.terms.map { term in
                JSONValue.object([(term.isText ? "text" : "image", .string(term.name)), ("weight", .number(term.weight))])
            }
            members.append(("terms", .array(terms)))
        }
        let selection = options.selection
        for (name, patterns) in [("include", selection.includes), ("exclude", selection.excludes)] where !patterns.isEmpty {
            members.append((name, .array(patterns.map(JSONValue.string))))
        }
        if selection.includesHidden { members.append(("hidden", .boolean(true))) }
        return members
    }
}

extension [String] {
    /// A name by itself, several as a list.
    var json: JSONValue { count == 1 ? .string(self[0]) : .array(map(JSONValue.string)) }
}

extension Baseline.Compared {
    fileprivate var members: [(String, JSONValue)] {
        switch self {
        case .pixels(let size, let filter): [("size", .string("\(size)")), ("resample", .string(filter.rawValue))]
        case .embedding(let model):
            [
                ("model", .string(model.name)), ("digest", .string(model.digest)),
                ("precision", .string(model.precision)),
            ] + (model.decoding == .full ? [] : [("decode", .string(model.decoding.rawValue))])
        }
    }
}
