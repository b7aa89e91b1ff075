import TestSupport
import Testing

/// Searches of the sample set give the paths, order and scores that Pillow and numpy give.
struct GoldenSearchTests {
    @Test(.enabled(if: Fixtures.has("search.json"), "search.json has not been made"), arguments: try SearchSetting.all())
    func hitsAreThoseOfPillowAndNumpy(setting: SearchSetting) throws {
        let entries = try SearchEntry.all().filter { $0.setting == setting }
        let arguments = [
            "--metric", setting.metric, "--size", setting.size, "--resample", setting.resample, "--orientation",
            setting.orientation,
            "--gallery", setting.gallery, "--format", "json",
        ]
        let run = try BuiltBinary().run(entries.map(\.query) + arguments, in: Fixtures.repository)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let lines = try run.searchLines()
        try #require(lines.map(\.query) == entries.map(\.query))
        for (line, entry) in zip(lines, entries) {
            #expect(line.metric == setting.metric && line.size == setting.size && line.features == "pixels")
            #expect(line.skipped.isEmpty)
            #expect(line.hits.map(\.path) == entry.hits.map(\.path), "\(entry.query)")
            #expect(line.hits.map(\.label) == entry.hits.map(\.label))
            #expect(line.hits.map(\.rank) == entry.hits.map(\.rank))
            for (hit, expected) in zip(line.hits, entry.hits) {
                let score = try #require(expected.value)
                if setting.metric == "correlation" {
                    #expect(abs(hit.score - score) <= 1e-12, "\(entry.query): \(hit.path)")
                } else {
                    #expect(hit.score.bitPattern == score.bitPattern, "\(entry.query): \(hit.path)")
                }
            }
        }
    }
}

/// What searches of search.json have in common that can be run together.
struct SearchSetting: Hashable, CustomStringConvertible {
    let gallery: String
    let metric: String
    let size: String
    let resample: String
    let orientation: String

    var description: String { "\(metric) at \(size), \(resample), orientation \(orientation)" }

    /// Those of search.json. Without optimisation a search takes seconds, so that debug builds run every metric at the
    /// smallest size only, and one at each of the others.
    static func all() throws -> [SearchSetting] {
        guard Fixtures.has("search.json") else { return [] }
        var settings: [SearchSetting] = []
        for entry in try SearchEntry.all() where !settings.contains(entry.setting) { settings.append(entry.setting) }
        if isOptimized { return settings }
        let sizes = settings.map(\.size).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let metrics = settings.map(\.metric).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return settings.filter { setting in
            let chosen = sizes.firstIndex(of: setting.size).map { metrics[$0 % metrics.count] }
            return setting.size == "31x31" || setting.metric == chosen
        }
    }
}

/// An entry of search.json.
private struct SearchEntry: Decodable {
    struct Hit: Decodable {
        let rank: Int
        let path: String
        let label: String?
        let bits: String
        /// From its IEEE 754 bits.
        var value: Double? { UInt64(bits, radix: 16).map(Double.init(bitPattern:)) }
    }

    let query: String
    let gallery: String
    let metric: String
    let size: String
    let resample: String
    let orientation: String
    let hits: [Hit]

    var setting: SearchSetting {
        SearchSetting(gallery: gallery, metric: metric, size: size, resample: resample, orientation: orientation)
    }

    static func all() throws -> [SearchEntry] { try Fixtures.decoded("search.json") }
}
