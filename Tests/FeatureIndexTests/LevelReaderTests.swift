@testable import FeatureIndex
import Files
import Foundation
import Gallery
import Metrics
import SystemPackage
import Testing

/// What a search reads of levels is of the files that it opened, whatever lies in their place by then.
struct LevelReaderTests {
    @Test(arguments: Metric.allCases) func filesThatAreRemovedOrReplacedMeanwhileAreReadAsTheyWere(metric: Metric) throws {
        try withIndexedFolder { gallery in
            try gallery.update()
            let (queries, question) = (try gallery.writeQueries(), Question(metric: metric))
            let expected = try gallery.plainAnswer(queries, question)
            let open = try #require(try IndexFolder(gallery.index).open(gallery.key))
            let known = IndexedGallery(try FolderWalk(gallery.gallery), segments: open, threads: 2)

            let paths = try gallery.segmentPaths()
            #expect(!paths.isEmpty)
            for path in paths {
                let length = try FileStatus(of: path).size
                try FileManager.default.removeItem(atPath: path.string)
                try Data(count: length).write(to: URL(filePath: path.string))
            }
            #expect(try gallery.answer(queries, question, in: known) == expected)

            for path in paths { try FileManager.default.removeItem(atPath: path.string) }
            #expect(try gallery.answer(queries, question, in: known) == expected)
        }
    }
}
