@testable import FeatureIndex
import Foundation
import Gallery
import Imaging
import SystemPackage
import TestSupport
import Testing

/// Parts of a gallery that an earlier version of the program indexed are told apart, searched as one and merged for ever.
struct ShardSampleTests {
    private static var parts: [FilePath] { ["1", "2"].map { OldFormatTests.sample("v4-shards").appending($0) } }

    @Test func manifestsTellTheShardAndWhatComputedTheEmbeddings() throws {
        for (number, part) in zip(1..., Self.parts) {
            #expect(try contents(of: part.appending("manifest"))[8..<12] == [3, 0, 0, 0])
            let manifest = try Manifest(part.appending("manifest"))
            #expect(manifest.collections.map(\.shard) == Array(repeating: GalleryShard(number: number, of: 2), count: 2))
            #expect(
                manifest.collections.map { $0.segments.map(\.processor) } == [[""], ["oneDNN 2.6.3 avx512_core_bf16"]])
        }
    }

    @Test func segmentsAreSound() throws {
        let key = FeatureKey(PixelReader.Options(size: PixelSize(width: 40, height: 40)))
        let segments = try Self.parts.flatMap { try #require(try IndexFolder($0).open(key)) }
        // One of them is that of a file that could not be read.
        #expect(segments.map { $0.liveRows.count } == [1, 5])
        for open in segments { try open.segment.verify() }
    }

    /// The images' times are those of the checkout, so the indexes are trusted rather than compared with them.
    @Test(arguments: try OldFormatTests.Expected.all("v4").filter { $0.size == "40x40" })
    func bothTogetherAnswerAsPillowAndNumpy(expected: OldFormatTests.Expected) throws {
        try withTemporaryFolder { folder in
            // A merge locks its parts, which writes to their folders.
            for (part, copy) in zip(Self.parts, ["1", "2"]) {
                try FileManager.default.copyItem(atPath: part.string, toPath: folder(copy).string)
            }
            let merge = try BuiltBinary().run(["index", "--merge", "1", "2", "--index", "merged"], in: folder.path)
            #expect(merge.status == 0, "\(merge.errors)")
            for indexes in [Self.parts, [folder("merged")]] {
                let run = try BuiltBinary().run(
                    [
                        "query.jpg", "-g", "gallery", "-m", expected.metric, "-s", expected.size, "--trust-index", "-k", "0",
                        "--format", "json",
                    ] + indexes.flatMap { ["--index", $0.string] }, in: OldFormatTests.sample("v1"))
                #expect(run.status == 0, "\(run.errors)")
                let hits = try JSONDecoder().decode(OldFormatTests.Expected.self, from: Data(run.output)).hits
                #expect(hits.map(\.path) == expected.hits.map(\.path))
                for (hit, golden) in zip(hits, expected.hits) {
                    #expect(abs(hit.score - golden.score) <= (expected.metric == "correlation" ? 1e-12 : 0))
                }
            }
        }
    }
}
