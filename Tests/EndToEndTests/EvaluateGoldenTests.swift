import Foundation
import TestSupport
import Testing

/// Measures on the sample set are those that numpy computes from their definitions.
struct EvaluateGoldenTests {
    @Test(arguments: try EvaluationSetting.all())
    func measuresAreThoseOfNumpy(setting: EvaluationSetting) throws {
        let entries = try EvaluationEntry.all().filter { $0.setting == setting }
        let arguments = [
            "evaluate", setting.queries, "--gallery", setting.gallery, "--top", "\(setting.top)", "--size", setting.size,
            "--metric", "all", "--by-label", "--confusion", "--format", "json",
        ]
        let run = try BuiltBinary().run(
            arguments + (setting.excludeQuery ? ["--exclude-query"] : []), in: Fixtures.repository)
        #expect(run.status == 0 && run.errors.isEmpty)
        let outcome = try EvaluationOutcome(run)
        #expect(outcome.metrics.map(\.metric) == entries.map(\.metric) && entries.count == 5)
        for (result, entry) in zip(outcome.metrics, entries) {
            expectEqual(result.measures, entry.measures, entry.metric)
            #expect(Set(result.labels?.map(\.label) ?? []) == Set(entry.labels.keys))
            for group in result.labels ?? [] {
                expectEqual(group.measures, entry.labels[group.label] ?? [:], "\(entry.metric), \(group.label)")
            }
            for row in result.confusion ?? [] {
                #expect(entry.confusion[row.label]?[row.takenFor ?? ""] == row.queries, "\(entry.metric), \(row.label)")
            }
            #expect(result.confusion?.reduce(0) { $0 + $1.queries } == outcome.counts["evaluated"])
        }
    }

    private func expectEqual(_ actual: [String: Double?], _ expected: [String: Double], _ place: String) {
        #expect(Set(actual.keys) == Set(expected.keys))
        for (name, value) in expected {
            #expect(abs((actual[name].flatMap { $0 } ?? .nan) - value) <= 1e-12, "\(name) of \(place)")
        }
    }
}

/// What entries of evaluation.json have in common that can be run together.
struct EvaluationSetting: Hashable, CustomStringConvertible {
    let queries, gallery: String
    let excludeQuery: Bool
    let top: Int
    let size: String

    var description: String { "\(queries) in \(gallery), \(size), the first \(top)" }

    /// Those of evaluation.json. Without optimisation the full size takes long, so debug builds leave it out.
    static func all() throws -> [EvaluationSetting] {
        let settings = Set(try EvaluationEntry.all().map(\.setting))
        let measured = isOptimized ? settings : settings.filter { $0.size == "64x64" }
        return measured.sorted { $0.description < $1.description }
    }
}

/// An entry of evaluation.json.
private struct EvaluationEntry: Decodable {
    let queries, gallery: String
    let excludeQuery: Bool
    let top: Int
    let size, metric: String
    let measures: [String: Double]
    let labels: [String: [String: Double]]
    let confusion: [String: [String: Int]]

    var setting: EvaluationSetting {
        EvaluationSetting(queries: queries, gallery: gallery, excludeQuery: excludeQuery, top: top, size: size)
    }

    static func all() throws -> [EvaluationEntry] { try Fixtures.decoded("evaluation.json") }
}

/// The JSON that `retrieve evaluate` prints.
struct EvaluationOutcome: Decodable {
    struct Metric: Decodable {
        struct Label: Decodable {
            let label: String
            let queries: Int
            let measures: [String: Double?]
        }

        struct Confusion: Decodable {
            let label: String
            let takenFor: String?
            let queries: Int
        }

        let metric: String
        let measures: [String: Double?]
        let labels: [Label]?
        let confusion: [Confusion]?
    }

    struct File: Decodable { let path, reason: String }

    let counts: [String: Int]
    let metrics: [Metric]
    let unlabelled, withoutRelevant: [String]
    let unreadable, skipped: [File]

    init(_ run: Run) throws { self = try JSONDecoder().decode(Self.self, from: Data(run.output)) }
}
