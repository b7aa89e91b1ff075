package import Duplicates
import Files
import Gallery
import Imaging
package import Metrics
import SystemPackage

/// Groups of duplicates, to be written in one of several formats.
package struct DuplicateReport: Sendable {
    package let result: DuplicateResult
    /// The metric and features of the scores; nil where files are equal.
    package let scored: Scored?
    /// Whether pairs are told in place of groups.
    package let tellsPairs: Bool

    /// The metric and features that scores are of.
    package struct Scored: Sendable {
        package let metric: Metric
        package let features: Features

        package init(_ metric: Metric, over features: Features) {
            self.metric = metric
            self.features = features
        }

        func formatted(_ score: Double?) -> String { score.map { metric.formatted($0, over: features) } ?? "equal" }
    }

    package init(_ result: DuplicateResult, scored: Scored?, tellsPairs: Bool = false) {
        self.result = result
        self.scored = scored
        self.tellsPairs = tellsPairs
    }

    /// The results as bytes.
    ///
    /// - Parameters:
    ///   - endsWithNull: Whether a line of `text` or `paths` ends with NUL in place of a line feed.
    ///   - isForTerminal: Whether lines show the control characters of names, and not the names' own bytes.
    package func rendered(
        as format: SearchReport.Format, endsWithNull: Bool = false, isForTerminal: Bool = false
    ) -> [UInt8] {
        let line = LineStyle(endsWithNull: endsWithNull, isForTerminal: isForTerminal)
        return switch format {
        case .text: tellsPairs ? pairText(line) : text(line)
        case .paths: result.groups.flatMap { $0.surplus.flatMap { line.name($0.path.bytes) + [line.end] } }
        case .json: tellsPairs ? pairJSON() : json()
        case .csv: tellsPairs ? pairCSV() : csv()
        }
    }

    /// A heading per group, then a line per file: what becomes of it, its size, its bytes, its score with the file it is most like, its path.
    private func text(_ line: LineStyle) -> [UInt8] {
        var output: [UInt8] = []
        for (number, group) in result.groups.enumerated() {
            if number > 0 { output.append(line.end) }
            output += Array("==> group \(number + 1): \(counted(group.files.count, "file")) <==".utf8) + [line.end]
            for (place, file) in group.files.enumerated() {
                let fields = [
                    place < group.keptCount ? "keep" : "-", file.size.map { "\($0)" } ?? "?", "\(file.status.size)",
                    place == 0 ? "-" : formatted(group.bestScore(of: place, scored?.metric)),
                ]
                output += Array("\(fields.joined(separator: "\t"))\t".utf8) + line.name(file.path.bytes) + [line.end]
            }
        }
        return output
    }

    private func pairText(_ line: LineStyle) -> [UInt8] {
        let tab = UInt8(ascii: "\t")
        return result.groups.flatMap { group in
            group.pairs.flatMap { pair -> [UInt8] in
                var output = Array("\(formatted(pair.score))\t\(pair.symmetry.rawValue)".utf8)
                for place in [pair.first, pair.second] { output += [tab] + line.name(group.files[place].path.bytes) }
                return output + [line.end]
            }
        }
    }

    private func json() -> [UInt8] {
        result.groups.enumerated().flatMap { number, group in
            let files = group.files.map { file in
                JSONValue.object([
                    ("path", .string(file.path.string)), ("width", file.size.map { .integer($0.width) } ?? .null),
                    ("height", file.size.map { .integer($0.height) } ?? .null), ("bytes", .integer(file.status.size)),
                    ("modified", .number(Double(file.status.modified) / 1e9)),
                    ("links", .array(file.otherNames.map { .string($0.string) })),
                ])
            }
            let object = JSONValue.object([
                ("group", .integer(number + 1)), ("keep", .string(group.keeper.path.string)), ("files", .array(files)),
                ("pairs", .array(group.pairs.map { self.json($0, group) })),
            ])
            return Array("\(object)\n".utf8)
        }
    }

    private func pairJSON() -> [UInt8] {
        result.groups.flatMap { group in group.pairs.flatMap { Array("\(json($0, group))\n".utf8) } }
    }

    private func json(_ pair: DuplicateGroup.Pair, _ group: DuplicateGroup) -> JSONValue {
        .object([
            ("a", .string(group.files[pair.first].path.string)), ("b", .string(group.files[pair.second].path.string)),
            ("score", pair.score.map(JSONValue.number) ?? .null), ("transform", .string(pair.symmetry.rawValue)),
        ])
    }

    private func csv() -> [UInt8] {
        var output = Array("group,keep,score,width,height,bytes,path\n".utf8)
        for (number, group) in result.groups.enumerated() {
            for (place, file) in group.files.enumerated() {
                let score = group.bestScore(of: place, scored?.metric).map { "\($0)" } ?? ""
                let size = file.size.map { "\($0.width),\($0.height)" } ?? ","
                output += Array("\(number + 1),\(place < group.keptCount),\(score),\(size),\(file.status.size),".utf8)
                output += csvField(file.path.bytes) + [UInt8(ascii: "\n")]
            }
        }
        return output
    }

    private func pairCSV() -> [UInt8] {
        var output = Array("score,transform,a,b\n".utf8)
        for group in result.groups {
            for pair in group.pairs {
                output += Array("\(pair.score.map { "\($0)" } ?? ""),\(pair.symmetry.rawValue),".utf8)
                output += csvField(group.files[pair.first].path.bytes) + [UInt8(ascii: ",")]
                output += csvField(group.files[pair.second].path.bytes) + [UInt8(ascii: "\n")]
            }
        }
        return output
    }

    private func formatted(_ score: Double?) -> String {
        scored?.formatted(score) ?? "equal"
    }
}

extension DuplicateGroup {
    /// Returns the score of a file with the file of its group that it is most similar to; nil where files are equal.
    func bestScore(of place: Int, _ metric: Metric?) -> Double? {
        guard let metric else { return nil }
        let scores = pairs.filter { $0.first == place || $0.second == place }.compactMap(\.score)
        return scores.min { metric.isBetter($0, than: $1) }
    }
}
