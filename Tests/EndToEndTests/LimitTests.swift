import TestSupport
import Testing

/// No picture and no option takes more memory than there is.
struct LimitTests {
    @Test func theMegapixelLimitIsTheUsers() throws {
        try withSampleTree { tree in
            try tree.folder.write(PNGFile(width: 1001, height: 1000).bytes, to: "gallery/large.png")
            let refused = try tree.search("query.jpg", "-k", "0", "--max-megapixels", "1")
            #expect(refused.status == 0)
            #expect(
                refused.errorLines == [
                    "retrieve: skipped gallery/large.png: its 1001x1000 pixels are more than 1 megapixels; raise --max-megapixels to read it"
                ])
            let taken = try tree.search("query.jpg", "-k", "0", "--max-megapixels", "2")
            #expect(taken.hitPaths.sorted() == (samplePaths + ["gallery/large.png"]).sorted())
            #expect(taken.errors.isEmpty)
        }
    }

    /// With less memory than these pictures claim, they are refused for what they claim.
    @Test(.enabled(if: limitsMemory, "the shell cannot limit memory"))
    func hugePicturesAreRefusedBeforeMemoryIsTaken() throws {
        try withSampleTree { tree in
            for file in ["claims_65000x65000.png", "claims_65500x65500.jpg", "claims_13400x13400.jpg"] {
                try tree.folder.copy("bad/\(file)", to: "gallery/\(file)")
            }
            let script = #"ulimit -v 1000000; exec "$0" query.jpg -g gallery -s 16 --threads 1"#
            let run = try tree.tool.runShell(script, in: tree.folder.path)
            #expect(run.status == 0)
            #expect(run.errorLines.count == 3)
            #expect(run.errorLines.allSatisfy { $0.contains("megapixels") })
        }
    }

    @Test(arguments: ["1152921504606", "1152921504607", "9223372036854775807"])
    func aVeryLargeLimitIsALimit(megapixels: String) throws {
        try withSampleTree { tree in
            let run = try tree.search("query.jpg", "--max-megapixels", megapixels)
            #expect(run.status == 0)
            #expect(run.lines.count == 5)
        }
    }

    @Test(arguments: ["16777216", "100000", "16777216x1000"])
    func aSizeThatNoMemoryHoldsIsRefused(size: String) throws {
        try withSampleTree { tree in
            let run = try tree.run(["query.jpg", "-g", "gallery", "-s", size])
            #expect(run.status == 64)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.first?.contains(size) == true)
        }
    }

    @Test(arguments: ["1", "1x300", "300x1"])
    func theSmallestSizesWork(size: String) throws {
        try withSampleTree { tree in
            let run = try tree.run(["query.jpg", "-g", "gallery", "-s", size, "-k", "0"])
            #expect(run.status == 0)
            #expect(run.lines.count == 5)
        }
    }
}

private let limitsMemory =
    (try? BuiltBinary().runShell("test \"$(uname)\" = Linux && ulimit -v 1000000", in: Fixtures.repository).status) == 0
