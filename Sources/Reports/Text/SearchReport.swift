package import Gallery
package import Metrics
package import Search
import SystemPackage

/// The results of a search, to be written in one of several formats.
package struct SearchReport: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case text, json, csv, paths
    }

    package let features: Features
    package let metric: Metric
    /// The common size of pixels, as in `448x448`; nil of other features.
    package let size: String?
    package let making: ResultMaking
    package let queries: [QueryHits]
    package let skipped: [SkippedEntry]
    /// Whether each query's hits are headed by its path, as text of several queries is.
    package let isHeaded: Bool

    package init(
        features: Features, metric: Metric, size: String?, making: ResultMaking = .standard, queries: [QueryHits],
        skipped: [SkippedEntry], isHeaded: Bool
    ) {
        self.making = making
        self.features = features
        self.metric = metric
        self.size = size
        self.queries = queries
        self.skipped = skipped
        self.isHeaded = isHeaded
    }

    /// The merged results of parts of a gallery.
    package init(_ merged: MergedResults) {
        self.init(
            features: merged.settings.features, metric: merged.settings.metric, size: merged.settings.size,
            making: merged.settings.making, queries: merged.queries, skipped: merged.skipped,
            isHeaded: merged.queries.count > 1)
    }

    /// The results as bytes.
    ///
    /// - Parameters:
    ///   - endsWithNull: Whether a line of `text` or `paths` ends with NUL in place of a line feed.
    ///   - isForTerminal: Whether lines show the control characters of names, and not the names' own bytes.
    package func rendered(as format: Format, endsWithNull: Bool = false, isForTerminal: Bool = false) -> [UInt8] {
        let line = LineStyle(endsWithNull: endsWithNull, isForTerminal: isForTerminal)
        return switch format {
        case .text: text(line)
        case .paths: paths(line)
        case .json: json()
        case .csv: csv()
        }
    }

    /// `SCORE<TAB>PATH` a line; blocks of several queries are headed as `head` does it.
    private func text(_ line: LineStyle) -> [UInt8] { queries.indices.flatMap { text(ofQuery: $0, line) } }

    /// The part of the text that is about one query, what parts it from the one before included.
    package func text(ofQuery number: Int, endsWithNull: Bool = false, isForTerminal: Bool = false) -> [UInt8] {
        text(ofQuery: number, LineStyle(endsWithNull: endsWithNull, isForTerminal: isForTerminal))
    }

    private func text(ofQuery number: Int, _ line: LineStyle) -> [UInt8] {
        let query = queries[number]
        var output: [UInt8] = []
        if isHeaded {
            if number > 0 { output.append(line.end) }
            output += Array("==> ".utf8) + line.name(query.query.bytes) + Array(" <==".utf8) + [line.end]
        }
        for hit in query.hits {
            output += Array("\(metric.formatted(hit.score, over: features))\t".utf8) + line.name(hit.path.bytes) + [line.end]
        }
        return output
    }

    private func paths(_ line: LineStyle) -> [UInt8] {
        queries.flatMap { $0.hits.flatMap { line.name($0.path.bytes) + [line.end] } }
    }

    /// One object per query, each on a line.
    private func json() -> [UInt8] {
        let skippedList = JSONValue.files(skipped)
        return queries.flatMap { query in
            let hits = query.hits.enumerated().map { rank, hit in
                JSONValue.object([
                    ("rank", .integer(rank + 1)), ("path", .string(hit.path.string)),
                    ("label", hit.label.map(JSONValue.string) ?? .null),
                    ("score", metric.json(hit.score, over: features)),
                ])
            }
            let settings: [(String, JSONValue)] = [
                ("query", .string("\(query.query)")), ("features", .string(features.rawValue)),
                ("metric", .string(metric.rawValue)), ("size", size.map(JSONValue.string) ?? .null),
            ]
            let object = JSONValue.object(settings + making.members + [("hits", .array(hits)), ("skipped", skippedList)])
            return Array("\(object)\n".utf8)
        }
    }

    private func csv() -> [UInt8] {
        var output = Array("query,rank,score,label,path\n".utf8)
        for query in queries {
            for (rank, hit) in query.hits.enumerated() {
                let score = metric.json(hit.score, over: features)
                output += csvField(query.query.bytes) + Array(",\(rank + 1),\(score),".utf8)
                output += csvField(Array((hit.label ?? "").utf8)) + [UInt8(ascii: ",")] + csvField(hit.path.bytes)
                output.append(UInt8(ascii: "\n"))
            }
        }
        return output
    }
}

extension ResultMaking {
    /// The settings that are there, as members of a JSON object.
    fileprivate var members: [(String, JSONValue)] {
        let texts = [
            ("model", model), ("precision", precision), ("digest", digest), ("processor", processor), ("reading", reading),
        ].compactMap { name, value in value.map { (name, JSONValue.string($0)) } }
        return texts + (terms.isEmpty ? [] : [("terms", .array(terms.map(JSONValue.string)))])
    }
}

/// The ends of lines, and the form of names in them.
struct LineStyle {
    let end: UInt8
    private let showsControls: Bool

    init(endsWithNull: Bool, isForTerminal: Bool) {
        end = endsWithNull ? 0 : UInt8(ascii: "\n")
        showsControls = isForTerminal && !endsWithNull
    }

    func name(_ bytes: [UInt8]) -> [UInt8] {
        showsControls ? Array(String(decoding: bytes, as: UTF8.self).showingControls.utf8) : bytes
    }
}

/// Quoted where RFC 4180 asks for it.
func csvField(_ field: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard field.contains(where: { [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0) }) else {
        return field
    }
    return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
}

extension FilePath {
    /// The path's own bytes, which need not be UTF-8.
    var bytes: [UInt8] { withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: length)) } }
}
