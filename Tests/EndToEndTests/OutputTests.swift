import SystemPackage
import TestSupport
import Testing

/// What a search prints in each format.
struct OutputTests {
    @Test func shortOptionsMayBeJoinedToTheirValues() throws {
        try withSampleTree { tree in
            let apart = try tree.run(["query.jpg", "-g", "gallery", "-k", "2", "-m", "cosine", "-s", "16", "--format", "csv"])
            let joined = try tree.run(["query.jpg", "-ggallery", "-k2", "-mcosine", "-s16", "--format", "csv"])
            #expect(joined.status == 0 && joined.output == apart.output, "\(joined.errors)")
            let wrong = try tree.run(["query.jpg", "-ggallery", "-kmany"])
            #expect(wrong.status == 64 && wrong.errorLines.count == 1 && wrong.errors.contains("many"), "\(wrong.errors)")
            for command in [
                ["evaluate", "gallery", "-k2", "-ml1", "-s16", "-ggallery"],
                ["duplicates", "gallery", "--features", "pixels", "--threshold", "0.9", "-s16", "-mcosine"],
            ] {
                let run = try tree.run(command)
                #expect(run.status == 0, "\(run.errors)")
            }
        }
    }

    @Test func textIsScoreTabPathALineBestFirst() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "-k", "0")
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(run.lines.first == "0\tgallery/Orange/1.jpg")
            #expect(run.hitPaths.sorted() == samplePaths)
            let scores = run.lines.compactMap { Int($0.prefix { $0 != "\t" }) }
            #expect(scores.count == 5 && scores == scores.sorted())
        }
    }

    @Test(arguments: ["l2", "mse", "cosine", "correlation"])
    func otherScoresHaveSixDecimals(metric: String) throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "-m", metric)
            #expect(run.lines.first == (metric.hasPrefix("co") ? "1.000000" : "0.000000") + "\tgallery/Orange/1.jpg")
            for line in run.lines { #expect(line.wholeMatch(of: #/-?\d+\.\d{6}\tgallery/.+/#) != nil, "\(line)") }
        }
    }

    @Test func severalQueriesAreHeaded() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "gallery/loose.png", "-k", "1")
            #expect(
                run.text == """
                    ==> query.jpg <==
                    0\tgallery/Orange/1.jpg

                    ==> gallery/loose.png <==
                    0\tgallery/loose.png

                    """)
        }
    }

    @Test func jsonIsAnObjectALine() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "gallery/loose.png", "-k", "2", "--format", "json", "-m", "cosine")
            let lines = try run.searchLines()
            #expect(lines.map(\.query) == ["query.jpg", "gallery/loose.png"])
            #expect(
                lines.allSatisfy {
                    $0.metric == "cosine" && $0.size == "16x16" && $0.features == "pixels" && $0.skipped.isEmpty
                })
            #expect(lines.map { $0.hits.map(\.rank) } == [[1, 2], [1, 2]])
            #expect(lines.map(\.hits.first?.path) == ["gallery/Orange/1.jpg", "gallery/loose.png"])
            #expect(lines.map(\.hits.first?.label) == ["Orange", nil])
        }
    }

    @Test func jsonAndTextTellTheSame() throws {
        try withSampleTree { tree in
            let object = try tree.search("query.jpg", "-k", "0", "--format", "json").searchLine()
            let text = try tree.search("query.jpg", "-k", "0")
            #expect(text.lines == object.hits.map { "\(Int($0.score))\t\($0.path)" })
        }
    }

    @Test func csvHasAHeaderAndALineAHit() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "-k", "1", "--format", "csv")
            #expect(run.text == "query,rank,score,label,path\nquery.jpg,1,0,Orange,gallery/Orange/1.jpg\n")
        }
    }

    @Test func pathsMayEndWithNull() throws {
        try withSampleTree { tree in
            let lines = try tree.search("query.jpg", "-k", "0", "--format", "paths")
            let nulls = try tree.search("query.jpg", "-k", "0", "--format", "paths", "-0")
            #expect(lines.lines.sorted() == samplePaths)
            #expect(nulls.text == lines.text.replacing("\n", with: "\0"))
        }
    }

    @Test(arguments: ["text", "json", "csv", "paths"])
    func theNumberOfThreadsDoesNotShow(format: String) throws {
        try withSampleTree { tree in
            let outputs = try ["1", "2", "7"].map {
                try tree.search("query.jpg", "gallery", "-k", "0", "--format", format, "--threads", $0, "-m", "l2").output
            }
            #expect(outputs.allSatisfy { $0 == outputs[0] && !$0.isEmpty })
        }
    }

    @Test func aNameThatIsNoTextKeepsItsBytes() throws {
        try withSampleTree { tree in
            // Some file systems take text only: there the copy fails, and nothing is tested.
            let script = """
                cp query.jpg "$(printf 'gallery/\\377.jpg')" || exit 77
                exec "$0" query.jpg -g gallery -s 16 --format paths --threshold 0
                """
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            if run.status == 77 { return }
            #expect(run.output == Array("gallery/Orange/1.jpg\ngallery/".utf8) + [0xff] + Array(".jpg\n".utf8))
        }
    }

    @Test func aReaderThatGoesAwayIsNoTrouble() throws {
        try withSampleTree { tree in
            let arguments = ["query.jpg", "-g", "gallery", "-s", "16"]
            for format in ["text", "json"] {
                let run = try tree.tool.run(arguments + ["--format", format], in: tree.folder.path, output: .closedPipe)
                #expect(run.status == 0)
                #expect(run.errors.isEmpty)
            }
        }
    }

    @Test(.enabled(if: hasFullDevice, "there is no /dev/full"))
    func aFullDiskIsToldInOneLine() throws {
        try withSampleTree { tree in
            let run = try tree.tool.run(
                ["query.jpg", "-g", "gallery", "-s", "16"], in: tree.folder.path, output: .file("/dev/full"))
            #expect(run.status == 2)
            #expect(run.errorLines.count == 1 && run.errors.contains("cannot write results"))
        }
    }
}

private let hasFullDevice =
    (try? BuiltBinary().runShell("test -c /dev/full", in: Fixtures.repository).status) == 0
