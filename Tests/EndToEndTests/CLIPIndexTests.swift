import Foundation
import SystemPackage
import TestSupport
import Testing

/// The index of embeddings, from the command line.
struct CLIPIndexTests {
    @Test func aSearchPrintsTheSameWithTheIndexAndWithout() throws {
        try withPhotoTree { folder in
            let index = try TinyModel.run(["index", "gallery", "--features", "clip"], in: folder.path)
            #expect(index.status == 0 && index.text.hasPrefix("12 added, 0 changed"))
            for metric in ["l1", "l2", "mse", "cosine", "correlation"] {
                let arguments = [
                    "Bus.jpg", "Lime.jpg", "--text", "an owl", "--add", "0.2:sea", "-g", "gallery", "-k", "0", "-m", metric,
                    "--format", "json",
                ]
                let plain = try TinyModel.run(arguments + ["--no-index"], in: folder.path)
                let indexed = try TinyModel.run(arguments + ["--verbose"], in: folder.path)
                #expect(plain.status == 0 && plain.output == indexed.output)
                #expect(indexed.errors == "retrieve: compared with 12 embeddings of the index, and with 0 made now\n")
            }
        }
    }

    @Test func aGalleryThatMovedOnIsWarnedOfAndSearchedRightly() throws {
        try withPhotoTree { folder in
            #expect(try TinyModel.run(["index", "gallery", "--features", "clip"], in: folder.path).status == 0)
            try folder.write(try contents(of: folder("Lime.jpg")), to: "gallery/Lime/new.jpg")
            let run = try TinyModel.run(["Lime.jpg", "-g", "gallery", "--features", "clip", "-k", "1"], in: folder.path)
            #expect(run.hitPaths == ["gallery/Lime/new.jpg"])
            #expect(run.errorLines.count == 1 && run.errors.contains("out of date (1 new, 0 changed, 0 gone)"))
            let status = try TinyModel.run(["index", "gallery", "--status"], in: folder.path)
            #expect(status.status == 1)
            #expect(status.text.hasPrefix("clip tiny-clip ") && status.text.contains("12 images"))
        }
    }

    @Test func pixelsAndEmbeddingsOfEachPrecisionLieSideBySide() throws {
        try withPhotoTree { folder in
            for options in [[], ["--features", "clip"], ["--features", "clip", "--precision", "int8"]] {
                #expect(try TinyModel.run(["index", "gallery", "--quiet"] + options, in: folder.path).status == 0)
            }
            let status = try TinyModel.run(["index", "gallery", "--verify"], in: folder.path)
            #expect(status.status == 0 && status.lines.count == 3)
            #expect(status.lines[0].hasPrefix("448x448 bicubic: 12 images"))
            #expect(status.lines[2].hasPrefix("clip tiny-clip int8: 12 images"))
        }
    }

    @Test(arguments: ["float32", "bf16", "int8"])
    func whatAnIndexIsMadeInIsWhatItIsSearchedBy(precision: String) throws {
        try withPhotoTree { folder in
            let features = ["--features", "clip"]
            let index = try TinyModel.run(["index", "gallery", "--precision", precision] + features, in: folder.path)
            #expect(index.status == 0)
            let search = ["Bus.jpg", "-g", "gallery", "--format", "json"] + features
            let run = try TinyModel.run(search + ["--verbose"], in: folder.path)
            #expect(run.status == 0)
            #expect(run.errors == "retrieve: compared with 12 embeddings of the index, and with 0 made now\n")
            #expect(try run.output == TinyModel.run(search + ["--precision", precision], in: folder.path).output)
            #expect(try TinyModel.run(["index", "gallery"] + features, in: folder.path).text.hasPrefix("0 added, 0 changed"))
            let status = try TinyModel.run(["index", "gallery", "--status"], in: folder.path)
            #expect(status.lines.count == 1 && status.text.hasPrefix("clip tiny-clip \(precision): 12 images"))
        }
    }

    @Test func whereThereIsNoIndexThePrecisionIsTheSameOnEveryProcessor() throws {
        try withPhotoTree { folder in
            let search = ["Bus.jpg", "-g", "gallery", "--features", "clip", "--format", "json"]
            let exact = try TinyModel.run(search + ["--precision", "float32"], in: folder.path)
            #expect(try TinyModel.run(search, in: folder.path).output == exact.output)
            for precision in ["int8", "float32"] {
                let options = ["index", "gallery", "--features", "clip", "--precision", precision]
                #expect(try TinyModel.run(options, in: folder.path).status == 0)
            }
            #expect(try TinyModel.run(search, in: folder.path).output == exact.output)
        }
    }

    @Test func anIndexInAnotherPrecisionIsToldWithWhatMendsIt() throws {
        try withPhotoTree { folder in
            let features = ["--features", "clip", "--precision"]
            #expect(try TinyModel.run(["index", "gallery"] + features + ["int8"], in: folder.path).status == 0)
            let search = ["Bus.jpg", "-g", "gallery"] + features + ["float32"]
            let run = try TinyModel.run(search, in: folder.path)
            #expect(run.status == 0 && run.errorLines.count == 1)
            let remedy = "retrieve index gallery --features clip --precision float32"
            #expect(run.errors.contains("the index in gallery/.retrieve has no features") && run.errors.contains("'\(remedy)'"))
            #expect(try TinyModel.runShell(remedy.replacing("retrieve", with: "\"$0\""), in: folder.path).status == 0)
            #expect(try TinyModel.run(search, in: folder.path).errors.isEmpty)
        }
    }

    /// Large JPEGs are decoded otherwise, so that an index made the one way says nothing of the other.
    @Test func anIndexDecodedOtherwiseIsToldWithWhatMendsIt() throws {
        try withPhotoTree { folder in
            let features = ["--features", "clip"]
            let index = try TinyModel.run(["index", "gallery", "--decode", "full"] + features, in: folder.path)
            #expect(index.status == 0)
            let search = ["Bus.jpg", "-g", "gallery", "--verbose"] + features
            // What the index was made by is what it is searched by.
            #expect(
                try TinyModel.run(search, in: folder.path).errors
                    == "retrieve: compared with 12 embeddings of the index, and with 0 made now\n")
            let run = try TinyModel.run(search.filter { $0 != "--verbose" } + ["--decode", "scaled"], in: folder.path)
            #expect(run.status == 0 && run.errorLines.count == 1)
            let remedy = "retrieve index gallery --features clip --decode scaled"
            #expect(run.errors.contains("the index in gallery/.retrieve has no features") && run.errors.contains("'\(remedy)'"))
            #expect(try TinyModel.runShell(remedy.replacing("retrieve", with: "\"$0\""), in: folder.path).status == 0)
            let status = try TinyModel.run(["index", "gallery", "--status"], in: folder.path)
            #expect(
                status.lines.map { String($0.prefix { $0 != ":" }) }.sorted().suffix(2).map { $0.hasSuffix("in full") }
                    == [false, true])
        }
    }

    /// Whenever it is killed, the index is not there or opens, and the next run completes it.
    @Test func aKilledRunIsResumed() throws {
        try withPhotoTree { folder in
            for round in 0..<8 {
                // As a blocked signal may be inherited, `wait` might do so for ever.
                let script = "{ \"$0\" index gallery --features clip -q & sleep 0.\(round)5; kill -9 $! 2>/dev/null; } | cat"
                _ = try TinyModel.runShell(script, in: folder.path)
                let search = try TinyModel.run(["Bus.jpg", "-g", "gallery", "--features", "clip", "-k", "1"], in: folder.path)
                #expect(search.status == 0 && search.hitPaths[0].contains("Bus"), "\(search.errors)")
                // On a busy machine the earliest ones are killed before they make the folder.
                let index = folder("gallery/.retrieve").string
                if round == 4, FileManager.default.fileExists(atPath: index) {
                    try FileManager.default.removeItem(atPath: index)
                }
            }
            #expect(try TinyModel.run(["index", "gallery", "--features", "clip"], in: folder.path).status == 0)
            #expect(try TinyModel.run(["index", "gallery", "--verify"], in: folder.path).status == 0)
        }
    }

    @Test func anEvaluationIsTheSameWithTheIndexAndBeatsPixels() throws {
        try withPhotoTree { folder in
            let arguments = ["evaluate", "gallery", "-g", "gallery", "--exclude-query", "--format", "json"]
            func meanPrecision(_ options: String...) throws -> (Double, [UInt8]) {
                let run = try TinyModel.run(arguments + options, in: folder.path)
                #expect(run.status == 0, "\(run.errors)")
                let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
                let metrics = try #require(json["metrics"] as? [[String: Any]])
                let measures = try #require(metrics[0]["measures"] as? [String: Double])
                return (try #require(measures["mAP"]), run.output)
            }
            let (clip, plain) = try meanPrecision("--features", "clip")
            let (pixels, _) = try meanPrecision()
            #expect(clip > pixels + 0.1)
            #expect(String(decoding: plain, as: UTF8.self).contains("\"model\": \"tiny-clip\""))
            #expect(try TinyModel.run(["index", "gallery", "--features", "clip"], in: folder.path).status == 0)
            #expect(try meanPrecision("--features", "clip").1 == plain)
        }
    }
}
