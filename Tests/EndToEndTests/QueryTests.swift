import TestSupport
import Testing

/// What the queries of a command line stand for.
struct QueryTests {
    @Test func aFolderStandsForItsImages() throws {
        try withSampleTree { tree in
            let run = try tree.search("gallery", "-k", "1", "--format", "json")
            #expect(run.status == 0)
            let lines = try run.searchLines()
            #expect(lines.map(\.query) == samplePaths)
            #expect(lines.compactMap(\.hits.first?.path) == samplePaths)
        }
    }

    @Test func aFolderWithOneImageIsNotHeaded() throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/baseline_420.jpg", to: "one/1.jpg")
            #expect(try tree.search("one", "-k", "1").text == "0\tgallery/Orange/1.jpg\n")
        }
    }

    @Test func aDashReadsPathsFromStandardInput() throws {
        try withSampleTree { tree in
            for input in ["query.jpg\ngallery/loose.png\n", "query.jpg\n\ngallery/loose.png"] {
                let run = try tree.search("-", "-k", "1", "--format", "json", input: input)
                #expect(try run.searchLines().map(\.query) == ["query.jpg", "gallery/loose.png"])
            }
        }
    }

    @Test func pathsOnStandardInputMayEndWithNull() throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/baseline_420.jpg", to: "two\nlines.jpg")
            let run = try tree.search("-", "-0", "-k", "1", "--format", "json", input: "two\nlines.jpg\0query.jpg\0")
            #expect(run.status == 0)
            #expect(try run.searchLines().map(\.query) == ["two\nlines.jpg", "query.jpg"])
        }
    }

    @Test func standardInputMayBeAPipeAndNameFolders() throws {
        try withSampleTree { tree in
            let script = #"printf 'query.jpg\ngallery/Lime\n' | "$0" - gallery/loose.png -g gallery -s 16 -k 1 --format json"#
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            #expect(
                try run.searchLines().map(\.query) == [
                    "query.jpg", "gallery/Lime/3.png", "gallery/Lime/4.JPG", "gallery/loose.png",
                ])
        }
    }

    @Test func pathsThatAreNoTextArriveByStandardInput() throws {
        try withSampleTree { tree in
            let script = """
                name=$(printf '\\377.jpg'); cp query.jpg "$name" || exit 77
                printf '%s\\n' "$name" | "$0" - -g gallery -s 16 -k 1
                """
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            if run.status == 77 { return }
            #expect(run.text == "0\tgallery/Orange/1.jpg\n")
        }
    }

    @Test func nothingOnStandardInputIsNoQuery() throws {
        try withSampleTree { tree in
            let run = try tree.search("-", input: "")
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.count == 1)
        }
    }

    @Test func aPipeMayBeTheQuery() throws {
        try withSampleTree { tree in
            let script = #"mkfifo p.jpg && (cat query.jpg > p.jpg &) && "$0" p.jpg -g gallery -s 16 -k 1"#
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            #expect(run.text == "0\tgallery/Orange/1.jpg\n")
        }
    }

    @Test(arguments: [
        ("none.jpg", "there is no such file"), ("text.jpg", "no image format"), ("empty.jpg", "it is empty"),
        ("ppm.jpg", "PPM"), ("cut.jpg", "truncated"), ("folder.jpg", "folder"), ("", "'': there is no such file"),
    ])
    func aQueryThatCannotBeReadIsToldInOneLine(name: String, words: String) throws {
        try withSampleTree { tree in
            try tree.folder.write(Array("Dear reader\n".utf8), to: "text.jpg")
            try tree.folder.write([], to: "empty.jpg")
            try tree.folder.copy("bad/ppm_named.jpg", to: "ppm.jpg")
            try tree.folder.copy("bad/cut_baseline.jpg", to: "cut.jpg")
            try tree.folder.makeFolder("folder.jpg")
            let run = try tree.search(name)
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.count == 1)
            #expect(run.errors.hasPrefix("retrieve: cannot read the query \(name)") && run.errors.contains(words))
        }
    }

    @Test(.enabled(if: permissionsBind, "root may read every file"))
    func aQueryThatMayNotBeReadIsToldInOneLine() throws {
        try withSampleTree { tree in
            let run = try tree.tool.runShell("chmod 000 query.jpg; \"$0\" query.jpg -g gallery", in: tree.folder.path)
            #expect(run.status == 2)
            #expect(run.errorLines.count == 1 && run.errors.contains("permissions"))
        }
    }

    @Test func theOtherQueriesAreAnsweredAllTheSame() throws {
        try withSampleTree { tree in
            let run = try tree.search("none.jpg", "query.jpg", "-k", "1")
            #expect(run.status == 2)
            #expect(run.text == "==> query.jpg <==\n0\tgallery/Orange/1.jpg\n")
            #expect(run.errorLines.count == 1 && run.errors.contains("none.jpg"))
        }
    }
}
