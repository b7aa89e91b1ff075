import Foundation
import SystemPackage
import TestSupport
import Testing

/// Several folders searched as one: as a search of a folder that holds them, wherever galleries are named.
struct SeveralGalleriesTests {
    private let parts = ["-g", "all/a", "-g", "all/b"]
    private let sizes = ["-s", "112"]

    /// Two folders in one, with equal pictures in both, one that cannot be read, and one in the root.
    private func withGalleries(_ body: (SampleTree) throws -> Void) throws {
        try withSampleTree { tree throws in
            let names = [
                "a/Lime/1.jpg": "baseline_420.jpg", "a/Lime/2.jpg": "grayscale.jpg", "a/3.png": "rgb_8_31x22.png",
                "b/Orange/1.jpg": "progressive_420_97x61.jpg", "b/Orange/2.jpg": "orientation_6_little.jpg",
                "b/Lime/3.jpg": "baseline_444.jpg", "b/Lime/4.jpg": "baseline_420.jpg", "b/a.png": "gray_1_31x22.png",
            ]
            for (name, fixture) in names { try tree.folder.copy("decode/\(fixture)", to: "all/\(name)") }
            try tree.folder.write([], to: "all/b/empty.png")
            try body(tree)
        }
    }

    private func search(_ tree: SampleTree, _ arguments: [String]) throws -> Run {
        let run = try tree.run(["query.jpg", "all/b/Orange"] + sizes + arguments)
        #expect(run.status == 0, "\(run.errors)")
        return run
    }

    @Test(
        arguments: [
            [], ["-m", "correlation"], ["-k", "0"], ["-m", "l2", "-k", "3"], ["--exclude-query"], ["--threshold", "3000000"],
            ["--exclude", "Orange", "-k", "0"],
        ])
    func theAnswerIsThatOfAFolderThatHoldsThem(options: [String]) throws {
        try withGalleries { tree in
            let whole = try search(tree, ["-g", "all", "--no-index"] + options)
            #expect(whole.errors == "retrieve: skipped all/b/empty.png: it is empty; copy or download it again\n")
            for galleries in [parts, ["-g", "all/b", "-g", "all/a"]] {
                let found = try search(tree, galleries + options)
                #expect(found.output == whole.output && found.errors == whole.errors)
            }
            // One index, then two; both believed; and one by name.
            for (number, folder) in ["all/b", "all/a"].enumerated() {
                #expect(try tree.run(["index", folder] + sizes).status == 0)
                for more in number == 0
                    ? [[]] : [[], ["--trust-index"], ["--index", "all/a/.retrieve", "--index", "all/b/.retrieve"]]
                {
                    let found = try search(tree, parts + options + more)
                    #expect(found.output == whole.output && found.errors == whole.errors, "\(number) \(more)")
                }
            }
        }
    }

    @Test func anImageThatSeveralHaveIsOneHit() throws {
        try withGalleries { tree in
            try tree.folder.link("link", to: "all/b")
            let whole = try search(tree, ["-g", "all", "-k", "0", "--no-index"])
            let galleries = [
                ["-g", "all", "-g", "all"], ["-g", "all", "-g", "all/a"], ["-g", "all", "-g", "link"],
                ["-g", "all", "-g", "./all/b/Lime", "-g", "all/a/../b"], ["-g", "all", "-g", tree.folder("all").string],
            ]
            #expect(try tree.run(["index", "all/a"] + sizes).status == 0)
            for galleries in galleries {
                let found = try search(tree, galleries + ["-k", "0"])
                #expect(found.output == whole.output, "\(galleries)")
            }
            // The gallery that is named first gives the path.
            let linked = try search(tree, ["-g", "link", "-g", "all", "-k", "0", "--format", "paths"])
            #expect(
                Set(linked.lines.map { $0.replacing(/^link\//, with: "all/b/") })
                    == Set(linked.lines.map { $0.replacing("link", with: "all/b") }))
            #expect(linked.lines.filter { $0.hasPrefix("all/b") }.isEmpty && linked.lines.contains("link/Lime/4.jpg"))
        }
    }

    @Test func labelsAreThoseOfEachGallery() throws {
        try withGalleries { tree in
            let run = try tree.run(["query.jpg", "-k", "0", "--format", "json"] + sizes + parts)
            let hits = try run.searchLine().hits
            for hit in hits {
                let components = hit.path.split(separator: "/")
                #expect(hit.label == (components.count == 4 ? String(components[2]) : nil))
            }
            #expect(hits.count == 8)
        }
    }

    @Test func eachGalleryThatIsStaleIsNamedWithItsCommand() throws {
        try withGalleries { tree in
            for folder in ["all/a", "all/b"] { #expect(try tree.run(["index", folder] + sizes).status == 0) }
            try tree.folder.copy("decode/baseline_422.jpg", to: "all/b/new.jpg")
            let run = try tree.run(["query.jpg"] + sizes + parts)
            #expect(run.status == 0)
            #expect(!run.errors.contains("the index of all/a"))
            #expect(run.errors.contains("the index of all/b is out of date (1 new, 0 changed, 0 gone)"))
            #expect(run.errors.contains("'retrieve index all/b --size 112x112'"))
        }
    }

    @Test func whatDoesNotFitIsOneSentence() throws {
        try withGalleries { tree in
            func fails(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
                let run = try tree.run(["query.jpg"] + arguments)
                #expect(run.status == status && run.errors.contains(sentence), "\(run.errors)")
            }
            try fails(parts + ["--index", "x"], 64, "--index is given once for 2 galleries; give one for each gallery")
            try fails(["-g", "all/a", "-g", "nowhere"], 2, "cannot search nowhere: there is no such folder")
            try fails(
                parts + ["--features", "clip", "--store", "chroma://localhost:1/pictures"], 64,
                "holds one gallery, and 2 are to be searched")
            try tree.folder.makeFolder("x")
            try tree.folder.makeFolder("y")
            try fails(["-g", "x", "-g", "y"], 1, "nothing matched: x, y hold no ")
        }
    }

    @Test func evaluationsJudgeAllOfThem() throws {
        try withGalleries { tree in
            try tree.folder.copy("decode/baseline_420.jpg", to: "queries/Lime/1.jpg")
            try tree.folder.copy("decode/progressive_420_97x61.jpg", to: "queries/Orange/1.jpg")
            let evaluate = ["evaluate", "queries", "-s", "64", "--metric", "all"]
            // The same labels in one folder.
            for (name, number) in [("a/Lime/1", 1), ("a/Lime/2", 2), ("b/Lime/3", 3), ("b/Lime/4", 4)] {
                try tree.folder.write(try contents(of: tree.folder("all/\(name).jpg")), to: "one/Lime/\(number).jpg")
            }
            for number in 1...2 {
                try tree.folder.write(
                    try contents(of: tree.folder("all/b/Orange/\(number).jpg")), to: "one/Orange/\(number).jpg")
            }
            for name in ["a/3.png", "b/a.png"] {
                try tree.folder.write(try contents(of: tree.folder("all/\(name)")), to: "one/\(name.replacing("/", with: "-"))")
            }
            try tree.folder.write([], to: "one/empty.png")
            let whole = try tree.run(evaluate + ["-g", "one"])
            let found = try tree.run(evaluate + parts)
            #expect(found.status == 0 && found.text == whole.text.replacing("in one,", with: "in all/a, all/b,"))
            let json = try tree.run(evaluate + parts + ["--format", "json"]).text
            #expect(json.filter { !$0.isWhitespace }.contains(#""gallery":["all/a","all/b"]"#))

            let truth = #"[{"query": "Lime/1.jpg", "relevant": [NAME]}]"#
            for (name, status, sentence) in [
                ("Lime/4.jpg", 0, ""), ("all/b/Lime/4.jpg", 0, ""), ("Lime/9.jpg", 2, "names Lime/9.jpg for Lime/1.jpg"),
                ("3.jpg", 2, "several galleries have an image 3.jpg"),
            ] as [(String, Int32, String)] {
                try tree.folder.copy("decode/grayscale.jpg", to: "all/a/3.jpg")
                try tree.folder.copy("decode/grayscale.jpg", to: "all/b/3.jpg")
                try tree.folder.write(Array(truth.replacing("NAME", with: "\"\(name)\"").utf8), to: "truth.json")
                let run = try tree.run(evaluate + parts + ["--truth", "truth.json", "-q"])
                let isSaid = sentence.isEmpty ? run.errors.isEmpty : run.errors.contains(sentence)
                #expect(run.status == status && isSaid, "\(name): \(run.errors)")
            }
        }
    }

    @Test func baselinesRecordThem() throws {
        try withGalleries { tree in
            try tree.folder.makeFolder("checks")
            let check = ["check", "checks/b.json"]
            let made = try tree.run(check + ["--update", "query.jpg"] + sizes + parts)
            #expect(made.status == 0, "\(made.errors)")
            let text = String(decoding: try contents(of: tree.folder("checks/b.json")), as: UTF8.self)
            #expect(text.contains("\"version\": 4") && text.contains("../all/b/Lime/4.jpg"))
            #expect(text.filter { !$0.isWhitespace }.contains(#""gallery":["../all/a","../all/b"]"#), "\(text)")
            #expect(try tree.run(check).status == 0)
            #expect(try tree.run(check + ["--update"]).status == 0)
            #expect(String(decoding: try contents(of: tree.folder("checks/b.json")), as: UTF8.self) == text)
            let other = try tree.run(check + ["-g", "all/a"])
            #expect(other.status == 1 && other.text.contains("changed option: gallery is ../all/a, ../all/b"))
            // One gallery is recorded as ever.
            #expect(try tree.run(["check", "--update", "checks/c.json", "query.jpg", "-g", "all/a"] + sizes).status == 0)
            let one = String(decoding: try contents(of: tree.folder("checks/c.json")), as: UTF8.self)
            #expect(one.contains("\"version\": 1") && one.contains(#""gallery": "../all/a""#))
        }
    }

    @Test func picturesShowHitsOfAll() throws {
        try withGalleries { tree in
            let run = try tree.run(
                ["query.jpg", "-k", "0", "--html", "page.html", "--figure", "figure.svg", "--preview"] + sizes + parts)
            #expect(run.status == 0, "\(run.errors)")
            let page = String(decoding: try contents(of: tree.folder("page.html")), as: UTF8.self)
            #expect(page.contains("all/a, all/b") && page.contains("all/a/Lime/2.jpg") && page.contains("all/b/a.png"))
            #expect(try !contents(of: tree.folder("figure.svg")).isEmpty)
        }
    }

    @Test func embeddingsAreSearchedInAllStores() throws {
        try withPhotoTree { folder in
            let search = ["Bus.jpg", "Lime.jpg", "--features", "clip", "-k", "4"]
            func run(_ arguments: [String]) throws -> Run { try TinyModel.run(arguments, in: folder.path) }
            let whole = try run(search + ["-g", "gallery"])
            let parts = ["Bus", "Lime", "Owl"].flatMap { ["-g", "gallery/\($0)"] }
            #expect(whole.status == 0)
            #expect(try run(search + parts).output == whole.output)
            let lacking = try run(search + parts + ["--store", "hnsw"])
            #expect(lacking.status == 2 && lacking.errors.contains("'retrieve index gallery/Bus --features clip --store hnsw'"))
            for label in ["Bus", "Lime", "Owl"] {
                let index = ["index", "gallery/\(label)", "--features", "clip", "--store", "hnsw"]
                #expect(try run(index).status == 0)
                #expect(try run(search + parts).output == whole.output)
            }
            for galleries in [parts, parts + ["-g", "gallery/Owl"]] {
                let graph = try run(search + galleries + ["--store", "hnsw", "-k", "1", "--verbose"])
                #expect(graph.output == (try run(search + ["-g", "gallery", "-k", "1"])).output, "\(graph.errors)")
                #expect(
                    graph.errors.contains("candidates per query among 4 embeddings") || graph.errors.contains("compared with 4")
                )
            }
            let figures = try run(
                ["evaluate", "gallery", "--features", "clip", "--store", "hnsw", "--store", "flat", "-k", "2"] + parts)
            #expect(figures.status == 1 && figures.errors.contains("nothing was evaluated"), "\(figures.errors)")
        }
    }

    @Test func thePrecisionIsOneThatAllIndicesHave() throws {
        try withPhotoTree { folder in
            func run(_ arguments: [String]) throws -> Run { try TinyModel.run(arguments, in: folder.path) }
            let index = ["--features", "clip", "--precision"]
            for (label, precision) in [("Bus", "float32"), ("Bus", "int8"), ("Lime", "int8")] {
                #expect(try run(["index", "gallery/\(label)"] + index + [precision]).status == 0)
            }
            let found = try run(
                ["Bus.jpg", "--features", "clip", "--verbose", "-g", "gallery/Bus", "-g", "gallery/Lime"])
            #expect(found.errors.contains("compared with 8 embeddings of the index, and with 0 made now"), "\(found.errors)")
        }
    }
}
