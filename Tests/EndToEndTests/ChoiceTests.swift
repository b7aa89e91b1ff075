import SystemPackage
import TestSupport
import Testing

/// Options that choose what is searched, and which hits are kept.
struct ChoiceTests {
    @Test func fiveHitsAreKeptUnlessToldOtherwise() throws {
        try withSampleTree { tree in
            for number in 5...9 { try tree.folder.copy("decode/grayscale.jpg", to: "gallery/Plum/\(number).jpg") }
            #expect(try tree.search("query.jpg").lines.count == 5)
            #expect(try tree.search("query.jpg", "-k", "1").lines.count == 1)
            #expect(try tree.search("query.jpg", "--top", "7").lines.count == 7)
            #expect(try tree.search("query.jpg", "-k", "100").lines.count == 10)
            #expect(try tree.search("query.jpg", "-k", "0").lines.count == 10)
        }
    }

    @Test func equalScoresComeByPath() throws {
        try withSampleTree { tree in
            for name in ["z.jpg", "Lime.jpg", "a.jpg", "Lime/z.jpg"] {
                try tree.folder.copy("decode/baseline_420.jpg", to: "gallery/\(name)")
            }
            let run = try tree.search("query.jpg", "--threshold", "0")
            #expect(run.hitPaths == ["Lime.jpg", "Lime/z.jpg", "Orange/1.jpg", "a.jpg", "z.jpg"].map { "gallery/\($0)" })
        }
    }

    @Test func theThresholdKeepsWhatIsAtLeastAsGood() throws {
        try withSampleTree { tree in
            for metric in ["l1", "cosine"] {
                let all = try tree.search("query.jpg", "-m", metric, "--format", "json").searchLine().hits
                try #require(all.count == 5)
                let some = try tree.search("query.jpg", "-m", metric, "--format", "json", "--threshold", "\(all[2].score)")
                #expect(try some.searchLine().hits == Array(all[...2]))
            }
            // A negative number is no option.
            #expect(try tree.search("query.jpg", "-m", "correlation", "--threshold", "-1").lines.count == 5)
        }
    }

    @Test func theQueryMayBeLeftOut() throws {
        try withSampleTree { tree in
            try tree.folder.link("link.jpg", to: "gallery/Orange/1.jpg")
            for query in [
                "gallery/Orange/1.jpg", "gallery/../gallery/Orange/1.jpg", "link.jpg",
                tree.folder("gallery/Orange/1.jpg").string,
            ] {
                let run = try tree.search(query, "--exclude-query")
                #expect(run.hitPaths.sorted() == samplePaths.filter { $0 != "gallery/Orange/1.jpg" }, "\(query)")
            }
            // The same picture in another file stays.
            #expect(try tree.search("query.jpg", "--exclude-query").hitPaths.first == "gallery/Orange/1.jpg")
        }
    }

    @Test func theGalleryHasThreeNames() throws {
        try withSampleTree { tree in
            for option in ["-g", "--gallery", "--train"] {
                let run = try tree.run(["query.jpg", option, "gallery/Lime", "-s", "16"])
                #expect(run.hitPaths.sorted() == ["gallery/Lime/3.png", "gallery/Lime/4.JPG"])
            }
        }
    }

    @Test func theGalleryIsDataTrainUnlessToldOtherwise() throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/grayscale.jpg", to: "data/train/Plum/1.jpg")
            #expect(try tree.run(["query.jpg", "-s", "16"]).hitPaths == ["data/train/Plum/1.jpg"])
        }
    }

    @Test func sizeFilterAndOrientationChangeTheScores() throws {
        try withSampleTree { tree in
            func scores(_ options: [String]) throws -> [Double] {
                let run = try tree.run(["query.jpg", "-g", "gallery", "-k", "0", "-m", "mse", "--format", "json"] + options)
                return try run.searchLine().hits.sorted { $0.path < $1.path }.map(\.score)
            }
            let plain = try scores(["-s", "20x10"])
            #expect(try scores(["--size", "20x10", "--resample", "bicubic", "--orientation", "exif"]) == plain)
            #expect(try scores(["-s", "10x20"]) != plain)
            for filter in ["nearest", "box", "bilinear", "lanczos"] {
                #expect(try scores(["-s", "20x10", "--resample", filter]) != plain)
            }
            let ignored = try scores(["-s", "20x10", "--orientation", "ignore"])
            // gallery/Lime/4.JPG is the one picture with an orientation.
            #expect(zip(plain, ignored).map { $0 != $1 } == samplePaths.map { $0 == "gallery/Lime/4.JPG" })
        }
    }

    @Test func searchIsTheDefaultCommand() throws {
        try withSampleTree { tree in
            let run = try tree.run(["search", "query.jpg", "-g", "gallery", "-s", "16"])
            #expect(run.status == 0)
            #expect(run.output == (try tree.search("query.jpg").output))
        }
    }
}
