import TestSupport
import Testing

/// `retrieve merge`: results of parts as those of the whole.
struct MergeTests {
    /// Searches two parts of the gallery, and both together.
    private func withParts(
        _ options: [String], _ body: (_ tree: SampleTree, _ whole: Run) throws -> Void
    ) throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/baseline_420.jpg", to: "all/Lime/0.jpg")
            for (folder, names) in [("Lime", ["3.png", "4.JPG"]), ("Orange", ["1.jpg", "2.jpeg"])] {
                for name in names {
                    try tree.folder.write(
                        try contents(of: tree.folder("gallery/\(folder)/\(name)")), to: "all/\(folder)/\(name)")
                }
            }
            let queries = ["query.jpg", "gallery/loose.png"] + options + ["-s", "16", "--format", "json"]
            for (part, other) in [("Lime", "Orange"), ("Orange", "Lime")] {
                let search = "\"$0\" \(queries.joined(separator: " ")) -g all > \(part).json"
                let script = "mv all/\(other) away && \(search) && mv away all/\(other)"
                let run = try tree.tool.runShell(script, in: tree.folder.path)
                #expect(run.status == 0, "\(run.errors)")
            }
            try body(tree, try tree.run(queries + ["-g", "all"]))
        }
    }

    @Test(arguments: ["l1", "l2", "mse", "cosine", "correlation"])
    func partsGiveTheBytesOfTheWhole(metric: String) throws {
        try withParts(["-m", metric, "-k", "3"]) { tree, whole in
            for files in [["Lime.json", "Orange.json"], ["Orange.json", "Lime.json"]] {
                let run = try tree.run(["merge", "-q", "-k", "3", "--format", "json"] + files)
                #expect(run.status == 0 && run.errors.isEmpty)
                #expect(run.text == whole.text)
            }
        }
    }

    @Test func aPartThatMayBeCutIsTold() throws {
        try withParts(["-k", "1"]) { tree, _ in
            let run = try tree.run(["merge", "Lime.json", "Orange.json"])
            #expect(run.status == 0 && run.errorLines.count == 2)
            #expect(run.errors.contains("each query has 1 hit in Lime.json; if that part was searched with less than --top 5"))
        }
    }

    @Test func anImageInTwoPartsCountsOnce() throws {
        try withParts(["-k", "3"]) { tree, whole in
            let run = try tree.run(["merge", "Lime.json", "Orange.json", "Lime.json", "-k", "3", "--format", "json"])
            #expect(run.text == whole.text)
            #expect(run.errors.contains("all/Lime/0.jpg is a hit in Lime.json and in Lime.json, and counts once"))
        }
    }

    @Test func whatDoesNotGoTogetherIsRefused() throws {
        try withParts(["-k", "3"]) { tree, _ in
            let others = [
                ("query.jpg gallery/loose.png -m l2", "compares pixels at 16x16 by l2"),
                ("query.jpg", "no results for gallery/loose.png"),
                ("query.jpg gallery/loose.png gallery/Lime/3.png", "Lime.json has no results for gallery/Lime/3.png"),
                ("query.jpg query.jpg", "has results for query.jpg twice"),
            ]
            for (words, sentence) in others {
                let script = "\"$0\" \(words) -g all -s 16 --format json > other.json; \"$0\" merge Lime.json other.json"
                let run = try tree.tool.runShell(script, in: tree.folder.path)
                #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1)
                #expect(run.errors.contains(sentence), "\(run.errors)")
            }
        }
    }

    @Test(arguments: [
        ("", "there are no results"), ("{}\n", "'query' is missing"), ("[1]\n", "line 1 is no JSON object"),
        ("\n{", "line 2 is no JSON"),
        (#"{"query":"q","features":"smells","metric":"l1","hits":[]}"#, "'features' is 'smells'"),
        (
            #"{"query":"q","features":"pixels","metric":"l1","hits":[{"path":"a","score":"1"}]}"#,
            "'hits[0].score' is missing or of another"
        ),
    ])
    func whatIsNoResultIsTold(text: String, words: String) throws {
        try withTemporaryFolder { folder in
            try folder.write(Array(text.utf8), to: "a.json")
            let run = try BuiltBinary().run(["merge", "a.json"], in: folder.path)
            #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1)
            #expect(run.errors.contains(words), "\(run.errors)")
            let absent = try BuiltBinary().run(["merge", "b.json"], in: folder.path)
            #expect(absent.status == 2 && absent.errors.contains("cannot read the results b.json: there is no such file"))
        }
    }
}
