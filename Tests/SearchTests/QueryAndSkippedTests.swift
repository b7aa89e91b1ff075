import Files
import Gallery
import Imaging
import Metrics
import Search
import SystemPackage
import TestSupport
import Testing

/// Which hits are left out, which files are skipped, and which queries are none.
struct QueryAndSkippedTests {
    @Test func theQueryItselfIsLeftOutWhenAsked() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let search = gallery.search(excludesQuery: true, threads: 2)
            let outcome = search.search(try gallery.queries(["a/1.jpg", "d.png"], by: search), in: gallery.walk.images)
            // The same picture under another name stays.
            #expect(gallery.names(outcome.hits[0]).first == "c/10.jpg")
            #expect(!gallery.names(outcome.hits[0]).contains("a/1.jpg"))
            #expect(gallery.names(outcome.hits[0]).contains("d.png"))
            #expect(!gallery.names(outcome.hits[1]).contains("d.png"))
            #expect(outcome.hits.allSatisfy { $0.count == SampleGallery.pictures.count - 1 })
        }
    }

    @Test func aQueryReachedByALinkIsStillTheSameFile() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            try folder.link("link.jpg", to: "c/8.jpg")
            let search = gallery.search(limit: 3, excludesQuery: true)
            let outcome = search.search(try gallery.queries(["link.jpg"], by: search), in: gallery.walk.images)
            #expect(!gallery.names(outcome.hits[0]).contains("c/8.jpg"))
            #expect(outcome.hits[0].count == 3)
        }
    }

    @Test(arguments: [1, 2, 7])
    func skippedFilesComeInTheOrderOfTheGallery(threads: Int) throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            try folder.copy("bad/cut_baseline.jpg", to: "c/0.jpg")
            try folder.link("gone.jpg", to: "nowhere")
            try folder.makePipe("a/pipe.png")
            let walk = try FolderWalk(folder.path)
            let search = gallery.search(threads: threads)
            for names in [["d.png"], OutcomeTests.queryNames] {
                let outcome = search.search(try gallery.queries(names, by: search), in: walk.images)
                #expect(
                    outcome.skipped.map(\.path)
                        == ["a/0.jpg", "a/pipe.png", "b/empty.jpg", "c/0.jpg", "gone.jpg"].map { folder($0) })
                #expect(
                    outcome.skipped.map { shownSentence($0.cause) } == [
                        "\(ImageError.notAnImage(format: "PPM"))", "\(FileError.notAFile(.pipe))", "\(ImageError.empty)",
                        "\(ImageError.truncated)", "\(FileError.danglingLink)",
                    ])
            }
        }
    }

    @Test func queriesComeBackInTheirOrderEachWithItsReason() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            let names = ["e.jpg", "none.jpg", "d.png", "a/0.jpg", "b/empty.jpg", "a/1.jpg"]
            for threads in [1, 3, 16] {
                let results = gallery.search(threads: threads).readQueries(names.map { .file(folder($0)) })
                #expect(
                    results.map { try? $0.get().source.path } == [
                        folder("e.jpg"), nil, folder("d.png"), nil, nil, folder("a/1.jpg"),
                    ])
                let reasons = results.compactMap { result -> String? in
                    if case .failure(let error) = result { "\(error)" } else { nil }
                }
                #expect(
                    reasons == [
                        "\(FileError.system(.noSuchFileOrDirectory))", "\(ImageError.notAnImage(format: "PPM"))",
                        "\(ImageError.empty)",
                    ])
            }
        }
    }

    @Test func noQueriesAreNoTrouble() throws {
        try withTemporaryFolder { folder in
            let search = try SampleGallery(in: folder).search(threads: 4)
            #expect(search.readQueries([]).isEmpty)
        }
    }

    @Test func hitsMustMeetTheThreshold() throws {
        try withTemporaryFolder { folder in
            let gallery = try SampleGallery(in: folder)
            for metric in [Metric.l1, .cosine] {
                let all = gallery.search(metric)
                let scores = all.search(try gallery.queries(["d.png"], by: all), in: gallery.walk.images).hits[0]
                let threshold = scores[4].score
                let some = gallery.search(metric, threshold: threshold)
                let hits = some.search(try gallery.queries(["d.png"], by: some), in: gallery.walk.images).hits[0]
                #expect(hits == scores.filter { metric.meets(threshold, $0.score) })
                #expect(hits.count >= 5)
            }
        }
    }
}
