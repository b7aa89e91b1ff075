import SystemPackage
import TestSupport
import Testing

/// `retrieve evaluate` on a folder of few pictures.
struct EvaluateTests {
    @Test func queriesAreEvaluatedAgainstTheGallery() throws {
        try withLabelledTree { tree in
            let run = try tree.evaluate()
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(run.lines[0] == "3 queries in test, 5 images in gallery, 16x16")
            #expect(run.lines[1].split(separator: " ") == ["metric", "P@1", "P@5", "recall@5", "MRR", "mAP"])
            #expect(run.lines[2].hasPrefix("l1 ") && run.lines.count == 3)
        }
    }

    @Test func whatIsLeftOutIsCountedAndNamed() throws {
        try withLabelledTree { tree in
            try tree.folder.copy("decode/grayscale.jpg", to: "test/loose.jpg")
            try tree.folder.copy("decode/grayscale.jpg", to: "test/Owl/1.jpg")
            try tree.folder.write([], to: "gallery/Lime/empty.jpg")
            let run = try tree.evaluate("--format", "json", "-q")
            #expect(run.status == 0 && run.errors.isEmpty)
            let outcome = try EvaluationOutcome(run)
            #expect(
                outcome.counts == [
                    "queries": 5, "evaluated": 3, "unlabelled": 1, "withoutRelevant": 1, "unreadable": 0, "galleryImages": 6,
                    "skipped": 1,
                ])
            #expect(outcome.unlabelled == ["test/loose.jpg"] && outcome.withoutRelevant == ["test/Owl/1.jpg"])
            #expect(outcome.skipped.map(\.path) == ["gallery/Lime/empty.jpg"])
            #expect(try tree.evaluate().errors.hasPrefix("retrieve: skipped gallery/Lime/empty.jpg: it is empty"))
            #expect(try tree.evaluate("--strict", "-q").status == 2)
        }
    }

    @Test func aQueryThatCannotBeReadIsAnErrorAfterTheResults() throws {
        try withLabelledTree { tree in
            try tree.folder.write([], to: "test/Lime/empty.jpg")
            let run = try tree.evaluate("--require", "mAP>=2")
            #expect(run.status == 2 && run.lines.count == 4)
            #expect(run.lines[1] == "3 queries evaluated; left out: 1 unreadable")
            #expect(run.errorLines.count == 2)
            #expect(run.errors.hasPrefix("retrieve: cannot read the query test/Lime/empty.jpg: it is empty"))
        }
    }

    @Test func aQueryMayBeLeftOutOfItsOwnHits() throws {
        try withLabelledTree { tree in
            let with = try EvaluationOutcome(
                tree.run(["evaluate", "gallery", "-g", "gallery", "-s", "16", "--format", "json"]))
            #expect(with.metrics[0].measures["P@1"] == 1)
            let run = try tree.run(["evaluate", "gallery", "-g", "gallery", "-s", "16", "--format", "json", "--exclude-query"])
            #expect(run.status == 0)
            let without = try EvaluationOutcome(run)
            #expect(without.counts["evaluated"] == 4 && without.metrics[0].measures["P@1"] != 1)
        }
    }

    @Test func metricsComeInTheOrderGiven() throws {
        try withLabelledTree { tree in
            for (text, metrics) in [
                ("all", ["l1", "l2", "mse", "cosine", "correlation"]), ("mse,l1,mse", ["mse", "l1"]), ("cosine", ["cosine"]),
            ] {
                let outcome = try EvaluationOutcome(tree.evaluate("--metric", text, "--format", "json"))
                #expect(outcome.metrics.map(\.metric) == metrics)
            }
        }
    }

    @Test func neitherThreadsNorInstructionSetShow() throws {
        try withLabelledTree { tree in
            let arguments = ["--metric", "all", "--by-label", "--confusion", "--format", "json"]
            let expected = try tree.evaluate(arguments + ["--threads", "1"]).output
            for threads in ["2", "7"] { #expect(try tree.evaluate(arguments + ["--threads", threads]).output == expected) }
            let plain = try tree.run(
                ["evaluate", "test", "-g", "gallery", "-s", "16"] + arguments, environment: ["RETRIEVE_SIMD": "scalar"])
            #expect(plain.output == expected)
        }
    }

    @Test func requirementsDecideTheExitCode() throws {
        try withLabelledTree { tree in
            #expect(try tree.evaluate("--require", "mAP>0", "--require", "l1.P@5<=1").status == 0)
            let run = try tree.evaluate("--metric", "l1,mse", "--require", "mse.mAP>1", "--require", "recall@5<0.5")
            #expect(run.status == 1 && run.lines.count == 4)
            #expect(run.errorLines.count == 3)
            #expect(run.errorLines[0].hasPrefix("retrieve: required: mse.mAP > 1.0, but it is "))
            #expect(run.errorLines[2] == "retrieve: required: mse.recall@5 < 0.5, but it is 1.0")
        }
    }

    @Test func nothingToEvaluateIsOne() throws {
        try withLabelledTree { tree in
            try tree.folder.makeFolder("empty")
            for arguments in [["evaluate", "empty", "-g", "gallery"], ["evaluate", "test", "-g", "empty"]] {
                let run = try tree.run(arguments + ["-s", "16"])
                #expect(run.status == 1 && run.errorLines.count == 1 && run.errors.contains("nothing was evaluated"))
            }
        }
    }

    @Test func whatCannotBeReadIsTwo() throws {
        try withLabelledTree { tree in
            for (arguments, words) in [
                (["none", "-g", "gallery"], "there is no such folder"), (["query.jpg", "-g", "gallery"], "it is a file"),
                (["test", "-g", "none"], "there is no such folder"),
            ] {
                let run = try tree.run(["evaluate"] + arguments)
                #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1 && run.errors.contains(words))
            }
        }
    }

    @Test(
        arguments: [
            (["-k", "0"], "--top"), (["--metric", "l3"], "l3"), (["--metric", "l1,"], "l1,"), (["--format", "paths"], "csv"),
            (["--require", "mAP"], "requirement"), (["--require", "AP>=0.5"], "the measures are P@1, P@5, recall@5, MRR, mAP"),
            (["--require", "P@10>=0.5"], "P@10"), (["--require", "cosine.mAP>=0.5"], "--metric"), (["a", "b"], "b"),
            (["--format", "csv", "--by-label", "--confusion"], "one table"),
        ] as [([String], String)])
    func aWrongCommandLineIs64(arguments: [String], words: String) throws {
        let run = try BuiltBinary().run(["evaluate"] + arguments, in: Fixtures.repository)
        #expect(run.status == 64 && run.output.isEmpty && run.errorLines.count == 1)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    /// A sample tree with three queries: two Oranges and a Lime.
    private func withLabelledTree(_ body: (SampleTree) throws -> Void) throws {
        try withSampleTree { tree in
            try tree.folder.copy("decode/baseline_420.jpg", to: "test/Orange/1.jpg")
            try tree.folder.copy("decode/baseline_444.jpg", to: "test/Orange/2.jpg")
            try tree.folder.copy("decode/rgb_8_31x22.png", to: "test/Lime/3.png")
            try body(tree)
        }
    }
}

extension SampleTree {
    fileprivate func evaluate(_ arguments: String...) throws -> Run { try evaluate(arguments) }

    fileprivate func evaluate(_ arguments: [String]) throws -> Run {
        try run(["evaluate", "test", "-g", "gallery", "-s", "16"] + arguments)
    }
}
