import Metrics
import Reports
import Search

extension Phrasing {
    /// Returns the error in results, to continue a sentence.
    func reason(for error: ResultsError) -> String {
        let remedy = "name what a search prints with --format json"
        switch error {
        case .damaged(let line, .notJSON): return "line \(line) is no JSON object; \(remedy)"
        case .damaged(let line, .member(let name)):
            return "in line \(line), '\(name)' is missing or of another type; \(remedy)"
        case .damaged(let line, .unknown(let member, let value)):
            return "in line \(line), '\(member)' is '\(value)', which this version does not know; \(remedy)"
        }
    }

    func sentence(for error: MergeError) -> String {
        switch error {
        case .nothing: "cannot merge: there are no results in any part"
        case .otherSettings(let part, let settings, let first, let firstSettings)
        where settings.making.processor != firstSettings.making.processor && words(settings) == words(firstSettings):
            "cannot merge: \(part) was computed by \(name(settings)), and \(first) by \(name(firstSettings)), so the last digits of scores may differ; search one of them again on the other's kind of machine, or accept that with --mix-processors"
        case .otherSettings(let part, let settings, let first, let firstSettings):
            "cannot merge: \(part) compares \(words(settings)), and \(first) \(words(firstSettings)); search one of them again"
        case .lacksQuery(let query, let part, let known):
            "cannot merge: \(part) has no results for \(query), and \(known) has; search that part for it, too"
        case .repeatsQuery(let query, let part):
            "cannot merge: \(part) has results for \(query) twice; name each query once"
        }
    }

    func sentence(for notice: MergeNotice, top: Int) -> String {
        switch notice {
        case .repeatedPath(let path, let parts):
            return "\(path) is a hit in \(parts.joined(separator: " and in ")), and counts once"
        case .mayBeCut(let part, let hits):
            return
                "each query has \(counted(hits, "hit")) in \(part); if that part was searched with less than --top \(top), hits are missing"
        }
    }

    private func words(_ settings: QueryResults.Settings) -> String {
        let making = settings.making
        let model = making.model.map { name in
            "of \([name, making.precision].compactMap(\.self).joined(separator: " "))"
                + (making.digest.map { " (\($0.prefix(8)))" } ?? "")
        }
        return [
            settings.features.rawValue, settings.size.map { "at \($0)" }, model, making.reading.map { "(\($0))" },
            "by \(settings.metric.rawValue)", making.terms.isEmpty ? nil : "with \(making.terms.joined(separator: ", "))",
        ].compactMap(\.self).joined(separator: " ")
    }

    private func name(_ settings: QueryResults.Settings) -> String { settings.making.processor ?? "what is not recorded" }
}
