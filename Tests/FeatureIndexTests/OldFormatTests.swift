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

    /// Its images were resized in another order of passes: it is opened, and left aside with a line that tells how to mend it.
    @Test(arguments: try Expected.all("v1"))
    func version1IsNotMixedWithWhatIsResizedOtherwise(expected: Expected) throws {
        let run = try search(expected, "-k", "0", "--format", "json"),
            alone = try search(expected, "-k", "0", "--format", "json", "--no-index")
        #expect(run.status == 0 && run.output == alone.output)
        #expect(run.errors.contains("retrieve index gallery") && !alone.errors.contains("retrieve index"))
        let hits = try JSONDecoder().decode(Expected.self, from: Data(run.output)).hits
        #expect(Set(hits.map(\.path)) == Set(expected.hits.map(\.path)))
    }

    @Test(arguments: ["40x40", "112x112"])
    func version1IsUsedAndSound(size: String) throws {
        let folder = Self.sample("v1")
        let reader = try #require(try FeatureKey.size(size, in: folder))
        #expect(reader.reduce(0) { $0 + $1.liveRows.count } == 6)
        #expect(reader.map(\.deadRows.count) == [1])
        for open in reader { try open.segment.verify() }
    }

    /// The images' times are those of the checkout, so the index is trusted rather than compared with them.
    @Test(arguments: try Expected.all("v4"))
    func version4AnswersAsPillowAndNumpy(expected: Expected) throws {
        let run = try BuiltBinary().run(
            [
                "query.jpg", "-g", "gallery", "-m", expected.metric, "-s", expected.size, "--index", "../v4/index",
                "--trust-index", "-k", "0", "--format", "json",
            ], in: Self.sample("v1"))
        let hits = try JSONDecoder().decode(Expected.self, from: Data(run.output)).hits
        #expect(run.status == 0, "\(run.errors)")
        #expect(hits.map(\.path) == expected.hits.map(\.path))
        for (hit, golden) in zip(hits, expected.hits) {
            #expect(abs(hit.score - golden.score) <= (expected.metric == "correlation" ? 1e-12 : 0))
        }
    }

    @Test(arguments: ["40x40", "112x112"])
    func version4IsSound(size: String) throws {
        let key = FeatureKey(PixelReader.Options(size: try #require(PixelSize(size))))
        let segments = try #require(try IndexFolder(Self.sample("v4").appending("index")).open(key))
        // One of them is that of a file that could not be read.
        #expect(segments.reduce(0) { $0 + $1.liveRows.count } == 6)
        for open in segments { try open.segment.verify() }
    }

    private func search(_ expected: Expected, _ options: String...) throws -> Run {
        let index = options.contains("--no-index") ? [] : ["--index", "index"]
        let arguments = ["query.jpg", "-g", "gallery", "-m", expected.metric, "-s", expected.size] + index
        return try BuiltBinary().run(arguments + options, in: Self.sample("v1"))
    }

    /// The folder of the sample of a format.
    static func sample(_ version: String) -> FilePath {
        FilePath(#filePath).removingLastComponent().appending("Samples").appending(version)
    }
}

extension FeatureKey {
    /// The segments for images of `size` in a sample.
    fileprivate static func size(_ size: String, in sample: FilePath) throws -> [OpenSegment]? {
        let reading = PixelReader.Options(size: try #require(PixelSize(size)))
        let key = FeatureKey(.pixels(reading), resampling: Resampling.firstRevision)
        return try IndexFolder(sample.appending("index")).open(key)
    }
}
