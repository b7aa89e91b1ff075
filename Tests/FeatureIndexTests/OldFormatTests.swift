@testable import FeatureIndex
import Foundation
import Imaging
import SystemPackage
import TestSupport
import Testing

/// Indexes that earlier versions of the program made open for ever.
struct OldFormatTests {
    /// A line of expected.jsonl.
    struct Expected: Decodable, Sendable, CustomStringConvertible {
        struct Hit: Decodable, Equatable {
            let path: String
            let score: Double
        }

        let metric: String
        let size: String
        let hits: [Hit]

        var description: String { "\(metric) at \(size)" }

        static func all(_ version: String) throws -> [Expected] {
            let lines = try contents(of: sample(version).appending("expected.jsonl")).split(separator: UInt8(ascii: "\n"))
            return try lines.map { try JSONDecoder().decode(Expected.self, from: Data($0)) }
        }
    }

    @Test(arguments: try Expected.all("v1"))
    func version1GivesItsHits(expected: Expected) throws {
        for count in ["1", "2", "0"] {
            let run = try search(expected, "--trust-index", "-k", count, "--format", "json")
            #expect(run.status == 0)
            #expect(run.errors == "retrieve: skipped gallery/empty.png: it is empty; copy or download it again\n")
            let hits = try JSONDecoder().decode(Expected.self, from: Data(run.output)).hits
            let wanted = count == "0" ? expected.hits : Array(expected.hits.prefix(Int(count) ?? 0))
            #expect(hits.map(\.path) == wanted.map(\.path))
            for (hit, other) in zip(hits, wanted) {
                #expect(abs(hit.score - other.score) <= (expected.metric == "correlation" ? 1e-12 : 0))
            }
        }
    }

    @Test(arguments: ["40x40", "112x112"])
    func version1IsUsedAndSound(size: String) throws {
        let folder = Self.sample("v1")
        let reader = try #require(try FeatureKey.size(size, in: folder))
        #expect(reader.reduce(0) { $0 + $1.liveRows.count } == 6)
        #expect(reader.map(\.deadRows.count) == [1])
        for open in reader { try open.segment.verify() }
    }

    private func search(_ expected: Expected, _ options: String...) throws -> Run {
        let arguments = ["query.jpg", "-g", "gallery", "--index", "index", "-m", expected.metric, "-s", expected.size]
        return try BuiltBinary().run(arguments + options, in: Self.sample("v1"))
    }

    /// The folder of the sample of a format.
    fileprivate static func sample(_ version: String) -> FilePath {
        FilePath(#filePath).removingLastComponent().appending("Samples").appending(version)
    }
}

extension FeatureKey {
    /// The segments for images of `size` in a sample.
    fileprivate static func size(_ size: String, in sample: FilePath) throws -> [OpenSegment]? {
        let key = FeatureKey(PixelReader.Options(size: try #require(PixelSize(size))))
        return try IndexFolder(sample.appending("index")).open(key)
    }
}
