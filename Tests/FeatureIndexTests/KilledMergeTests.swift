@testable import FeatureIndex
import Files
import Foundation
import Search
import SystemPackage
import TestSupport
import Testing

/// Whenever a merge is killed, the target is as it was or not there, and the next run completes it.
struct KilledMergeTests {
    @Test func atRandomInstants() throws {
        try withShardedFolder(40) { folder in
            for shard in folder.shards { try folder.update(shard) }
            let queries = [folder.gallery.gallery.appending("blobs/5.png")]
            let parts = folder.indexes.map(\.string).joined(separator: " ")
            var generator = SeededGenerator(seed: 5)
            for round in 0..<(testsMayBeLong ? 200 : 20) {
                let delay = Double.random(in: 0...0.04, using: &generator)
                // As a blocked signal may be inherited, `wait` might do so for ever.
                _ = try folder.gallery.runShell(
                    "{ \"$0\" index --merge \(parts) --index merged & sleep \(delay); kill -9 $!; } | cat")
                do {
                    let segments = try #require(try IndexFolder(folder.merged).open(folder.gallery.key))
                    #expect(segments.reduce(0) { $0 + $1.liveImageCount } == 31, "round \(round)")
                } catch let error as IndexError {
                    #expect(error.reason == .missing, "round \(round)")
                }
                if round % 4 == 3 {
                    try folder.merge()
                    try folder.expectSameAnswers(queries, [Question()])
                    let names = try FileManager.default.contentsOfDirectory(atPath: folder.merged.string)
                    #expect(!names.contains { $0.hasSuffix(".partial") })
                    try FileManager.default.removeItem(atPath: folder.merged.string)
                }
            }
        }
    }
}
