import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import Synchronization
import TestSupport
import Testing

/// Full rankings from one comparison of all with all: those of a search without limit, bit for bit.
struct ScoreTableTests {
    private static let names = ["a/1.jpg", "b/5.jpg", "c/9.png", "d.png", "a/3.png", "b/7.jpg", "e.jpg"]

    @Test(arguments: [1, 2, 7], [1, 3, 4, 7])
    func rankingsAreThoseOfSearches(threads: Int, count: Int) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let names = Array(Self.names.prefix(count))
            for excludesQuery in [false, true] {
                let comparing = gallery.search(excludesQuery: excludesQuery, threads: threads)
                let table = comparing.scores(
                    of: try gallery.queries(names, by: comparing), in: gallery.walk.images, by: Metric.allCases)
                for metric in Metric.allCases {
                    let search = gallery.search(metric, excludesQuery: excludesQuery)
                    for (number, name) in names.enumerated() {
                        // Alone, for a query with others is compared by the same kernels as here.
                        let alone = search.search(try gallery.queries([name], by: search), in: gallery.walk.images)
                        #expect(table.ranking(for: number, by: metric) == alone.hits[0], "\(metric), \(name)")
                        #expect(table.skipped == alone.skipped)
                    }
                }
            }
        }
    }

    @Test(arguments: Metric.allCases)
    func oneMetricAloneGivesTheSame(metric: Metric) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(threads: 2)
            let queries = try gallery.queries(Self.names, by: search)
            let all = search.scores(of: queries, in: gallery.walk.images, by: Metric.allCases)
            let alone = search.scores(of: queries, in: gallery.walk.images, by: [metric])
            for number in queries.indices {
                #expect(alone.ranking(for: number, by: metric) == all.ranking(for: number, by: metric))
            }
        }
    }

    /// Queries that are images of the gallery are removed once they are read: only what is in memory is left of them.
    @Test func imagesThatAreQueriesAreNotReadAgain() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(.l1)
            let query = try gallery.queries(["b/4.jpg"], by: search)
            let file = folder("b/4.jpg")
            try folder.write([], to: file)  // The same file, as the file system sees it.
            let table = search.scores(of: query, in: gallery.walk.images, by: [.l1])
            #expect(!table.skipped.contains { $0.path == file })
            #expect(gallery.names(table.ranking(for: 0, by: .l1)).first == "b/4.jpg")
        }
    }

    @Test func progressCountsEveryImageOnce() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(threads: 2)
            let count = Atomic<Int>(0)
            let read = search.readQueries(Self.names.map { .file(folder($0)) }) { _ = count.add($0, ordering: .relaxed) }
            #expect(count.load(ordering: .relaxed) == Self.names.count)
            _ = search.scores(of: try read.map { try $0.get() }, in: gallery.walk.images, by: [.mse]) {
                _ = count.add($0, ordering: .relaxed)
            }
            #expect(count.load(ordering: .relaxed) == Self.names.count + gallery.walk.images.count)
        }
    }
}
