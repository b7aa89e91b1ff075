import Foundation
import SystemPackage
import TestSupport
import Testing

/// Searches by what pictures are about, with the small model of the repository.
struct CLIPSearchTests {
    @Test func anImageFindsImagesOfItsKind() throws {
        for label in ["Bus", "Owl", "Sailboat"] {
            let line = try TinyModel.run(["data/test/\(label)/01.jpg", "--features", "clip", "--format", "json"]).searchLine()
            #expect(line.hits.count { $0.label == label } >= 4, "\(label)")
            #expect(line.features == "clip" && line.metric == "cosine" && line.size == nil)
            #expect(line.hits.allSatisfy { (-1.000001...1.000001).contains($0.score) })
        }
    }

    @Test func aTextFindsImagesOfWhatItNames() throws {
        let run = try TinyModel.run(["--text", "a photo of a lime", "--text", "a photo of an owl", "--format", "json"])
        let lines = try run.searchLines()
        #expect(lines.map(\.query) == ["a photo of a lime", "a photo of an owl"])
        #expect(lines.map { $0.hits[0].label } == ["Lime", "Owl"])
        #expect(lines.allSatisfy { $0.features == "clip" })
    }

    @Test func textsComeAfterImagesAndAreHeadedByTheirWords() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(
                ["--text", "a bus", "Lime.jpg", "-g", "gallery", "-k", "1", "--features", "clip"], in: folder.path)
            #expect(run.lines.filter { $0.hasPrefix("==>") } == ["==> Lime.jpg <==", "==> a bus <=="])
            #expect(run.hitPaths.map { $0.split(separator: "/")[1] } == ["Lime", "Bus"])
        }
    }

    @Test func everyMetricRanksAndScoresOfL1AreNoWholeNumbers() throws {
        try withPhotoTree { folder in
            for metric in ["l1", "l2", "mse", "cosine", "correlation"] {
                let run = try TinyModel.run(
                    ["gallery/Bus/01.jpg", "-g", "gallery", "--features", "clip", "-m", metric, "-k", "0"], in: folder.path)
                #expect(run.hitPaths.count == 12 && run.hitPaths[0] == "gallery/Bus/01.jpg")
                let best = metric == "cosine" || metric == "correlation" ? "1.000000" : "0.000000"
                #expect(run.lines[0].hasPrefix(best), "\(run.lines[0])")
                #expect(run.lines.allSatisfy { $0.wholeMatch(of: #/-?\d+\.\d{6}\t.*/#) != nil })
            }
        }
    }

    @Test func sumsGoFromOneKindToAnother() throws {
        try withPhotoTree { folder in
            let cases: [([String], String)] = [
                (["Lime.jpg", "--add", "3:Bus.jpg"], "Bus"), (["Lime.jpg", "--add", "0.1:Bus.jpg"], "Lime"),
                (["--add", "Lime.jpg", "--add", "3:a bus"], "Bus"),
                (["--text", "a bus", "--subtract", "2:a bus", "--add", "a lime"], "Lime"),
            ]
            for (arguments, label) in cases {
                let run = try TinyModel.run(arguments + ["-g", "gallery", "-k", "1", "--format", "json"], in: folder.path)
                let found = try run.searchLine().hits[0].label
                #expect(found == label, "\(arguments)")
            }
        }
    }

    @Test func aSumWithoutAQueryIsNamedByItsTerms() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(
                ["--add", "2:Lime.jpg", "--subtract", "0.5:a bus", "-g", "gallery", "--format", "json"], in: folder.path)
            #expect(try run.searchLine().query == "+ 2 Lime.jpg - 0.5 a bus")
        }
    }

    @Test func aWeightMayBeLargerThanAnyInteger() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(["--add", "1e30:Lime.jpg", "-g", "gallery", "--format", "json"], in: folder.path)
            #expect(try run.searchLine().query == "+ 1e+30 Lime.jpg")
        }
    }

    @Test func aSumThatLeavesNothingIsTold() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(["--text", "a bus", "--subtract", "a bus", "-g", "gallery"], in: folder.path)
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errorLines.count == 1 && run.errors.contains("nothing is left"))
        }
    }

    @Test func whatIsNamedLikeAnImageIsOne() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(["Bus.jpg", "--add", "nosuch.jpg", "-g", "gallery"], in: folder.path)
            #expect(run.status == 2)
            #expect(run.errorLines.count == 1 && run.errors.contains("nosuch.jpg") && run.errors.contains("no such file"))
        }
    }

    @Test func theQueryAndWhatIsAddedToItMayBeLeftOut() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(
                [
                    "gallery/Bus/01.jpg", "--add", "gallery/Bus/02.jpg", "-g", "gallery", "-k", "0", "--exclude-query",
                ], in: folder.path)
            #expect(run.hitPaths.count == 10)
            #expect(!run.hitPaths.contains("gallery/Bus/01.jpg") && !run.hitPaths.contains("gallery/Bus/02.jpg"))
        }
    }

    @Test(
        arguments: [
            (["a.jpg", "--features", "clip", "--size", "8"], "--size"),
            (["a.jpg", "--features", "clip", "--resample", "box"], "--resample"),
            (["--text", "a", "--size", "8"], "--size"), (["a.jpg", "--features", "pixels", "--text", "a"], "--text"),
            (["a.jpg", "--features", "pixels", "--add", "a"], "--add"), (["a.jpg", "--model", "m"], "--model"),
            (["a.jpg", "--precision", "bf16"], "--precision"), (["a.jpg", "--add", "0:b"], "'0:b'"),
            (["a.jpg", "--add", "-1:b"], "'-1:b'"), (["a.jpg", "--subtract", "2:"], "'2:'"), (["--text", " "], "--text"),
            (["index", "--features", "clip", "--store-pixels"], "--store-pixels"),
            (["index", "--features", "clip", "-s", "8"], "--size"),
            (["evaluate", "--features", "clip", "--resample", "box"], "--resample"),
            (["check", "--update", "b.json", "--text", "a", "--size", "8"], "--size"), (["embed"], "nothing to embed"),
        ] as [([String], String)])
    func whatMakesNoSenseIsRefused(arguments: [String], part: String) throws {
        let run = try TinyModel.run(arguments)
        #expect(run.status == 64 && run.output.isEmpty)
        #expect(run.errorLines.count == 1 && run.errors.contains(part), "\(run.errors)")
    }

    @Test func aModelThatIsNotThereIsTold() throws {
        try withPhotoTree { folder in
            let run = try BuiltBinary().run(
                ["Bus.jpg", "-g", "gallery", "--features", "clip", "--model", "nosuch"], in: folder.path,
                environment: ["HF_HUB_CACHE": folder("cache").string])
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errorLines.count == 1 && run.errors.contains("nosuch"))
        }
    }

    @Test func skippedImagesAndUnreadableQueriesAreNamed() throws {
        try withPhotoTree { folder in
            try folder.copy("bad/ppm_named.jpg", to: "gallery/Bus/gif.jpg")
            let run = try TinyModel.run(
                ["Bus.jpg", "nosuch.jpg", "-g", "gallery", "--features", "clip", "-k", "1"], in: folder.path)
            #expect(run.status == 2)
            #expect(run.hitPaths.count == 1)
            #expect(run.errors.contains("cannot read the query nosuch.jpg"))
            #expect(run.errors.contains("skipped gallery/Bus/gif.jpg: its contents are PPM"))
        }
    }

    @Test func picturesOfResultsShowTextsAsTexts() throws {
        try withPhotoTree { folder in
            let arguments = ["--text", "a <red> bus", "Lime.jpg", "-g", "gallery", "-k", "2"]
            let run = try TinyModel.run(arguments + ["--html", "hits.html", "--figure", "hits.svg"], in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            let page = String(decoding: try contents(of: folder("hits.html")), as: UTF8.self)
            #expect(page.contains("<span class=\"words\"><bdi>a &lt;red&gt; bus</bdi></span>"))
            #expect(page.contains("tiny-clip, ") && page.matches(of: #/<img /#).count == 5)
            #expect(!page.contains("cannot be read"))
            #expect(try contents(of: folder("hits.svg")).count > 1000)
        }
    }
}
