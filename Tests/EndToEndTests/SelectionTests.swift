import Foundation
import SystemPackage
import TestSupport
import Testing

/// `--include`, `--exclude` and `--hidden`, wherever a gallery is named.
struct SelectionTests {
    private let all = ["-k", "0", "--format", "paths"]

    /// The paths that a search finds, in their own order, after checking that nothing is told.
    private func found(_ tree: SampleTree, _ arguments: String...) throws -> [String] {
        let run = try tree.run(["query.jpg", "-g", "gallery", "-s", "16"] + all + arguments)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        return run.lines.sorted()
    }

    @Test func patternsThatLeaveNothingAreNamed() throws {
        try withSampleTree { tree throws in
            let run = try tree.search("query.jpg", "--include", "NOPE")
            #expect(run.status == 1 && run.errorLines.count == 1)
            #expect(run.errors.hasSuffix(" files that --include, --exclude and --shard leave\n"), "\(run.errors)")
        }
    }

    @Test func patternsSayWhichImagesAreHits() throws {
        try withSampleTree { tree throws in
            #expect(try found(tree, "--include", "*.png") == ["gallery/Lime/3.png", "gallery/loose.png"])
            #expect(try found(tree, "--include", "Orange/") == ["gallery/Orange/1.jpg", "gallery/Orange/2.jpeg"])
            #expect(
                try found(tree, "--include", "/loose.*", "--include", "Orange/1*")
                    == ["gallery/Orange/1.jpg", "gallery/loose.png"])
            #expect(
                try found(tree, "--exclude", "Orange", "--exclude", "*.JPG") == ["gallery/Lime/3.png", "gallery/loose.png"])
            #expect(try found(tree, "--include", "*.png", "--exclude", "**/3.png") == ["gallery/loose.png"])
            #expect(try found(tree, "--exclude", "*.*", "--exclude", "!*.jpeg") == ["gallery/Orange/2.jpeg"])
        }
    }

    @Test func hiddenNamesTakePartWhereTheyAreAskedFor() throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/grayscale.jpg", to: "gallery/.trash/1.jpg")
            try tree.folder.copy("decode/grayscale.jpg", to: "gallery/.2.jpg")
            #expect(try found(tree) == samplePaths)
            #expect(try found(tree, "--hidden") == ["gallery/.2.jpg", "gallery/.trash/1.jpg"] + samplePaths)
            #expect(try found(tree, "--hidden", "--exclude", ".trash") == ["gallery/.2.jpg"] + samplePaths)
        }
    }

    @Test func nothingIsLookedForInFoldersThatAreLeftOut() throws {
        try withSampleTree { tree in
            // A folder by the name of an image is named where a walk comes upon it.
            try tree.folder.makeFolder("gallery/drafts/x.jpg")
            let run = try tree.search("query.jpg")
            #expect(run.errors.contains("gallery/drafts/x.jpg"))
            #expect(try found(tree, "--exclude", "drafts/") == samplePaths)
        }
    }

    @Test(arguments: [["--include", "*.png"], ["--exclude", "Lime/"], ["--hidden"], ["--hidden", "--exclude", "Orange"]])
    func anIndexOfAllAnswersForAPart(selection: [String]) throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/grayscale.jpg", to: "gallery/.2.jpg")
            #expect(try tree.run(["index", "gallery", "-s", "16", "--hidden"]).status == 0)
            let search = ["query.jpg", "-g", "gallery", "-s", "16", "-k", "0"]
            for arguments in [selection, []] {
                let plain = try tree.run(search + arguments + ["--no-index"])
                for more in [[], ["--trust-index"]] {
                    let indexed = try tree.run(search + arguments + more)
                    #expect(indexed.status == 0 && indexed.errors.isEmpty, "\(indexed.errors)")
                    #expect(indexed.output == plain.output)
                }
            }
        }
    }

    @Test func anIndexOfAPartSaysWhatItLacks() throws {
        try withSampleTree { tree in
            let index = ["index", "gallery", "-s", "16"]
            #expect(try tree.run(index).text.hasPrefix("5 added"))
            #expect(try tree.run(index + ["--exclude", "Lime/"]).text.hasPrefix("0 added, 0 changed, 0 moved, 2 removed"))
            #expect(try tree.run(index + ["--status", "--exclude", "Lime/"]).status == 0)
            #expect(try tree.run(index + ["--status"]).status == 1)
            #expect(try found(tree, "--exclude", "Lime/").count == 3)
            let other = try tree.search("query.jpg", "-k", "0", "--exclude", "Orange/")
            #expect(other.hitPaths.sorted() == ["gallery/Lime/3.png", "gallery/Lime/4.JPG", "gallery/loose.png"])
            #expect(other.errors.contains("2 new, 0 changed, 0 gone"))
            #expect(other.errors.contains("'retrieve index gallery --exclude Orange/ --size 16x16' makes searching fast again"))
        }
    }

    @Test func aBaselineKeepsItsSelection() throws {
        try withSampleTree { tree in
            let made = try tree.run(
                ["check", "--update", "line.json", "query.jpg", "-g", "gallery", "-s", "16", "--include", "*.png", "--hidden"])
            #expect(made.status == 0, "\(made.errors)")
            let text = String(decoding: try contents(of: tree.folder("line.json")), as: UTF8.self)
            #expect(text.contains("\"version\": 3") && text.contains("*.png") && text.contains("\"hidden\": true"))
            // What the patterns leave out is no change; what they take is one.
            try tree.folder.copy("decode/baseline_420.jpg", to: "gallery/new.jpg")
            #expect(try tree.run(["check", "line.json"]).status == 0)
            let other = try tree.run(["check", "line.json", "--include", "*.jpg", "--no-hidden"])
            #expect(other.status == 1)
            #expect((other.text + other.errors).contains("include is *.png in the baseline and *.jpg"))
            #expect((other.text + other.errors).contains("hidden is on in the baseline and off"))
            try tree.folder.copy("decode/rgb_8_31x22.png", to: "gallery/.new.png")
            #expect(try tree.run(["check", "line.json"]).status == 1)
        }
    }

    @Test func evaluationsAndDuplicatesTakeThem() throws {
        try withSampleTree { tree in
            let evaluated = try tree.run(["evaluate", "gallery", "-g", "gallery", "-s", "16", "--exclude", "Lime/"])
            #expect(evaluated.lines.first?.contains("3 images in gallery") ?? false, "\(evaluated.text)")
            try tree.folder.copy("decode/baseline_420.jpg", to: "gallery/.hidden/copy.jpg")
            #expect(try tree.run(["duplicates", "gallery", "--same", "bytes"]).text.isEmpty)
            let found = try tree.run(["duplicates", "gallery", "--same", "bytes", "--hidden", "--exclude", "Lime"])
            #expect(found.text.contains("gallery/.hidden/copy.jpg") && found.text.contains("gallery/Orange/1.jpg"))
        }
    }

    @Test func embeddingsAreOfThosePicturesOnly() throws {
        try withPhotoTree { folder in
            let embedded = try TinyModel.run(["embed", "gallery", "--include", "Bus/", "--exclude", "04*"], in: folder.path)
            #expect(embedded.status == 0 && embedded.lines.count == 3)
            let piped = try TinyModel.run(
                ["embed", "-", "--include", "Bus/", "--exclude", "04*"], in: folder.path, input: "gallery\n")
            #expect(piped.output == embedded.output)
            // A graph of all does not know of a part, and everything is compared.
            let index = ["index", "gallery", "--features", "clip", "--store", "hnsw"]
            #expect(try TinyModel.run(index, in: folder.path).status == 0)
            let search = ["Bus.jpg", "-g", "gallery", "--features", "clip", "-k", "2", "--exclude", "Bus"]
            let flat = try TinyModel.run(search + ["--no-index"], in: folder.path)
            for store in ["flat", "hnsw"] {
                let run = try TinyModel.run(search + ["--store", store], in: folder.path)
                #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
                #expect(run.output == flat.output && run.lines.count == 2)
            }
        }
    }

    @Test func whatCannotHoldIsRefused() throws {
        try withSampleTree { tree in
            let server = try tree.run(
                [
                    "query.jpg", "-g", "gallery", "--features", "clip", "--store", "chroma://localhost:1/pictures", "--exclude",
                    "Lime",
                ])
            #expect(server.status == 64 && server.errors.contains("answers from all that it holds"))
            for pattern in ["", "/", "!"] {
                let run = try tree.search("query.jpg", "--include", pattern)
                #expect(run.status == 64 && run.errors.contains("is no pattern"), "\(run.errors)")
            }
        }
    }
}
