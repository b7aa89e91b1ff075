import TestSupport
import Testing

/// Exit codes, each with one line on standard error that says what, which, why and what to do.
struct ExitStatusTests {
    @Test func doneIsZeroAndSaysNothing() throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg")
            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
        }
    }

    @Test func nothingMatchedIsOne() throws {
        try withSampleTree { tree in
            try tree.folder.makeFolder("empty")
            try tree.folder.copy("decode/grayscale.jpg", to: "single/1.jpg")
            let cases = [
                ["query.jpg", "-g", "empty"], ["query.jpg", "-g", "gallery", "-s", "16", "-m", "cosine", "--threshold", "1.5"],
                ["single/1.jpg", "-g", "single", "-s", "16", "--exclude-query"],
            ]
            for arguments in cases {
                let run = try tree.run(arguments)
                #expect(run.status == 1)
                #expect(run.output.isEmpty)
                #expect(run.errorLines.count == 1 && run.errors.hasPrefix("retrieve: nothing matched: "))
            }
        }
    }

    @Test func whatCannotBeReadIsTwo() throws {
        try withSampleTree { tree in
            let cases = [
                (["query.jpg", "-g", "none"], "there is no such folder"), (["query.jpg", "-g", "query.jpg"], "it is a file"),
                (["none.jpg", "-g", "gallery"], "there is no such file"), (["gallery/Empty", "-g", "gallery"], "no such file"),
            ]
            for (arguments, words) in cases {
                let run = try tree.run(arguments)
                #expect(run.status == 2)
                #expect(run.output.isEmpty)
                #expect(run.errorLines.count == 1 && run.errors.contains(words), "\(run.errors)")
            }
        }
    }

    @Test(
        arguments: [
            ([], "query"), (["q", "--metric", "l3"], "l1"), (["q", "--metric"], "metric"), (["q", "-k", "many"], "many"),
            (["q", "-k=-1"], "--top"), (["q", "-s", "0x5"], "0x5"), (["q", "--size", "4x4x4"], "4x4x4"),
            (["q", "--resample", "sinc"], "bicubic"),
            (["q", "--orientation", "left"], "exif"), (["q", "--format", "xml"], "json"),
            (["q", "--threshold", "good"], "good"),
            (["q", "--threshold", "nan"], "number"), (["q", "--threads", "0"], "--threads"),
            (["q", "--threads", "1025"], "--threads"),
            (["q", "--progress", "yes"], "auto"), (["q", "--max-megapixels", "0"], "--max-megapixels"),
            (["q", "--nonsense"], "--nonsense"),
            (["q", "-x"], "-x"),
        ] as [([String], String)])
    func aWrongCommandLineIs64(arguments: [String], words: String) throws {
        let run = try BuiltBinary().run(arguments, in: Fixtures.repository)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errorLines.count == 1 && run.errors.hasPrefix("retrieve: ") && run.errors.contains(words), "\(run.errors)")
    }
}
